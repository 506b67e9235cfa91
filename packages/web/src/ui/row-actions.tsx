import { ActionIcon, Group, Tooltip } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';

interface RowAction {
  /** A verb and what it is done to: "Edit cores". */
  readonly label: string;
  readonly icon: TablerIcon;
  readonly onClick: () => void;
}

/** What can be done with one row, at its end. */
export const RowActions = ({ actions }: { readonly actions: readonly RowAction[] }) => (
  <Group gap={2} wrap="nowrap" justify="flex-end">
    {actions.map(({ label, icon: Icon, onClick }) => (
      <Tooltip key={label} label={label}>
        <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
          <Icon size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    ))}
  </Group>
);
