import { addMonths, instantOf, wallClock } from './calendar.ts';

/**
 * Capacity planning: a straight line (least squares) through the highest use of each whole calendar month, drawn on into
 * the future. Peaks, because it is a peak that is denied. Fewer than three months make no line.
 */

export interface MonthlyPeak {
  /** Epoch ms, where the month begins in the time zone. */
  readonly start: number;
  readonly peak: bigint;
}

export type NoMonth = 'tooFewMonths' | 'notGrowing' | 'noLimit' | 'reachedAlready' | 'notWithinTwoYears';

export interface CapacityPlan {
  /** Units a month, to the hundredth; null: too few months are known. */
  readonly growthPerMonth: number | null;
  /** Epoch ms at which the month begins; null: there is none. */
  readonly reachesBoughtIn: number | null;
  readonly reachesLimitIn: number | null;
  /** Why there is no month for the limit; null: there is one. */
  readonly reason: NoMonth | null;
}

const monthsMin = 3;
const monthsAhead = 24;

/** Height at the first month, and growth a month. */
interface Line {
  readonly at0: number;
  readonly growth: number;
}

const lineThrough = (heights: readonly number[]): Line => {
  const meanX = (heights.length - 1) / 2;
  const meanY = heights.reduce((sum, height) => sum + height, 0) / heights.length;
  const spread = heights.reduce((sum, _height, x) => sum + (x - meanX) ** 2, 0);
  const growth = heights.reduce((sum, height, x) => sum + (x - meanX) * (height - meanY), 0) / spread;
  return { at0: meanY - growth * meanX, growth };
};

interface Reached {
  readonly month: number | null;
  readonly reason: NoMonth | null;
}

/**
 * The month in which the line first reaches a level, from the one after the last known on. What was in use at the last
 * peak has reached it already, whatever the line says.
 */
const reached = (
  level: bigint | null,
  months: readonly MonthlyPeak[],
  { at0, growth }: Line,
  timeZone: string,
): Reached => {
  const last = months.at(-1);
  if (level === null) return { month: null, reason: 'noLimit' };
  if (!last) return { month: null, reason: 'tooFewMonths' };
  if (last.peak >= level) return { month: null, reason: 'reachedAlready' };
  if (growth <= 0) return { month: null, reason: 'notGrowing' };
  // 1e-9: a line through whole numbers is not to miss a whole number by the last bit.
  const steps = Math.max(1, Math.ceil((Number(level) - at0) / growth - (months.length - 1) - 1e-9));
  if (steps > monthsAhead) return { month: null, reason: 'notWithinTwoYears' };
  return { month: instantOf(addMonths(wallClock(last.start, timeZone), steps), timeZone), reason: null };
};

/**
 * @param months whole calendar months that follow each other, oldest first
 * @param limit where requests are denied; null: nowhere. The same with `bought`.
 */
export const capacityPlan = (
  months: readonly MonthlyPeak[],
  { bought, limit }: { readonly bought: bigint | null; readonly limit: bigint | null },
  timeZone: string,
): CapacityPlan => {
  if (months.length < monthsMin) {
    return { growthPerMonth: null, reachesBoughtIn: null, reachesLimitIn: null, reason: 'tooFewMonths' };
  }
  const line = lineThrough(months.map(({ peak }) => Number(peak)));
  const ofLimit = reached(limit, months, line, timeZone);
  return {
    growthPerMonth: Math.round(line.growth * 100) / 100,
    reachesBoughtIn: reached(bought, months, line, timeZone).month,
    reachesLimitIn: ofLimit.month,
    reason: ofLimit.reason,
  };
};
