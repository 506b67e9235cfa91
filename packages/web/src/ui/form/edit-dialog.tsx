import { Button, Group, Modal, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { ProblemAlert } from '../problem-alert.tsx';
import { useUiWords } from '../words.tsx';

interface EditDialogProps<Values extends object> {
  readonly title: string;
  readonly form: UseFormReturnType<Values>;
  /** Of the button that does it: a verb. */
  readonly verb: string;
  /** Makes the change. What it throws is shown here, beside the fields it names. */
  readonly onSave: (values: Values) => Promise<unknown>;
  readonly onClose: () => void;
  readonly size?: 'sm' | 'md' | 'lg' | 'xl';
  /** The fields, bound with `form.getInputProps('name')`. */
  readonly children: ReactNode;
}

/** The server names a field by its place in the body (`seatCount`, `overdraftSeatLimit.value`), as the forms do. */
export const faultsOf = (error: unknown, values: object): Record<string, string> => {
  if (!(error instanceof Problem)) return {};
  const known = error.fields.filter(({ field }) => (field.split('.')[0] ?? '') in values);
  return Object.fromEntries(known.map(({ field, message }) => [field, message]));
};

/** A form in a dialog. It closes when the change is made; when it is refused, what was typed stays. */
export const EditDialog = <Values extends object>({
  title,
  form,
  verb,
  onSave,
  onClose,
  size = 'md',
  children,
}: EditDialogProps<Values>) => {
  const words = useUiWords();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async (values: Values) => {
    setBusy(true);
    setError(null);
    try {
      await onSave(values);
      onClose();
    } catch (refusal) {
      setError(refusal);
      const faults = Object.entries(faultsOf(refusal, values));
      form.setErrors(
        Object.fromEntries(faults.map(([field, message]) => [field, words.fieldFault(message)])),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <form noValidate onSubmit={form.onSubmit(save)}>
        <Stack gap="sm">
          {children}
          {error !== null && <ProblemAlert error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
