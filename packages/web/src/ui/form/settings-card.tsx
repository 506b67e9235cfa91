import { Button, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Card } from '../card.tsx';
import { notifyDone } from '../notify.ts';
import { ProblemAlert } from '../problem-alert.tsx';
import { faultsOf } from './edit-dialog.tsx';

interface SettingsCardProps<Values extends object> {
  readonly title: string;
  readonly subtitle?: string;
  readonly form: UseFormReturnType<Values>;
  /** What is said when it is done. */
  readonly done: string;
  readonly verb?: string;
  readonly onSave: (values: Values) => Promise<unknown>;
  readonly children: ReactNode;
}

/** A card of a settings page that is a form of its own: saved by itself, and only when something was changed. */
export const SettingsCard = <Values extends object>({
  title,
  subtitle,
  form,
  done,
  verb = 'Save',
  onSave,
  children,
}: SettingsCardProps<Values>) => {
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async (values: Values) => {
    setBusy(true);
    setError(null);
    try {
      await onSave(values);
      form.resetDirty();
      notifyDone(done);
    } catch (refusal) {
      setError(refusal);
      form.setErrors(faultsOf(refusal, values));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={title} subtitle={subtitle}>
      <form noValidate aria-label={title} onSubmit={form.onSubmit(save)}>
        <Stack gap="sm">
          {children}
          {error !== null && <ProblemAlert error={error} />}
          <Group justify="flex-end">
            {form.isDirty() && (
              <Button variant="default" onClick={() => form.reset()}>
                Discard
              </Button>
            )}
            <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
};
