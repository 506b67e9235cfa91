import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { notifyDone, notifyProblem } from './notify.ts';

/** Long enough to read it and to find the button. */
const undoMs = 12_000;

/** Says that a change is made, and offers to take it back. */
export const notifyUndo = (message: string, undo: () => Promise<unknown>): void => {
  const takeBack = () => {
    notifications.hide(id);
    undo().then(() => notifyDone('Taken back.'), notifyProblem);
  };
  const id = notifications.show({
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="default" onClick={takeBack}>
          Undo
        </Button>
      </Group>
    ),
    color: 'green',
    withBorder: true,
    autoClose: undoMs,
  });
};
