import { Checkbox, Group, NumberInput, Select, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Body } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';

type Measure = Body<'createThreshold'>['measure'];

const measures: readonly { readonly value: Measure; readonly label: string }[] = [
  { value: 'percentOfBought', label: 'per cent of the bought seats' },
  { value: 'percentOfHardCap', label: 'per cent of the hard cap' },
  { value: 'absolute', label: 'seats' },
];

interface AddThresholdProps {
  readonly entitlementId: string;
  readonly onClose: () => void;
}

/** A level of use of this entitlement's seats. */
export const AddThreshold = ({ entitlementId, onClose }: AddThresholdProps) => {
  const { mutateAsync: create } = useChange('createThreshold');
  const form = useForm({
    initialValues: {
      value: 90 as number | string,
      measure: 'percentOfBought' as Measure,
      toOwners: true,
      toContacts: false,
    },
  });
  const save = async ({ value, measure, toOwners, toContacts }: typeof form.values) => {
    const mail = toOwners || toContacts ? { toOwners, toContacts } : null;
    await create({ body: { entitlementId, measure, value: Number(value), mail } });
    notifyDone('The threshold is watched from the next change of use on.');
  };
  return (
    <EditDialog title="Add a threshold" form={form} verb="Add" onSave={save} onClose={onClose}>
      <Group align="flex-start" gap="xs" wrap="nowrap">
        <NumberInput
          label="At"
          min={1}
          allowDecimal={false}
          w={120}
          data-autofocus
          {...form.getInputProps('value')}
        />
        <Select
          label="in"
          data={[...measures]}
          allowDeselect={false}
          flex={1}
          {...form.getInputProps('measure')}
        />
      </Group>
      <Checkbox
        label="Mail to the owners of the customer"
        {...form.getInputProps('toOwners', { type: 'checkbox' })}
      />
      <Checkbox
        label="Mail to the customer’s key contacts"
        {...form.getInputProps('toContacts', { type: 'checkbox' })}
      />
      <Text size="sm" c="dimmed">
        Webhooks are told in any case.
      </Text>
    </EditDialog>
  );
};
