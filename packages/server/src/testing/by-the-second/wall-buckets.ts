/**
 * Hours, days and months as the clocks on the wall show them: each quarter of an hour is asked what date and hour it
 * shows, and those that show the same are one bucket. No clock of our days is changed within a quarter.
 */

/** Seconds since 1970; half-open. */
export interface Bucket {
  readonly start: number;
  readonly end: number;
}

const formats = {
  hour: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', timeZoneName: 'longOffset' },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  month: { year: 'numeric', month: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** The buckets that overlap a range of seconds. */
export const wallBuckets = (
  size: keyof typeof formats,
  timeZone: string,
  from: number,
  to: number,
): Bucket[] => {
  const format = new Intl.DateTimeFormat('en-GB', { ...formats[size], timeZone });
  const margin = { hour: 2, day: 30, month: 24 * 33 }[size] * 3_600;
  const buckets: Bucket[] = [];
  const quarter = 900;
  const first = Math.floor((from - margin) / quarter) * quarter;
  let [start, shown] = [first, format.format(first * 1_000)];
  for (let at = first + quarter; start < to; at += quarter) {
    const shows = format.format(at * 1_000);
    if (shows === shown) continue;
    buckets.push({ start, end: at });
    [start, shown] = [at, shows];
  }
  // The first one began before the margin did.
  return buckets.slice(1).filter(({ end }) => end > from);
};
