import { describe, expect, it } from 'vitest';
import { capacityPlan } from './capacity-plan.ts';

const zone = 'Europe/Berlin';
/** Months from June 2026 on, as they begin in Berlin. */
const months = (...peaks: number[]) =>
  peaks.map((peak, index) => ({
    start: Date.UTC(2026, 5 + index, 1) - (index < 5 ? 2 : 1) * 3_600_000,
    peak: BigInt(peak),
  }));
const limits = { bought: 100n, limit: 120n };
const berlin = (text: string) => Date.parse(text);

describe('capacity planning: at this growth you reach the cap in …', () => {
  it('draws the line through the monthly peaks on', () => {
    // 80, 90, 100, 110 from June: September 110, October 120.
    expect(capacityPlan(months(80, 90, 100, 110), limits, zone)).toEqual({
      growthPerMonth: 10,
      reachesBoughtIn: null,
      reachesLimitIn: berlin('2026-10-01T00:00:00+02:00'),
      reason: null,
    });
  });

  it('names the month for bought and for the limit, over the change of the clock and of the year', () => {
    // 4 a month: 90 in August; 100 is reached 3 months on, 120 after 8.
    expect(capacityPlan(months(82, 86, 90), limits, zone)).toEqual({
      growthPerMonth: 4,
      reachesBoughtIn: berlin('2026-11-01T00:00:00+01:00'),
      reachesLimitIn: berlin('2027-04-01T00:00:00+02:00'),
      reason: null,
    });
  });

  it('is least squares: by hand, x 0 1 2, y 1 2 6 grow by 2.5 a month', () => {
    expect(capacityPlan(months(1, 2, 6), limits, zone).growthPerMonth).toBe(2.5);
  });

  it.each([
    ['tooFewMonths', months(80, 90), limits],
    ['notGrowing', months(90, 90, 90), limits],
    ['notGrowing', months(100, 90, 80), limits],
    ['noLimit', months(80, 90, 100), { bought: 100n, limit: null }],
    ['reachedAlready', months(80, 100, 120), limits],
    ['notWithinTwoYears', months(10, 10, 11), limits],
  ])('has no month for the limit: %s', (reason, known, asked) => {
    expect(capacityPlan(known, asked, zone)).toMatchObject({ reachesLimitIn: null, reason });
  });

  it('never lies in the past: a line above the limit while the last month was below it is the next month', () => {
    const plan = capacityPlan(months(10, 150, 119), limits, zone);
    expect(plan.reachesLimitIn).toBe(berlin('2026-09-01T00:00:00+02:00'));
  });
});
