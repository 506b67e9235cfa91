/**
 * Calendar arithmetic in a time zone, on instants in epoch milliseconds. Days and longer units keep the wall-clock time
 * of the zone over daylight-saving changes and clamp to the last day of a shorter month; hours and shorter are exact.
 */

export type IntervalType = 'none' | 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export interface Interval {
  readonly type: IntervalType;
  /** 1 to 32767; null with `none`. */
  readonly count: number | null;
}

export const noInterval: Interval = { type: 'none', count: null };

/** The last instant the wire can carry, used where nothing bounds a lease. */
export const farFuture = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export interface WallClock {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  /** Milliseconds since midnight on the wall clock. */
  readonly msOfDay: number;
}

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string) => {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
};

const exactOffsetMs = (at: number, timeZone: string): number => {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
};

/** By zone, the offset at the start of each UTC day asked for: `Intl` alone would cost more than the rest of a decision. */
const dayOffsets = new Map<string, Map<number, number>>();
const daysRemembered = 10_000;

const offsetAtDayStart = (day: number, timeZone: string): number => {
  let offsets = dayOffsets.get(timeZone);
  if (!offsets) {
    offsets = new Map();
    dayOffsets.set(timeZone, offsets);
  }
  let offset = offsets.get(day);
  if (offset === undefined) {
    if (offsets.size >= daysRemembered) offsets.clear();
    offset = exactOffsetMs(day * dayMs, timeZone);
    offsets.set(day, offset);
  }
  return offset;
};

/** Milliseconds the zone is ahead of UTC at an instant. No zone changes twice in a day, so equal ends mean no change. */
const offsetMs = (at: number, timeZone: string): number => {
  if (timeZone === 'UTC') return 0;
  const day = Math.floor(at / dayMs);
  const offset = offsetAtDayStart(day, timeZone);
  return offset === offsetAtDayStart(day + 1, timeZone) ? offset : exactOffsetMs(at, timeZone);
};

export const wallClock = (at: number, timeZone: string): WallClock => {
  const local = at + offsetMs(at, timeZone);
  const date = new Date(local);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    msOfDay: ((local % dayMs) + dayMs) % dayMs,
  };
};

/**
 * The instant of a wall-clock time. A time that a daylight-saving change skips is read with the offset before the
 * change (so it falls just after the gap); one that occurs twice is its first occurrence.
 */
export const instantOf = (wall: WallClock, timeZone: string): number => {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day) + wall.msOfDay;
  if (timeZone === 'UTC') return asUtc;
  const before = asUtc - offsetMs(asUtc - dayMs, timeZone);
  if (before + offsetMs(before, timeZone) === asUtc) return before;
  const after = asUtc - offsetMs(asUtc + dayMs, timeZone);
  return after + offsetMs(after, timeZone) === asUtc ? after : before;
};

export const daysInMonth = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Moves by whole months; the day clamps to the last one of a shorter month. */
export const addMonths = (wall: WallClock, months: number): WallClock => {
  const index = wall.year * 12 + wall.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return { year, month, day: Math.min(wall.day, daysInMonth(year, month)), msOfDay: wall.msOfDay };
};

/** `at` moved by whole days of the wall clock, back when negative. Never past the last instant the wire can carry. */
export const addDays = (at: number, days: number, timeZone: string): number => {
  const wall = wallClock(at, timeZone);
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day) + days * dayMs);
  const { msOfDay } = wall;
  const moved = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    msOfDay,
  };
  return Math.min(instantOf(moved, timeZone), farFuture);
};

const exactMs: Partial<Record<IntervalType, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };

/** `at` plus the interval; null for `none`. Never past the last instant the wire can carry. */
export const addInterval = (at: number, interval: Interval, timeZone: string): number | null => {
  if (interval.type === 'none') return null;
  const count = interval.count ?? 1;
  const unitMs = exactMs[interval.type];
  if (unitMs !== undefined) return Math.min(at + count * unitMs, farFuture);
  if (interval.type === 'day') return addDays(at, count, timeZone);
  if (interval.type === 'week') return addDays(at, count * 7, timeZone);
  const moved = addMonths(wallClock(at, timeZone), interval.type === 'year' ? count * 12 : count);
  return moved.year > 9999 ? farFuture : Math.min(instantOf(moved, timeZone), farFuture);
};
