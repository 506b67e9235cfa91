import { Checkbox } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { Problem } from '../../../api/problem.ts';

/** Rule 10: fewer than are in use is refused until somebody says that it is meant. */
export const isBelowUse = (refusal: unknown): boolean =>
  refusal instanceof Problem && refusal.code === 'seatCountBelowUsage';

interface MeantBelowProps {
  readonly form: Pick<UseFormReturnType<Record<string, unknown>>, 'getInputProps'>;
}

export const MeantBelow = ({ form }: MeantBelowProps) => (
  <Checkbox
    label="Fewer than are in use is meant"
    description="Nobody is cut off: new requests are denied, and seats go as their leases end."
    {...form.getInputProps('forceSeatCount', { type: 'checkbox' })}
  />
);
