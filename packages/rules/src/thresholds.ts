import type { Limits } from './overdraft.ts';

/** Thresholds of use (rule 36): the levels at which somebody wants to be told. */

export interface Threshold {
  readonly thresholdId: string;
  /** `percentOfBought` may pass 100; `percentOfHardCap` has no level while the cap is unlimited. */
  readonly measure: 'percentOfBought' | 'percentOfHardCap' | 'absolute';
  /** Whole per cent, or units; at least 1. */
  readonly value: number;
}

/** Use must fall this far below a level, in per cent of it and at least by one unit, before it can be crossed again. */
const rearmPercent = 5n;

/** The use at which a threshold is crossed, in units rounded up; null: it has none under these limits. */
export const thresholdLevel = ({ measure, value }: Threshold, limits: Limits): bigint | null => {
  if (measure === 'absolute') return BigInt(value);
  const of = measure === 'percentOfBought' ? limits.bought : limits.hardCap;
  return of === null || of === 0n ? null : (of * BigInt(value) + 99n) / 100n;
};

/** The use at or below which a crossed threshold is cleared. */
export const clearingLevel = (level: bigint): bigint => {
  const margin = (level * rearmPercent) / 100n;
  return level - (margin > 1n ? margin : 1n);
};

export interface ThresholdChange {
  readonly crossed: readonly Threshold[];
  readonly cleared: readonly Threshold[];
}

/**
 * What a new use or new limits make of thresholds: those that are crossed now and were not, lowest level first, and those
 * that were and are no more. A jump over several tells them all at once; use that swings about a level tells it once.
 * A threshold that has no level any more is cleared.
 * @param held ids of those that are crossed
 */
export const thresholdChange = (
  thresholds: readonly Threshold[],
  held: ReadonlySet<string>,
  limits: Limits,
  used: bigint,
): ThresholdChange => {
  const levelled = thresholds
    .map((threshold) => ({ threshold, level: thresholdLevel(threshold, limits) }))
    .sort((a, b) => Number((a.level ?? 0n) > (b.level ?? 0n)) - Number((a.level ?? 0n) < (b.level ?? 0n)));
  const crossed = levelled.filter(
    ({ threshold, level }) => !held.has(threshold.thresholdId) && level !== null && used >= level,
  );
  const cleared = levelled.filter(
    ({ threshold, level }) =>
      held.has(threshold.thresholdId) && (level === null || used <= clearingLevel(level)),
  );
  return {
    crossed: crossed.map(({ threshold }) => threshold),
    cleared: cleared.map(({ threshold }) => threshold),
  };
};
