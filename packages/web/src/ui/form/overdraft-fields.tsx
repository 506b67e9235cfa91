import type { OverdraftLimitType } from '@leeway/contract';
import { Group, NumberInput, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';

/** An overdraft limit in a form, at the place where the API has it. */

export interface OverdraftValues {
  readonly type: OverdraftLimitType;
  /** What stands in the field; '' is nothing. */
  readonly value: number | string;
}

interface Limit {
  readonly type: OverdraftLimitType;
  readonly value: number | null;
}

export const overdraftValues = (limit: Limit | null | undefined): OverdraftValues => ({
  type: limit?.type ?? 'none',
  value: limit?.value ?? '',
});

const takesValue = (type: OverdraftLimitType): boolean => type === 'absolute' || type === 'percentage';

/** As it is sent; what is missing is for the server to say. */
export const overdraftBody = ({ type, value }: OverdraftValues): Limit => ({
  type,
  value: takesValue(type) && value !== '' ? Number(value) : null,
});

const kinds = (unit: string) => [
  { value: 'none', label: 'none: stops at what was bought' },
  { value: 'absolute', label: unit },
  { value: 'percentage', label: `per cent of the bought ${unit}` },
  { value: 'unlimited', label: 'unlimited' },
];

type Inputs = Pick<UseFormReturnType<Record<string, unknown>>, 'getInputProps'>;

interface OverdraftFieldsProps {
  readonly form: Inputs;
  /** Of the limit in the values of the form. */
  readonly path: string;
  readonly value: OverdraftValues;
  readonly unit?: string;
}

/** How far beyond what was bought one may go. */
export const OverdraftFields = ({ form, path, value: { type }, unit = 'seats' }: OverdraftFieldsProps) => (
  <Group align="flex-start" gap="xs" wrap="nowrap">
    {takesValue(type) && (
      <NumberInput
        label="Overdraft"
        min={0}
        allowDecimal={false}
        w={120}
        {...form.getInputProps(`${path}.value`)}
      />
    )}
    <Select
      label={takesValue(type) ? 'in' : 'Overdraft'}
      data={kinds(unit)}
      allowDeselect={false}
      flex={1}
      {...form.getInputProps(`${path}.type`)}
    />
  </Group>
);
