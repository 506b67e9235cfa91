import { NumberInput, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChanging } from '../../api/use-changing.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { overdraftBody, overdraftValues } from '../../ui/form/overdraft-fields.tsx';
import { kinds } from './feature-text.ts';
import { OverdraftEditor } from './overdraft-editor.tsx';
import { createFeatureAt, type Feature, isOwn, type Place, updateFeatureAt } from './place.ts';

const valuesOf = (feature: Feature | null) => ({
  key: feature?.key ?? '',
  type: feature?.type ?? ('usageCount' as Feature['type']),
  value: (feature?.value ?? '') as number | string,
  isOn: feature?.value === 0 ? 'off' : 'on',
  description: feature?.description ?? '',
  overdraftLimit: overdraftValues(feature?.overdraftLimit),
});

interface FeatureDialogProps {
  readonly place: Place;
  /** Null: a new one. */
  readonly feature: Feature | null;
  readonly onClose: () => void;
}

const titleOf = (place: Place, feature: Feature | null): string => {
  if (!feature) return place.level === 'global' ? 'New global feature' : 'New feature';
  return isOwn(feature, place) ? `Edit ${feature.key}` : `${feature.key} in this ${place.level}`;
};

/** Defines a feature, or sets what one is worth here. */
export const FeatureDialog = ({ place, feature, onClose }: FeatureDialogProps) => {
  const form = useForm({ initialValues: valuesOf(feature) });
  const changing = useChanging();
  const isDefinition = feature === null || isOwn(feature, place);
  const { type, value, overdraftLimit } = form.values;

  const save = (values: typeof form.values) =>
    changing(async () => {
      const isSwitch = values.type === 'bool';
      const units = values.value === '' ? null : Number(values.value);
      const worth = {
        value: isSwitch ? (values.isOn === 'on' ? 1 : 0) : units,
        overdraftLimit: isSwitch ? null : overdraftBody(values.overdraftLimit),
      };
      const text = { key: values.key, description: values.description.trim() || null };
      if (!feature) await createFeatureAt(place, { ...text, type: values.type, ...worth });
      else
        await updateFeatureAt(
          place,
          feature.id,
          isDefinition ? { ...text, ...worth } : { key: feature.key, ...worth },
        );
    });

  return (
    <EditDialog
      title={titleOf(place, feature)}
      form={form}
      verb={feature ? 'Save' : 'Create feature'}
      onSave={save}
      onClose={onClose}
    >
      {isDefinition && (
        <>
          <TextInput
            label="Key"
            description="Under this name the application asks for it."
            required
            maxLength={50}
            data-autofocus
            {...form.getInputProps('key')}
          />
          <Select
            label="Kind"
            data={kinds}
            allowDeselect={false}
            disabled={feature !== null}
            {...form.getInputProps('type')}
          />
        </>
      )}
      {type === 'bool' ? (
        <Select
          label="It is"
          data={['on', 'off']}
          allowDeselect={false}
          {...form.getInputProps('isOn')}
          error={form.errors.value}
        />
      ) : (
        <>
          <NumberInput
            label="Units"
            description="What an entitlement has of it; left empty: unlimited."
            min={0}
            allowDecimal={false}
            thousandSeparator
            {...form.getInputProps('value')}
          />
          <OverdraftEditor
            form={form}
            path="overdraftLimit"
            value={overdraftLimit}
            of="units"
            bought={value}
          />
        </>
      )}
      {isDefinition && (
        <Textarea label="Description" maxLength={500} autosize {...form.getInputProps('description')} />
      )}
      {!isDefinition && (
        <Text size="sm" c="dimmed">
          It holds in this {place.level}, also for entitlements sold already that have no value of their own.
        </Text>
      )}
    </EditDialog>
  );
};
