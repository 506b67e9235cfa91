import { addDays, instantOf, wallClock } from './calendar.ts';

/** Hours of the day in which nobody is disturbed, by the wall clock: `HH:MM`, over midnight when `until` is earlier. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

const msOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
};

/** The end of the quiet hours that `at` lies in (epoch ms); null: it lies in none. */
export const quietUntil = (at: number, quiet: QuietHours, timeZone: string): number | null => {
  const [from, until] = [msOf(quiet.from), msOf(quiet.until)];
  const { msOfDay } = wallClock(at, timeZone);
  const isOverMidnight = from > until;
  const isQuiet = isOverMidnight ? msOfDay >= from || msOfDay < until : msOfDay >= from && msOfDay < until;
  if (!isQuiet) return null;
  const day = isOverMidnight && msOfDay >= from ? addDays(at, 1, timeZone) : at;
  return instantOf({ ...wallClock(day, timeZone), msOfDay: until }, timeZone);
};
