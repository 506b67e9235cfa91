import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';

export interface Action {
  readonly label: string;
  readonly onClick: () => void;
  /** Takes something away. */
  readonly isHarsh?: boolean;
}

/** What can be done with a row of a list. */
export const ActionMenu = ({ of, actions }: { readonly of: string; readonly actions: readonly Action[] }) => (
  <Menu position="bottom-end" withArrow>
    <Menu.Target>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions of ${of}`}>
        <IconDots size={16} aria-hidden />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>
      {actions.map(({ label, onClick, isHarsh = false }) => (
        <Menu.Item key={label} onClick={onClick} {...(isHarsh ? { c: 'var(--lw-cap)' } : {})}>
          {label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);
