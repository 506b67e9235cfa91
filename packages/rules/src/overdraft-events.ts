import { type Limits, overdraftUsed } from './overdraft.ts';

/** Rule 36: which events a change of state makes, whether use moved or the limits did. */

/** A meter's use and the limits it stands against. */
export interface MeterState {
  readonly limits: Limits;
  readonly used: bigint;
}

const inOverdraft = ({ limits, used }: MeterState) => overdraftUsed(limits.bought, used) > 0n;

/** Only an overdraft has a limit to reach; a plain full entitlement is not told as one. */
const atOverdraftLimit = ({ limits, used }: MeterState) =>
  limits.hardCap !== null && limits.allowance !== 0n && used >= limits.hardCap;

export type SeatTransition =
  | 'entitlement.overdraft.entered'
  | 'entitlement.overdraft.limitReached'
  | 'entitlement.overdraft.exited';

/** The events of an entitlement's seats between two states, in the order they are told. */
export const seatTransitions = (was: MeterState, is: MeterState): SeatTransition[] => {
  const codes: SeatTransition[] = [];
  if (!inOverdraft(was) && inOverdraft(is)) codes.push('entitlement.overdraft.entered');
  if (!atOverdraftLimit(was) && atOverdraftLimit(is)) codes.push('entitlement.overdraft.limitReached');
  if (inOverdraft(was) && !inOverdraft(is)) codes.push('entitlement.overdraft.exited');
  return codes;
};

/** The events between two figures of use under the same limits. */
export const overdraftTransitions = (limits: Limits, before: bigint, after: bigint): SeatTransition[] =>
  seatTransitions({ limits, used: before }, { limits, used: after });

/** The event of a metered feature between two states, or null. */
export const featureTransition = (was: MeterState, is: MeterState) => {
  if (inOverdraft(was) === inOverdraft(is)) return null;
  return inOverdraft(is) ? 'entitlement.feature.overdraft.entered' : 'entitlement.feature.overdraft.exited';
};
