import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { IconEyeExclamation } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface ShownOnceProps {
  readonly title: string;
  /** What is shown, with its verb: `The secret is`. */
  readonly what: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A secret after it was made. It closes by its button alone, so that a press beside it loses nothing. */
export const ShownOnce = ({ title, what, children, onClose }: ShownOnceProps) => (
  <Modal
    opened
    onClose={onClose}
    title={title}
    size="lg"
    closeOnClickOutside={false}
    closeOnEscape={false}
    withCloseButton={false}
  >
    <Stack gap="sm">
      <Alert
        color="var(--lw-overdraft)"
        variant="outline"
        icon={<IconEyeExclamation aria-hidden />}
        styles={{ root: { background: 'var(--lw-overdraft-back)' }, message: { color: 'var(--lw-text)' } }}
      >
        {what} shown now and never again: copy it to where it is kept.
      </Alert>
      {children}
      <Group justify="flex-end">
        <Button onClick={onClose}>I have kept it</Button>
      </Group>
    </Stack>
  </Modal>
);
