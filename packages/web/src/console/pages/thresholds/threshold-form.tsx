import {
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi } from '../../../api/use-api.ts';
import type { Body, Row } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { FoundSelect } from './found-select.tsx';
import { Trial } from './trial.tsx';
import { bodyOf, type ThresholdValues, valuesOf } from './values.ts';
import { conditionText } from './words.tsx';

const measures = [
  { value: 'percentOfBought', label: '% of what was bought' },
  { value: 'percentOfHardCap', label: '% of all up to the hard cap' },
  { value: 'absolute', label: 'in use, as a count' },
];

const places = [
  { value: 'all', label: 'Everything' },
  { value: 'offering', label: 'An offering' },
  { value: 'entitlement', label: 'An entitlement' },
];

const useNames = ({ offeringId, entitlementId }: ThresholdValues) => {
  const offering = useApi('getOffering', { params: { offeringId } }, { enabled: offeringId !== '' });
  const entitlement = useApi(
    'getEntitlement',
    { params: { entitlementId } },
    { enabled: entitlementId !== '' },
  );
  return {
    offering: offering.data?.name ?? offeringId,
    entitlement: entitlement.data?.offeringName ?? entitlementId,
  };
};

interface ThresholdFormProps {
  /** Null: a new one. */
  readonly threshold: Row<'listThresholds'> | null;
  readonly onSave: (body: Body<'createThreshold'>) => Promise<unknown>;
  readonly onClose: () => void;
}

/** When somebody wants to be told, and who. */
export const ThresholdForm = ({ threshold, onSave, onClose }: ThresholdFormProps) => {
  const form = useForm<ThresholdValues>({
    initialValues: valuesOf(threshold),
    validate: {
      value: (value) => (Number(value) >= 1 ? null : 'At least 1'),
      offeringId: (id, { place }) => (place !== 'offering' || id ? null : 'Choose an offering'),
      entitlementId: (id, { place }) => (place !== 'entitlement' || id ? null : 'Choose an entitlement'),
      until: (until, { from }) => ((until === '') === (from === '') ? null : 'Say both, or neither'),
    },
  });
  const { values } = form;
  const names = useNames(values);
  return (
    <EditDialog
      title={threshold ? 'Edit the threshold' : 'New threshold'}
      form={form}
      verb={threshold ? 'Save' : 'Create'}
      size="lg"
      onSave={(changed) => onSave(bodyOf(changed))}
      onClose={onClose}
    >
      <SegmentedControl size="xs" aria-label="Of what" data={places} {...form.getInputProps('place')} />
      {values.place === 'offering' && (
        <FoundSelect
          kind="offering"
          label="Offering"
          initialLabel={names.offering}
          value={values.offeringId}
          error={form.errors.offeringId}
          onChange={(id) => form.setFieldValue('offeringId', id)}
        />
      )}
      {values.place === 'entitlement' && (
        <FoundSelect
          kind="entitlement"
          label="Entitlement"
          initialLabel={names.entitlement}
          value={values.entitlementId}
          error={form.errors.entitlementId}
          onChange={(id) => form.setFieldValue('entitlementId', id)}
        />
      )}
      <Group grow align="flex-start">
        <NumberInput label="At" min={1} allowDecimal={false} {...form.getInputProps('value')} />
        <Select
          label="Measured in"
          data={measures}
          allowDeselect={false}
          {...form.getInputProps('measure')}
        />
      </Group>
      <TextInput
        label="Feature"
        description="Its key; empty: the seats."
        {...form.getInputProps('featureKey')}
      />
      <Checkbox
        label="Mail to the owners of the customer"
        {...form.getInputProps('toOwners', { type: 'checkbox' })}
      />
      <Checkbox
        label="Mail to the customer's key contacts"
        {...form.getInputProps('toContacts', { type: 'checkbox' })}
      />
      <TagsInput
        label="Mail to others"
        placeholder={values.addresses.length === 0 ? 'ann@example.com' : ''}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        {...form.getInputProps('addresses')}
      />
      <Group grow align="flex-start">
        <TextInput
          type="time"
          label="No mails from"
          description="In the account's time zone."
          {...form.getInputProps('from')}
        />
        <TextInput
          type="time"
          label="Until"
          description="Mails wait; events do not."
          {...form.getInputProps('until')}
        />
      </Group>
      <Text size="sm">
        In words: when {conditionText({ ...bodyOf(values), featureKey: values.featureKey.trim() || null })}.
      </Text>
      <Trial body={bodyOf(values)} />
    </EditDialog>
  );
};
