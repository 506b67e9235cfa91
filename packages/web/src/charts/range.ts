import type { UrlSearch } from '../ui/use-url-search.ts';

/**
 * The range a view shows, as the address has it: so many days back (`range`), days of the reader's own (`since`, `until`,
 * both included), or two instants that a chart was zoomed to (`from`, `to`).
 */

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export const ranges = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '12 months' },
];

export interface Range {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** One of `ranges`; null: a range of one's own. */
  readonly preset: string | null;
}

const instant = (text: string | undefined): number => (text ? Date.parse(text) : Number.NaN);

/** The instants of days of one's own; without the last one it goes until now. */
const daysOf = ({ since, until }: UrlSearch, now: number): [start: number, end: number] => {
  const start = since ? Date.parse(`${since}T00:00:00`) : Number.NaN;
  const last = until ? new Date(`${until}T00:00:00`) : null;
  last?.setDate(last.getDate() + 1);
  return [start, last ? last.getTime() : Math.ceil((now + 1) / hourMs) * hourMs];
};

/** Ends with the present hour, so that a view asks for the same range all that time. */
export const rangeOf = (search: UrlSearch, now: number): Range => {
  const { from, to, range } = search;
  const own = [[instant(from), instant(to)], daysOf(search, now)].find(
    ([start, end]) => Number(start) < Number(end),
  );
  if (own) {
    const [start = 0, end = 0] = own;
    return { from: new Date(start).toISOString(), to: new Date(end).toISOString(), preset: null };
  }
  const preset = ranges.find(({ value }) => value === range)?.value ?? '30';
  const until = Math.ceil((now + 1) / hourMs) * hourMs;
  return {
    from: new Date(until - Number(preset) * dayMs).toISOString(),
    to: new Date(until).toISOString(),
    preset,
  };
};

/** Buckets fine enough to see a working day, and few enough to draw. */
export const bucketOf = ({ from, to }: Range): 'hour' | 'day' =>
  Date.parse(to) - Date.parse(from) <= 35 * dayMs ? 'hour' : 'day';

/** As fine as a range can be drawn: every step of two days or less. */
export const finestOf = (range: Range): 'raw' | 'hour' | 'day' =>
  Date.parse(range.to) - Date.parse(range.from) <= 2 * dayMs ? 'raw' : bucketOf(range);
