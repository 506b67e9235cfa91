import type { IntervalType } from '@leeway/contract';
import { Group, NumberInput, Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';

/** A period in a form: a number and its unit. */

export interface IntervalValues {
  readonly type: IntervalType;
  readonly count: number | string;
}

interface Interval {
  readonly type: IntervalType;
  readonly count: number | null;
}

export const intervalValues = ({ type, count }: Interval): IntervalValues => ({ type, count: count ?? '' });

export const intervalBody = ({ type, count }: IntervalValues): Interval => ({
  type,
  count: type === 'none' || count === '' ? null : Number(count),
});

const units: readonly IntervalType[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'];

type Inputs = Pick<UseFormReturnType<Record<string, unknown>>, 'getInputProps'>;

interface IntervalFieldsProps {
  readonly form: Inputs;
  readonly path: string;
  readonly label: string;
  readonly value: IntervalValues;
  readonly description?: string;
  /** Whether there may be no period at all. */
  readonly none?: boolean;
}

export const IntervalFields = ({
  form,
  path,
  label,
  value: { type },
  description,
  none,
}: IntervalFieldsProps) => (
  <Group align="flex-end" gap="xs" wrap="nowrap">
    {type !== 'none' && (
      <NumberInput
        label={label}
        description={description}
        min={1}
        allowDecimal={false}
        flex={1}
        {...form.getInputProps(`${path}.count`)}
      />
    )}
    <Select
      label={type === 'none' ? label : undefined}
      description={type === 'none' ? description : undefined}
      aria-label={type === 'none' ? undefined : `${label}, unit`}
      data={[
        ...(none ? [{ value: 'none', label: 'none' }] : []),
        ...units.map((unit) => ({ value: unit, label: `${unit}s` })),
      ]}
      allowDeselect={false}
      flex={1}
      {...form.getInputProps(`${path}.type`)}
    />
  </Group>
);
