import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysInMonth, wallClock } from './calendar.ts';
import { usagePeriodAt, usedInPeriod } from './usage-period.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Africa/Cairo'] as const;
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

const monthly = (activated: string, at: string, timeZone: string) => {
  const period = usagePeriodAt('monthly', Date.parse(activated), timeZone, Date.parse(at));
  return [iso(period.start), iso(period.next)];
};

describe('rule 18: monthly means the activation’s day of month in the tenant’s time zone', () => {
  it('the first period starts with the activation itself', () => {
    expect(monthly('2025-03-15T10:00:00Z', '2025-03-20T00:00:00Z', 'UTC')).toEqual([
      '2025-03-15T10:00:00.000Z',
      '2025-04-15T00:00:00.000Z',
    ]);
  });

  it('the last day where the month is shorter, and the 31st again after it', () => {
    const turns = ['2025-02-28', '2025-03-31', '2025-04-30', '2025-05-31'].map(
      (date) => `${date}T00:00:00.000Z`,
    );
    for (const [index, start] of turns.slice(0, 3).entries())
      expect(monthly('2025-01-31T10:00:00Z', start, 'UTC')).toEqual([start, turns[index + 1]]);
    expect(monthly('2024-01-31T10:00:00Z', '2024-03-01T00:00:00Z', 'UTC')[0]).toBe(
      '2024-02-29T00:00:00.000Z',
    );
  });

  it('the day of the zone, not of UTC: half past eleven in the evening in New York', () => {
    expect(monthly('2025-01-16T04:30:00Z', '2025-01-20T00:00:00Z', 'America/New_York')).toEqual([
      '2025-01-16T04:30:00.000Z',
      '2025-02-15T05:00:00.000Z',
    ]);
  });

  it('turns at local midnight on both sides of a daylight-saving change', () => {
    expect(monthly('2025-03-10T10:00:00Z', '2025-03-10T10:00:00Z', 'Europe/Berlin')[1]).toBe(
      '2025-04-09T22:00:00.000Z',
    );
    expect(monthly('2025-10-10T10:00:00Z', '2025-10-10T10:00:00Z', 'Europe/Berlin')[1]).toBe(
      '2025-11-09T23:00:00.000Z',
    );
  });

  it('where midnight itself is skipped, just after the gap', () => {
    expect(monthly('2025-03-25T10:00:00Z', '2025-04-25T00:00:00Z', 'Africa/Cairo')[0]).toBe(
      '2025-04-24T22:00:00.000Z',
    );
  });

  it('every instant is in exactly one period, and periods follow one another without a gap', () => {
    const anyInstant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2026, 0, 1) });
    const anyWait = fc.integer({ min: 0, max: 1200 * 86_400_000 });
    fc.assert(
      fc.property(anyInstant, anyWait, fc.constantFrom(...zones), (activated, wait, zone) => {
        const at = activated + wait;
        const { start, next } = usagePeriodAt('monthly', activated, zone, at);
        if (start === null || next === null) expect.fail('a monthly period has both ends');
        expect(start <= at && at < next).toBe(true);
        expect(usagePeriodAt('monthly', activated, zone, start)).toEqual({ start, next });
        expect(usagePeriodAt('monthly', activated, zone, next - 1)).toEqual({ start, next });
        expect(usagePeriodAt('monthly', activated, zone, next).start).toBe(next);
        const turn = wallClock(next, zone);
        expect(turn.day).toBe(Math.min(wallClock(activated, zone).day, daysInMonth(turn.year, turn.month)));
      }),
      { numRuns: 500 },
    );
  });

  it('never and onRenewal count since the start and end at no known instant', () => {
    for (const schedule of ['never', 'onRenewal'] as const)
      expect(usagePeriodAt(schedule, 5, 'UTC', 1e12)).toEqual({ start: 5, next: null });
    expect(usagePeriodAt('monthly', null, 'UTC', 1e12)).toEqual({ start: null, next: null });
  });
});

it('rule 18: what was used counts in its own period only, whether or not its end was recorded', () => {
  const used = (periodStart: number | null, start: number | null) =>
    usedInPeriod({ used: 7n, periodStart }, { start, next: null });
  expect([used(5, 5), used(5, 6), used(6, 5), used(null, 5), used(5, null)]).toEqual([7n, 0n, 7n, 7n, 7n]);
});
