import { Group, NumberInput, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSession } from '../../api/session.ts';
import { useChange } from '../../api/use-api.ts';
import type { Row } from '../../api/wire.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { minorDigits } from '../../ui/money.ts';
import { notifyDone } from '../../ui/notify.ts';
import { rateText } from '../evidence/periods.ts';
import { Pick } from '../evidence/pick.tsx';
import { bodyOf, type Level, type RateValues, valuesOf } from './rate-values.ts';

const levels = [
  { value: 'offering', label: 'An offering' },
  { value: 'entitlement', label: 'An entitlement' },
  { value: 'account', label: 'The account' },
];

const kinds = [
  { value: 'peakOverdraftUnit', label: 'The highest overdraft of the period' },
  { value: 'p99OverdraftUnit', label: 'The overdraft of all but the highest 1 % of the time' },
  { value: 'overdraftSeatHour', label: 'Each hour of a seat in overdraft' },
  { value: 'overdraftUnit', label: 'Each unit of a usage count beyond what was bought' },
];

const currencies = Intl.supportedValuesOf('currency');

const faultsOf = (values: RateValues) => ({
  offeringId: values.level === 'offering' && !values.offeringId ? 'Pick the offering.' : null,
  entitlementId: values.level === 'entitlement' && !values.entitlementId ? 'Pick the entitlement.' : null,
  amount: values.amount === '' ? 'How much does it cost?' : null,
  featureKey:
    values.kind === 'overdraftUnit' && !values.featureKey.trim() ? 'Which usage count does it price?' : null,
});

interface RateDialogProps {
  /** Null: a new one. */
  readonly rate: Row<'listRates'> | null;
  /** What a new one begins with. */
  readonly offeringId?: string;
  readonly onClose: () => void;
}

/** Makes a rate, or edits one. It says in words what it will do. */
export const RateDialog = ({ rate, offeringId, onClose }: RateDialogProps) => {
  const { timeZone } = useSession().tenant;
  const begun = { ...valuesOf(rate, timeZone), ...(rate === null && offeringId ? { offeringId } : {}) };
  const form = useForm<RateValues>({ initialValues: begun, validate: faultsOf });
  const create = useChange('createRate');
  const update = useChange('updateRate');
  const { values } = form;
  const save = async (given: RateValues) => {
    const body = bodyOf(given, timeZone);
    if (rate) await update.mutateAsync({ params: { rateId: rate.id }, body });
    else await create.mutateAsync({ body });
    notifyDone(rate ? 'The rate is changed.' : 'The rate is made.');
  };
  const preview = { ...bodyOf(values, timeZone), unitCount: Number(values.unitCount) || 1 };
  return (
    <EditDialog
      title={rate ? 'Edit the rate' : 'Add a rate'}
      form={form}
      verb={rate ? 'Save' : 'Add'}
      onSave={save}
      onClose={onClose}
      size="lg"
    >
      <SegmentedControl
        size="xs"
        aria-label="For"
        data={levels}
        value={values.level}
        onChange={(level) => form.setFieldValue('level', level as Level)}
      />
      {values.level === 'offering' && (
        <Pick
          kind="offering"
          label="Offering"
          value={values.offeringId}
          onChange={(id) => form.setFieldValue('offeringId', id)}
          error={form.errors.offeringId}
        />
      )}
      {values.level === 'entitlement' && (
        <Pick
          kind="entitlement"
          label="Entitlement"
          value={values.entitlementId}
          onChange={(id) => form.setFieldValue('entitlementId', id)}
          error={form.errors.entitlementId}
        />
      )}
      <Select label="What is priced" data={kinds} allowDeselect={false} {...form.getInputProps('kind')} />
      <TextInput
        label="Feature"
        description="The key of a metered feature; empty: the seats"
        {...form.getInputProps('featureKey')}
      />
      <Group grow align="flex-start">
        <NumberInput
          label="Price"
          min={0}
          decimalScale={minorDigits(values.currency)}
          hideControls
          {...form.getInputProps('amount')}
        />
        <Select
          label="Currency"
          data={currencies}
          searchable
          allowDeselect={false}
          {...form.getInputProps('currency')}
        />
        <NumberInput
          label="For so many units"
          min={1}
          allowDecimal={false}
          {...form.getInputProps('unitCount')}
        />
      </Group>
      <Group grow align="flex-start">
        <TextInput type="date" label="From periods that begin" {...form.getInputProps('validFrom')} />
        <TextInput type="date" label="Until before" {...form.getInputProps('validTo')} />
      </Group>
      {values.kind === 'peakOverdraftUnit' && (
        <TextInput
          type="date"
          label="True-up since"
          description="What an earlier period since this day has reached already is not counted again; empty: it is"
          {...form.getInputProps('trueUpFrom')}
        />
      )}
      {values.amount !== '' && (
        <Text size="sm" role="status">
          It says: {rateText(preview as Parameters<typeof rateText>[0], values.featureKey.trim() !== '')}.
        </Text>
      )}
    </EditDialog>
  );
};
