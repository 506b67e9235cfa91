import type { Body, Reply } from '../../../api/wire.ts';
import { type OverdraftValues, overdraftBody } from '../../../ui/form/overdraft-fields.tsx';

export interface LimitsValues {
  readonly seatCount: number | string;
  readonly overdraftSeatLimit: OverdraftValues;
}

type Entitlement = Pick<Reply<'getEntitlement'>, 'seatCount' | 'overdraftSeatLimit'>;

/** Only what was changed: naming a limit pins it against later changes of the offering. */
export const limitChanges = (
  values: LimitsValues,
  { seatCount, overdraftSeatLimit: before }: Entitlement,
) => {
  const overdraft = overdraftBody(values.overdraftSeatLimit);
  const isOther = overdraft.type !== before.type || overdraft.value !== before.value;
  return {
    ...(Number(values.seatCount) === seatCount ? {} : { seatCount: Number(values.seatCount) }),
    ...(isOther ? { overdraftSeatLimit: overdraft } : {}),
  } satisfies Body<'updateEntitlement'>;
};
