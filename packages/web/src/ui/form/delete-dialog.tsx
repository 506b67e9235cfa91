import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../problem-alert.tsx';
import { useUiWords } from '../words.tsx';

interface DeleteDialogProps {
  /** "Delete the customer?" */
  readonly title: string;
  /** What has to be typed; null where one press is enough, because little is lost. */
  readonly name: string | null;
  /** What goes with it, and what stays. */
  readonly children: ReactNode;
  readonly verb?: string;
  readonly onDelete: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something is gone for good; where much is lost its name has to be typed. */
export const DeleteDialog = ({ title, name, children, verb, onDelete, onClose }: DeleteDialogProps) => {
  const words = useUiWords();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isMeant = name === null || typed.trim() === name.trim();
  const remove = async () => {
    setBusy(true);
    setError(null);
    try {
      await onDelete();
      onClose();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isMeant) remove();
        }}
      >
        <Stack gap="sm">
          <Text size="sm" component="div">
            {children}
          </Text>
          {name !== null && (
            <TextInput
              label={words.typeToConfirm(name)}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          {error !== null && <ProblemAlert error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button type="submit" color="red.9" disabled={!isMeant} loading={isBusy}>
              {verb ?? words.remove}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
