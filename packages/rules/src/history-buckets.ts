import { daysInMonth, instantOf, wallClock } from './calendar.ts';

/**
 * Buckets of time as the clocks on the wall show them (rule 29). A day of a daylight-saving change has 23 or 25 hours, and
 * an hour that the clocks repeat is two buckets. Instants are epoch milliseconds; a bucket is half-open, `[start, end)`.
 */

export type HistoryBucket = 'hour' | 'day' | 'month';

export interface Span {
  readonly start: number;
  readonly end: number;
}

const hourMs = 3_600_000;

/** Milliseconds the zone is ahead of UTC at an instant. */
const offsetAt = (at: number, timeZone: string): number => {
  if (timeZone === 'UTC') return 0;
  const { year, month, day, msOfDay } = wallClock(at, timeZone);
  return Date.UTC(year, month - 1, day) + msOfDay - at;
};

/** The instant in `(early, late]` at which the offset of `late` begins, given that `early` has another one. */
const changeBetween = (early: number, late: number, timeZone: string): number => {
  const offset = offsetAt(late, timeZone);
  let [before, after] = [early, late];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle, timeZone) === offset) after = middle;
    else before = middle;
  }
  return after;
};

const remainder = (value: number, divisor: number) => ((value % divisor) + divisor) % divisor;

/**
 * The hour of the wall clock an instant falls in. Where clocks move by less than an hour, the hour is cut at the change:
 * no bucket has two offsets.
 */
export const hourAt = (at: number, timeZone: string): Span => {
  const offset = offsetAt(at, timeZone);
  const floor = at - remainder(at + offset, hourMs);
  const ceiling = floor + hourMs;
  return {
    start: offsetAt(floor, timeZone) === offset ? floor : changeBetween(floor, at, timeZone),
    end: offsetAt(ceiling - 1, timeZone) === offset ? ceiling : changeBetween(at, ceiling - 1, timeZone),
  };
};

const nextDay = (year: number, month: number, day: number) =>
  day < daysInMonth(year, month)
    ? { year, month, day: day + 1 }
    : { year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 };

const dayAt = (at: number, timeZone: string): Span => {
  const { year, month, day } = wallClock(at, timeZone);
  return {
    start: instantOf({ year, month, day, msOfDay: 0 }, timeZone),
    end: instantOf({ ...nextDay(year, month, day), msOfDay: 0 }, timeZone),
  };
};

const monthAt = (at: number, timeZone: string): Span => {
  const { year, month } = wallClock(at, timeZone);
  const next = nextDay(year, month, daysInMonth(year, month));
  return {
    start: instantOf({ year, month, day: 1, msOfDay: 0 }, timeZone),
    end: instantOf({ ...next, msOfDay: 0 }, timeZone),
  };
};

const spanAt = { hour: hourAt, day: dayAt, month: monthAt };

/** The bucket an instant falls in. */
export const bucketAt = (bucket: HistoryBucket, at: number, timeZone: string): Span =>
  spanAt[bucket](at, timeZone);

/** The buckets that overlap `[from, to)`, in order; null: there are more than `bucketsMax`. */
export const bucketsBetween = (
  bucket: HistoryBucket,
  { start: from, end: to }: Span,
  timeZone: string,
  bucketsMax: number,
): Span[] | null => {
  const buckets: Span[] = [];
  for (let at = from; at < to; ) {
    if (buckets.length >= bucketsMax) return null;
    const span = bucketAt(bucket, at, timeZone);
    buckets.push(span);
    at = span.end;
  }
  return buckets;
};
