import { NumberInput, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../api/use-api.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { useBranding } from '../branding/branding.ts';
import { useTexts } from '../texts/use-texts.tsx';
import type { SeatRequest } from './sentences.ts';

interface RequestDialogProps {
  readonly entitlementId: string;
  /** What is asked for already: the request changes it. */
  readonly open: SeatRequest | undefined;
  readonly onClose: () => void;
}

/** Asks the vendor for more seats. */
export const RequestDialog = ({ entitlementId, open, onClose }: RequestDialogProps) => {
  const { requests: words } = useTexts();
  const { tenant } = useBranding();
  const { mutateAsync: request } = useChange('requestSeats');
  const form = useForm<{ seats: number | ''; note: string }>({
    initialValues: { seats: open?.seats ?? '', note: open?.note ?? '' },
  });
  return (
    <EditDialog
      title={words.dialogTitle}
      form={form}
      verb={words.send}
      onClose={onClose}
      onSave={async ({ seats, note }) => {
        const body = { seats: seats === '' ? null : seats, note: note.trim() || null };
        await request({ params: { entitlementId }, body });
        notifyDone(words.sent);
      }}
    >
      <Text size="sm">{words.dialogText(tenant.name)}</Text>
      <NumberInput
        label={words.howMany}
        description={words.howManyHint}
        min={1}
        max={1_000_000}
        allowDecimal={false}
        allowNegative={false}
        data-autofocus
        {...form.getInputProps('seats')}
      />
      <Textarea
        label={words.note}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={2000}
        {...form.getInputProps('note')}
      />
    </EditDialog>
  );
};
