import type { EntitlementSnapshot, EntitlementTerms, StateEvent } from './admission-state.ts';
import type { Limits } from './overdraft.ts';
import { featureTransition, seatTransitions } from './overdraft-events.ts';

/** Rule 10: a change that would leave the hard cap below present use is refused, unless forced. */
export const admitsLimits = (limits: Limits, used: bigint, forced: boolean): boolean =>
  forced || limits.hardCap === null || used <= limits.hardCap;

/** What a change of terms is judged on: the entitlement settled at that instant. */
export type TermsInUse = Pick<EntitlementSnapshot, 'terms' | 'seatsUsed' | 'sequence' | 'usage'>;

const usedOf = (held: TermsInUse, featureId: string) => held.usage.get(featureId)?.used ?? 0n;

/** Rule 10 for an entitlement as a whole: its seats and each metered feature. */
export const admitsTerms = (held: TermsInUse, terms: EntitlementTerms, forced: boolean): boolean =>
  admitsLimits(terms.seats, BigInt(held.seatsUsed), forced) &&
  terms.features.every(
    ({ type, limits, featureId }) => type === 'bool' || admitsLimits(limits, usedOf(held, featureId), forced),
  );

/**
 * Rule 36: the events that a change of limits itself makes, because the same use now stands elsewhere against them.
 * Sequences go on from the one given.
 */
export const termsChangeEvents = (held: TermsInUse, terms: EntitlementTerms, at: number): StateEvent[] => {
  const { entitlementId } = terms;
  const used = BigInt(held.seatsUsed);
  const before = new Map(held.terms.features.map((feature) => [feature.featureId, feature.limits]));
  const told: Omit<StateEvent, 'sequence'>[] = seatTransitions(
    { limits: held.terms.seats, used },
    { limits: terms.seats, used },
  ).map((eventCode) => ({ entitlementId, at, eventCode, featureKey: null, used, limits: terms.seats }));
  for (const { featureId, key, type, limits } of terms.features) {
    const was = before.get(featureId);
    if (type === 'bool' || !was) continue;
    const unitsUsed = usedOf(held, featureId);
    const eventCode = featureTransition({ limits: was, used: unitsUsed }, { limits, used: unitsUsed });
    if (eventCode) told.push({ entitlementId, at, eventCode, featureKey: key, used: unitsUsed, limits });
  }
  return told.map((event, index) => ({ ...event, sequence: held.sequence + BigInt(index) + 1n }));
};
