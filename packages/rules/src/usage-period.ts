import { addMonths, instantOf, type WallClock, wallClock } from './calendar.ts';

export type UsageResetSchedule = 'never' | 'onRenewal' | 'monthly';

export interface UsagePeriod {
  /** null: counting since the beginning. */
  readonly start: number | null;
  /** First instant of the next period; null: not known in advance. */
  readonly next: number | null;
}

/** Rule 24: renewed ahead of time, the present period ends where the old term would have. `resets`: ascending. */
const periodOfRenewals = (
  activationDate: number | null,
  at: number,
  resets: readonly number[],
): UsagePeriod => ({
  start: resets.findLast((reset) => reset <= at) ?? activationDate,
  next: resets.find((reset) => reset > at) ?? null,
});

/**
 * Rule 18: the usage period an instant falls in. Monthly periods turn at the start of the activation's day of month in
 * the tenant's time zone, on the last day where the month is shorter; the first period starts with the activation.
 * @param resets instants at which renewals and changes of offering end a period, ascending
 */
export const usagePeriodAt = (
  schedule: UsageResetSchedule,
  activationDate: number | null,
  timeZone: string,
  at: number,
  resets: readonly number[] = [],
): UsagePeriod => {
  if (schedule === 'onRenewal') return periodOfRenewals(activationDate, at, resets);
  if (schedule !== 'monthly' || activationDate === null) return { start: activationDate, next: null };
  const anchor: WallClock = { ...wallClock(activationDate, timeZone), msOfDay: 0 };
  const now = wallClock(at, timeZone);
  let months = Math.max(0, (now.year - anchor.year) * 12 + now.month - anchor.month);
  const turn = (n: number) => (n === 0 ? activationDate : instantOf(addMonths(anchor, n), timeZone));
  if (months > 0 && turn(months) > at) months -= 1;
  return { start: turn(months), next: turn(months + 1) };
};

/** What of a counter's use belongs to the period: nothing once a new one began, recorded or not (rule 18). */
export const usedInPeriod = (
  usage: { readonly used: bigint; readonly periodStart: number | null },
  period: UsagePeriod,
): bigint =>
  usage.periodStart !== null && period.start !== null && usage.periodStart < period.start ? 0n : usage.used;
