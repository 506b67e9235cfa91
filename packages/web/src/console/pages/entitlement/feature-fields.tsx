import { NumberInput, Switch } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { Reply } from '../../../api/wire.ts';
import { type OverdraftValues, overdraftBody, overdraftValues } from '../../../ui/form/overdraft-fields.tsx';
import { OverdraftEditor } from '../../catalogue/overdraft-editor.tsx';

export type Feature = NonNullable<Reply<'getEntitlement'>['features']>[number];

/** A feature of an entitlement in a form, in the list where the API has it. */
export interface FeatureValues {
  readonly id: string;
  readonly key: string;
  readonly type: Feature['type'];
  /** '' is unlimited. */
  readonly value: number | string;
  readonly isOn: boolean;
  readonly overdraftLimit: OverdraftValues;
}

export const featureValues = ({ id, key, type, value, overdraftLimit }: Feature): FeatureValues => ({
  ...{ id, key, type },
  value: value ?? '',
  isOn: value !== 0,
  overdraftLimit: overdraftValues(overdraftLimit),
});

export const featureBody = ({ id, type, value, isOn, overdraftLimit }: FeatureValues) =>
  type === 'bool'
    ? { id, value: isOn ? 1 : 0 }
    : { id, value: value === '' ? null : Number(value), overdraftLimit: overdraftBody(overdraftLimit) };

const unitsLabel = (type: Feature['type']): string =>
  type === 'elementPool' ? 'Units in the pool' : 'Units bought';

interface FeatureFieldsProps {
  readonly form: Pick<UseFormReturnType<Record<string, unknown>>, 'getInputProps'>;
  /** In the list `features` of the form. */
  readonly index: number;
  readonly values: FeatureValues;
  /** Several stand in one dialog, so each says whose it is. */
  readonly isNamed?: boolean;
}

/** What is granted of a feature, and how far beyond. */
export const FeatureFields = ({ form, index, values, isNamed = false }: FeatureFieldsProps) => {
  const path = `features.${index}`;
  if (values.type === 'bool')
    return (
      <Switch
        label={isNamed ? `${values.key} is on` : 'On'}
        {...form.getInputProps(`${path}.isOn`, { type: 'checkbox' })}
      />
    );
  return (
    <>
      <NumberInput
        label={isNamed ? `${values.key}: ${unitsLabel(values.type).toLowerCase()}` : unitsLabel(values.type)}
        description="Left empty: unlimited"
        min={0}
        allowDecimal={false}
        thousandSeparator
        data-autofocus
        {...form.getInputProps(`${path}.value`)}
      />
      <OverdraftEditor
        form={form}
        path={`${path}.overdraftLimit`}
        value={values.overdraftLimit}
        of="units"
        bought={values.value}
      />
    </>
  );
};
