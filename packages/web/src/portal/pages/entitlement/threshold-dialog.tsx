import { Group, NativeSelect, NumberInput, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Body, Row } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { usePortalSession } from '../../session/session.ts';
import { useTexts } from '../../texts/use-texts.tsx';

type Threshold = Row<'listOwnThresholds'>;

interface Values {
  value: number | '';
  measure: Threshold['measure'];
  addresses: string;
  quietFrom: string;
  quietUntil: string;
}

const linesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((line) => line !== '');

const bodyOf = (
  entitlementId: string,
  featureKey: string | null,
  { value, measure, addresses, quietFrom, quietUntil }: Values,
): Body<'createOwnThreshold'> => ({
  ...{ entitlementId, featureKey, measure },
  value: Number(value),
  addresses: linesOf(addresses),
  quietHours: quietFrom && quietUntil ? { from: quietFrom, until: quietUntil } : null,
});

interface ThresholdDialogProps {
  readonly entitlementId: string;
  /** Null: another one. */
  readonly threshold: Threshold | null;
  readonly onClose: () => void;
}

/** A level of use at which somebody gets a mail. */
export const ThresholdDialog = ({ entitlementId, threshold, onClose }: ThresholdDialogProps) => {
  const { thresholds: words, common } = useTexts();
  const { contact } = usePortalSession();
  const { mutateAsync: create } = useChange('createOwnThreshold');
  const { mutateAsync: update } = useChange('updateOwnThreshold');
  const form = useForm<Values>({
    initialValues: {
      value: threshold?.value ?? 90,
      measure: threshold?.measure ?? 'percentOfBought',
      addresses: threshold?.addresses.join('\n') ?? contact?.email ?? '',
      quietFrom: threshold?.quietHours?.from ?? '',
      quietUntil: threshold?.quietHours?.until ?? '',
    },
    validate: {
      value: (value) => (value === '' || value < 1 ? words.valueMissing : null),
      addresses: (text) => (linesOf(text).length === 0 ? words.addressMissing : null),
      quietUntil: (until, { quietFrom }) => ((until === '') === (quietFrom === '') ? null : words.quietBoth),
    },
  });
  const measures = Object.entries(words.measures).map(([value, label]) => ({ value, label }));
  return (
    <EditDialog
      title={threshold ? words.editTitle : words.addTitle}
      form={form}
      verb={threshold ? common.save : words.add}
      onClose={onClose}
      onSave={async (values) => {
        const body = bodyOf(entitlementId, threshold?.featureKey ?? null, values);
        await (threshold ? update({ params: { thresholdId: threshold.id }, body }) : create({ body }));
        notifyDone(words.saved);
      }}
    >
      <Group grow align="flex-start">
        <NumberInput
          label={words.value}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          data-autofocus
          {...form.getInputProps('value')}
        />
        <NativeSelect label={words.measure} data={measures} {...form.getInputProps('measure')} />
      </Group>
      <Textarea
        label={words.addresses}
        description={words.addressesHint}
        autosize
        minRows={2}
        {...form.getInputProps('addresses')}
      />
      <Text size="sm" c="dimmed">
        {words.quietHint}
      </Text>
      <Group grow align="flex-start">
        <TextInput
          type="time"
          label={`${words.quietHours}: ${words.quietFrom}`}
          {...form.getInputProps('quietFrom')}
        />
        <TextInput type="time" label={words.quietUntil} {...form.getInputProps('quietUntil')} />
      </Group>
    </EditDialog>
  );
};
