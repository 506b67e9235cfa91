import type { BillingPeriodLength } from './billing-period.ts';
import { dividedHalfUp, type Rate } from './rate.ts';
import type { RenewalInsight } from './renewal-insight.ts';

/** What renewal insight (rule 38) means for sales: who should buy more, who may buy fewer, and what that is worth. */

export type OpportunityKind = 'expand' | 'risk';

export interface Opportunity {
  readonly kind: OpportunityKind;
  /** Seats that the recommendation (mid) is above, or below, the bought ones. */
  readonly seats: bigint;
}

/** Null: neither. A risk stays one when its recommendation is not below what was bought: then it is of 0 seats. */
export const opportunityOf = (
  { class: kind, recommended }: Pick<RenewalInsight, 'class' | 'recommended'>,
  purchased: bigint,
): Opportunity | null => {
  if (recommended === null) return null;
  const more = recommended.mid - purchased;
  if (kind === 'shrink-risk' || kind === 'churn-risk') return { kind: 'risk', seats: more < 0n ? -more : 0n };
  return more > 0n ? { kind: 'expand', seats: more } : null;
};

/** What was used beyond the bought seats, and in how much time. */
export interface OverdraftSoFar {
  readonly overdraftUnitMs: bigint;
  readonly heldMs: bigint;
}

const periodsInYear: Readonly<Record<BillingPeriodLength, bigint>> = { month: 12n, quarter: 4n, year: 1n };
const hourMs = 3_600_000n;
const yearMs = 365n * 24n * hourMs;

/**
 * What an opportunity is worth in a year, in minor units of the rate's currency, rounded half up; null: the rate says
 * nothing about it.
 *
 * A rate for a seat and a billing period (peakOverdraftUnit, p99OverdraftUnit) prices the seats of the opportunity for all
 * periods of a year. A rate for an hour says what those who expand pay for their overdraft as it is: the seat-hours above
 * the bought ones, carried on for a year. It is no price of seats that stand idle, nor is one of a usage count.
 */
export const opportunityValue = (
  { kind, seats }: Opportunity,
  rate: Rate,
  { overdraftUnitMs, heldMs }: OverdraftSoFar,
  length: BillingPeriodLength,
): bigint | null => {
  switch (rate.kind) {
    case 'peakOverdraftUnit':
    case 'p99OverdraftUnit':
      return dividedHalfUp(seats * rate.amount * periodsInYear[length], rate.unitCount);
    case 'overdraftSeatHour':
      return kind === 'risk' || heldMs === 0n
        ? null
        : dividedHalfUp(overdraftUnitMs * rate.amount * yearMs, hourMs * rate.unitCount * heldMs);
    case 'overdraftUnit':
      return null;
  }
};
