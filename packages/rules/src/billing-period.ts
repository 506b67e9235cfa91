import { addMonths, instantOf, type WallClock, wallClock } from './calendar.ts';
import type { Span } from './history-buckets.ts';

/** Rule 40: half-open periods of the calendar in the tenant's time zone, without gap or overlap. */

export type BillingPeriodLength = 'month' | 'quarter' | 'year';

const monthsIn: Readonly<Record<BillingPeriodLength, number>> = { month: 1, quarter: 3, year: 12 };

const turnBefore = (at: number, length: BillingPeriodLength, timeZone: string): WallClock => {
  const { year, month } = wallClock(at, timeZone);
  const months = monthsIn[length];
  return { year, month: Math.floor((month - 1) / months) * months + 1, day: 1, msOfDay: 0 };
};

/** The calendar's period an instant lies in. */
export const billingPeriodAt = (at: number, length: BillingPeriodLength, timeZone: string): Span => {
  const first = turnBefore(at, length, timeZone);
  const turn = (periods: number) => instantOf(addMonths(first, periods * monthsIn[length]), timeZone);
  // Where the clock is turned back over midnight on the first, the earlier of two midnights begins the period.
  return at < turn(1) ? { start: turn(0), end: turn(1) } : { start: turn(1), end: turn(2) };
};

/**
 * The period that follows one that ended at `start`: up to the calendar's next turn. After a change of the length or of
 * the time zone it is shorter or longer once; nothing is billed twice or left out.
 */
export const billingPeriodFrom = (start: number, length: BillingPeriodLength, timeZone: string): Span => ({
  start,
  end: billingPeriodAt(start, length, timeZone).end,
});
