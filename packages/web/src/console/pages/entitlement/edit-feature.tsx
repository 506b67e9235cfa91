import { NumberInput, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { OverdraftFields, overdraftBody, overdraftValues } from '../../../ui/form/overdraft-fields.tsx';
import { notifyDone } from '../../../ui/notify.ts';

interface EditFeatureProps {
  readonly entitlementId: string;
  readonly feature: NonNullable<Reply<'getEntitlement'>['features']>[number];
  readonly onClose: () => void;
}

/** Another value of a feature for this entitlement alone. */
export const EditFeature = ({ entitlementId, feature, onClose }: EditFeatureProps) => {
  const { mutateAsync: update } = useChange('updateEntitlement');
  const isSwitch = feature.type === 'bool';
  const form = useForm({
    initialValues: {
      value: (feature.value ?? '') as number | string,
      isOn: feature.value !== 0,
      overdraftLimit: overdraftValues(feature.overdraftLimit),
    },
  });
  const save = async ({ value, isOn, overdraftLimit }: typeof form.values) => {
    const amount = value === '' ? null : Number(value);
    const change = isSwitch
      ? { id: feature.id, value: isOn ? 1 : 0 }
      : { id: feature.id, value: amount, overdraftLimit: overdraftBody(overdraftLimit) };
    await update({ params: { entitlementId }, body: { features: [change] } });
    notifyDone(`${feature.key} is changed.`);
  };
  return (
    <EditDialog title={`Feature ${feature.key}`} form={form} verb="Save" onSave={save} onClose={onClose}>
      {isSwitch ? (
        <Switch label="On" {...form.getInputProps('isOn', { type: 'checkbox' })} />
      ) : (
        <>
          <NumberInput
            label={feature.type === 'elementPool' ? 'Units in the pool' : 'Units bought'}
            description="Left empty: unlimited"
            min={0}
            allowDecimal={false}
            data-autofocus
            {...form.getInputProps('value')}
          />
          <OverdraftFields
            form={form}
            path="overdraftLimit"
            value={form.values.overdraftLimit}
            unit="units"
          />
        </>
      )}
    </EditDialog>
  );
};
