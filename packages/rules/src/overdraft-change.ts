import type { StateEvent } from './admission-state.ts';
import { admitsLimits } from './limit-change.ts';
import { type Limits, limitsOf, type OverdraftLimit, overdraftFault, seatsMax } from './overdraft.ts';
import { seatTransitions } from './overdraft-events.ts';

/** Rule 9: what an offering's overdraft makes of the entitlements that were sold of it. */

/** The seats of an entitlement as they are. */
export interface SoldSeats {
  readonly entitlementId: string;
  readonly bought: bigint;
  readonly overdraft: OverdraftLimit;
  /** Its overdraft was set on the entitlement itself (rule 7). */
  readonly edited: boolean;
  /** Handed over to a local server: it refuses changes. */
  readonly exported: boolean;
  /** Exact at the instant of the change. */
  readonly used: bigint;
}

/** Why an entitlement that differs from the offering is not altered. */
export type LeftOut = 'edited' | 'exported';

export interface OverdraftEffect<Sold extends SoldSeats = SoldSeats> {
  readonly sold: Sold;
  readonly before: Limits;
  readonly after: Limits;
  readonly leftOut: LeftOut | null;
  /** Rule 10: the change itself would leave the hard cap below present use. */
  readonly belowUsage: boolean;
  /** Why the limit is impossible here: the hard cap would be no number of seats any more. */
  readonly fault: string | null;
}

const sameOverdraft = (one: OverdraftLimit, other: OverdraftLimit) =>
  one.type === other.type && one.value === other.value;

const sameLimits = (one: Limits, other: Limits) =>
  one.bought === other.bought && one.hardCap === other.hardCap;

const leftOutBy = ({ exported, edited }: SoldSeats, named: boolean): LeftOut | null =>
  exported ? 'exported' : edited && !named ? 'edited' : null;

/**
 * The effect on one entitlement, or null when applying leaves it as it is. One that is edited is left out unless named;
 * named, it follows the offering again, which is a change even where the value is the same.
 */
export const overdraftEffect = <Sold extends SoldSeats>(
  sold: Sold,
  overdraft: OverdraftLimit,
  named: boolean,
): OverdraftEffect<Sold> | null => {
  const same = sameOverdraft(sold.overdraft, overdraft);
  if (same && !(sold.edited && named && !sold.exported)) return null;
  const before = limitsOf(sold.bought, sold.overdraft);
  const after = limitsOf(sold.bought, overdraft);
  return {
    sold,
    before,
    after,
    leftOut: leftOutBy(sold, named),
    belowUsage: !sameLimits(before, after) && !admitsLimits(after, sold.used, false),
    fault: overdraftFault(overdraft, sold.bought, seatsMax),
  };
};

export interface OverdraftTotals {
  readonly altered: number;
  readonly leftOut: number;
  /** Of the altered ones. */
  readonly belowUsage: number;
  /** Of the altered ones together; null: no bound. */
  readonly allowanceBefore: bigint | null;
  readonly allowanceAfter: bigint | null;
}

const sumOf = (allowances: readonly (bigint | null)[]): bigint | null =>
  allowances.reduce((sum, each) => (sum === null || each === null ? null : sum + each), 0n);

export const overdraftTotals = (effects: readonly OverdraftEffect[]): OverdraftTotals => {
  const altered = effects.filter(({ leftOut }) => leftOut === null);
  return {
    altered: altered.length,
    leftOut: effects.length - altered.length,
    belowUsage: altered.filter(({ belowUsage }) => belowUsage).length,
    allowanceBefore: sumOf(altered.map(({ before }) => before.allowance)),
    allowanceAfter: sumOf(altered.map(({ after }) => after.allowance)),
  };
};

export interface OverdraftStory {
  /** Of the step in P(t) and H(t) (rule 29); null: the limits stay the same numbers. */
  readonly limitSequence: bigint | null;
  readonly events: readonly StateEvent[];
  /** The last one given. */
  readonly sequence: bigint;
}

/**
 * What is to be written of one altered entitlement, in one sequence: the step of its limits, then the events that the
 * step itself makes (rule 36), told by the seats that are recorded.
 */
export const overdraftStory = (
  { sold, before, after }: OverdraftEffect,
  recorded: { readonly seatsUsed: number; readonly sequence: bigint },
  at: number,
): OverdraftStory => {
  if (sameLimits(before, after)) return { limitSequence: null, events: [], sequence: recorded.sequence };
  const { entitlementId } = sold;
  const used = BigInt(recorded.seatsUsed);
  const limitSequence = recorded.sequence + 1n;
  const events = seatTransitions({ limits: before, used }, { limits: after, used }).map(
    (eventCode, index): StateEvent => ({
      ...{ entitlementId, at, eventCode, featureKey: null, used, limits: after },
      sequence: limitSequence + BigInt(index) + 1n,
    }),
  );
  return { limitSequence, events, sequence: limitSequence + BigInt(events.length) };
};
