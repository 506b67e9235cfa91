/**
 * Rates of rule 40. Money is whole minor units of a currency (cents). A rate is `amount` minor units for every
 * `unitCount` units, so that a thousandth of a cent a unit is 1 for 1000 and no fraction is ever kept. A line is
 * multiplied out in whole numbers and rounded once, half up, to a whole minor unit: rounding never adds up.
 */

export const rateKinds = [
  /** The most overdraft units in use at once. */
  'peakOverdraftUnit',
  /** The overdraft units that were exceeded in at most one per cent of the time. */
  'p99OverdraftUnit',
  /** One unit in overdraft for one hour. */
  'overdraftSeatHour',
  /** A unit of a usage count used beyond what was bought. */
  'overdraftUnit',
] as const;
export type RateKind = (typeof rateKinds)[number];

export interface Rate {
  readonly kind: RateKind;
  /** Minor units of the currency for `unitCount` units; 0 or more. */
  readonly amount: bigint;
  /** 1 or more. */
  readonly unitCount: bigint;
  /** ISO 4217. */
  readonly currency: string;
  /**
   * True-up, only with `peakOverdraftUnit`: units that an earlier billing period has reached already are not counted
   * again; the earlier periods are those that begin from this instant on (epoch ms). Null: every period counts all.
   */
  readonly trueUpFrom: number | null;
}

/** What a rate is multiplied with. Unit-milliseconds are exact; an hour of them is the unit of the rate. */
export interface BillableFigures {
  /** The most units in use at once; null with a usage count. */
  readonly peak: bigint | null;
  readonly overdraftPeak: bigint;
  readonly overdraftP99: bigint;
  readonly overdraftUnitMs: bigint;
  /** Null: not a usage count. */
  readonly overdraftUsed: bigint | null;
}

const hourMs = 3_600_000n;

/** Half up; both 0 or more. */
export const dividedHalfUp = (dividend: bigint, divisor: bigint): bigint =>
  (2n * dividend + divisor) / (2n * divisor);

/** How many units a meter had in use at most in a billing period. */
export interface PeriodPeak {
  readonly periodStart: number;
  readonly peak: bigint | null;
}

/** With true-up, the highest peak of the periods before the one that begins at `periodStart`; null: there is none. */
export const earlierPeakOf = (
  { trueUpFrom }: Pick<Rate, 'trueUpFrom'>,
  peaks: readonly PeriodPeak[],
  periodStart: number,
): bigint | null => {
  if (trueUpFrom === null) return null;
  return peaks
    .filter((each) => each.periodStart >= trueUpFrom && each.periodStart < periodStart)
    .reduce<bigint | null>(
      (highest, { peak }) => (peak !== null && (highest === null || peak > highest) ? peak : highest),
      null,
    );
};

/**
 * The units in overdraft at the peak that were beyond the highest peak before as well. It makes no difference whether
 * those that were paid for before have been added to what is bought meanwhile.
 */
export const newlyExceeded = (
  { peak, overdraftPeak }: Pick<BillableFigures, 'peak' | 'overdraftPeak'>,
  earlierPeak: bigint | null,
): bigint => {
  if (earlierPeak === null || peak === null) return overdraftPeak;
  const beyond = peak > earlierPeak ? peak - earlierPeak : 0n;
  return beyond < overdraftPeak ? beyond : overdraftPeak;
};

/** The units a rate counts and how many of them make one; null: the rate does not apply to such a meter. */
const billable = (
  kind: RateKind,
  figures: BillableFigures,
  earlierPeak: bigint | null,
): readonly [bigint, bigint] | null => {
  const isUsageCount = figures.overdraftUsed !== null;
  // What a usage count has used it has used up: it is in use at no instant.
  if (isUsageCount !== (kind === 'overdraftUnit')) return null;
  switch (kind) {
    case 'peakOverdraftUnit':
      return [newlyExceeded(figures, earlierPeak), 1n];
    case 'p99OverdraftUnit':
      return [figures.overdraftP99, 1n];
    case 'overdraftSeatHour':
      return [figures.overdraftUnitMs, hourMs];
    case 'overdraftUnit':
      return [figures.overdraftUsed ?? 0n, 1n];
  }
};

/**
 * Minor units of the rate's currency, rounded half up; null: the rate does not apply to such a meter.
 * @param earlierPeak of `earlierPeakOf`
 */
export const lineAmount = (
  rate: Rate,
  figures: BillableFigures,
  earlierPeak: bigint | null,
): bigint | null => {
  const units = billable(rate.kind, figures, earlierPeak);
  return units && dividedHalfUp(units[0] * rate.amount, units[1] * rate.unitCount);
};

export interface RateScope {
  readonly entitlementId: string | null;
  readonly offeringId: string | null;
  /** Null: the seats. */
  readonly featureKey: string | null;
  /** In force from this instant on; epoch ms. */
  readonly validFrom: number | null;
  /** Before this instant. */
  readonly validTo: number | null;
}

interface Meter {
  readonly entitlementId: string;
  readonly offeringId: string;
  readonly featureKey: string | null;
}

const closeness = ({ entitlementId, offeringId }: RateScope) =>
  entitlementId !== null ? 2 : offeringId !== null ? 1 : 0;

/**
 * The rate of a meter for a billing period: the entitlement's own before its offering's before the tenant's; of one
 * level the one in force when the period begins that came into force last. One rate prices the whole period.
 */
export const rateOf = <R extends RateScope>(
  rates: readonly R[],
  meter: Meter,
  periodStart: number,
): R | null => {
  const fitting = rates.filter(
    (rate) =>
      rate.featureKey === meter.featureKey &&
      (rate.entitlementId === null || rate.entitlementId === meter.entitlementId) &&
      (rate.offeringId === null || rate.offeringId === meter.offeringId) &&
      (rate.validFrom === null || rate.validFrom <= periodStart) &&
      (rate.validTo === null || periodStart < rate.validTo),
  );
  const [best = null] = fitting.sort(
    (a, b) => closeness(b) - closeness(a) || (b.validFrom ?? -Infinity) - (a.validFrom ?? -Infinity) || 0,
  );
  return best;
};

/** Sums of minor units, a currency each, in the order of their codes. Amounts of two currencies are never added. */
export const totalsOf = (
  lines: readonly { readonly amount: bigint | null; readonly currency: string | null }[],
): { readonly currency: string; readonly amount: bigint }[] => {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of lines)
    if (amount !== null && currency !== null) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => ({ currency, amount }));
};
