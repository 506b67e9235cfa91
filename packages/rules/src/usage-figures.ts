import type { Span } from './history-buckets.ts';
import { type HourFigures, holdLevel, type MeterLevel } from './usage-history.ts';

/** Figures of buckets of any length, made of the figures of hours. */

export interface UsageFigures extends Span {
  /** Of the bucket, this long is known: less than its length before the first fact and after the last instant known. */
  heldMs: number;
  usedMs: bigint;
  boughtMs: bigint;
  overdraftMs: number;
  overdraftUsedMs: bigint;
  atHardCapMs: number;
  grants: number;
  /** Time at each level of use. */
  readonly levels: Map<bigint, number>;
}

const emptyFigures = ({ start, end }: Span): UsageFigures => ({
  ...{ start, end, heldMs: 0, usedMs: 0n, boughtMs: 0n, overdraftMs: 0, overdraftUsedMs: 0n },
  ...{ atHardCapMs: 0, grants: 0, levels: new Map() },
});

const addHour = (figures: UsageFigures, hour: HourFigures): void => {
  figures.heldMs += hour.heldMs;
  figures.usedMs += hour.usedMs;
  figures.boughtMs += hour.boughtMs;
  figures.overdraftMs += hour.overdraftMs;
  figures.overdraftUsedMs += hour.overdraftUsedMs;
  figures.atHardCapMs += hour.atHardCapMs;
  figures.grants += hour.grants;
  for (const [level, ms] of hour.levels) figures.levels.set(level, (figures.levels.get(level) ?? 0) + ms);
};

/**
 * Figures of each span; spans ascend, do not overlap and cut no hour. `hours` ascend and begin with the last one before
 * the first span, for its level goes on. `until`: the last hour is counted up to then, and nothing is known after it.
 */
export const figuresOf = (
  hours: readonly HourFigures[],
  spans: readonly Span[],
  until: number,
): UsageFigures[] => {
  let next = 0;
  let before: { readonly end: number; readonly closing: MeterLevel } | null = null;
  return spans.map((span) => {
    const figures = emptyFigures(span);
    const goOnUntil = (to: number) => {
      if (before) holdLevel(figures, before.closing, to - Math.max(span.start, before.end));
    };
    for (let hour = hours[next]; hour && hour.start < span.end; hour = hours[++next]) {
      if (hour.start >= span.start) {
        goOnUntil(hour.start);
        addHour(figures, hour);
      }
      before = hour;
    }
    goOnUntil(Math.min(span.end, until));
    return figures;
  });
};

interface Levels {
  /** Time at each level of use. */
  readonly levels: ReadonlyMap<bigint, number>;
}

/** The lowest and the highest level that held in the span; null: nothing is known of it. */
export const rangeOf = ({ levels }: Levels): { min: bigint; max: bigint } | null => {
  let range: { min: bigint; max: bigint } | null = null;
  for (const level of levels.keys()) {
    range ??= { min: level, max: level };
    if (level < range.min) range.min = level;
    if (level > range.max) range.max = level;
  }
  return range;
};

/** Time at each level, ascending. */
export const histogramOf = ({ levels }: Levels): (readonly [bigint, number])[] =>
  [...levels].sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * Rule 32: the smallest level n with time{C <= n} >= p x T, or null when no time is known.
 * @param perMille p in thousandths, 1 to 1000
 */
export const percentileOf = (figures: Levels, perMille: number): bigint | null => {
  const histogram = histogramOf(figures);
  const total = histogram.reduce((sum, [, ms]) => sum + ms, 0);
  let time = 0;
  for (const [level, ms] of histogram) {
    time += ms;
    if (time * 1000 >= perMille * total) return level;
  }
  return null;
};

/** A ratio of exact figures, such as a time-weighted average, with six decimals; 0 where `by` is 0. */
export const averageOf = (amount: bigint, by: number | bigint): number => {
  const divisor = BigInt(by);
  return divisor === 0n ? 0 : Number((amount * 2_000_000n + divisor) / (2n * divisor)) / 1_000_000;
};

/** Change of a sum of meters within an hour. */
export interface SumChange {
  /** End of the hour. */
  readonly at: number;
  /** What the sum changed by in the hour. */
  readonly change: bigint;
  /** What the changes add to the integral over that hour: change x time left in it, for each. */
  readonly changeMs: bigint;
}

/**
 * Integrals of a sum of meters over each span, from its changes: what one meter did in an hour adds to the others' without
 * a row for each hour that nothing happened. Changes ascend; `initial`: the sum when the first span begins.
 */
export const integralsOf = (
  initial: bigint,
  changes: readonly SumChange[],
  spans: readonly Span[],
  until: number,
): { readonly unitMs: bigint; readonly last: bigint }[] => {
  let next = 0;
  let sum = initial;
  return spans.map(({ start, end }) => {
    const stop = Math.max(start, Math.min(end, until));
    let unitMs = sum * BigInt(stop - start);
    for (let each = changes[next]; each && each.at <= end; each = changes[++next]) {
      sum += each.change;
      // An hour that is not over yet adds what it would until its end: taken off again beyond `stop`.
      unitMs += each.changeMs + each.change * BigInt(stop - each.at);
    }
    return { unitMs, last: sum };
  });
};
