import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingPeriodAt, billingPeriodFrom } from './billing-period.ts';

const told = ({ start, end }: { start: number; end: number }) => [
  new Date(start).toISOString(),
  new Date(end).toISOString(),
];

describe('rule 40: billing periods', () => {
  it('are months of the time zone, daylight saving included', () => {
    expect(told(billingPeriodAt(Date.parse('2026-03-15T00:00Z'), 'month', 'Europe/Berlin'))).toEqual([
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
    expect(told(billingPeriodAt(Date.parse('2026-11-30T23:30Z'), 'month', 'America/New_York'))).toEqual([
      '2026-11-01T04:00:00.000Z',
      '2026-12-01T05:00:00.000Z',
    ]);
  });

  it('or quarters or years of it', () => {
    const at = Date.parse('2026-05-15T00:00Z');
    expect(told(billingPeriodAt(at, 'quarter', 'UTC'))).toEqual([
      '2026-04-01T00:00:00.000Z',
      '2026-07-01T00:00:00.000Z',
    ]);
    expect(told(billingPeriodAt(at, 'year', 'UTC'))).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ]);
  });

  it('follow each other without gap or overlap, and hold the instant asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2050, 0, 1) }),
        fc.constantFrom('month', 'quarter', 'year'),
        fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/St_Johns',
          'Asia/Kathmandu',
          'America/Havana',
          'Asia/Amman',
        ),
        (at, length, timeZone) => {
          const period = billingPeriodAt(at, length, timeZone);
          expect(period.start <= at && at < period.end).toBe(true);
          expect(billingPeriodAt(period.start, length, timeZone)).toEqual(period);
          expect(billingPeriodAt(period.end - 1, length, timeZone)).toEqual(period);
          expect(billingPeriodAt(period.end, length, timeZone).start).toBe(period.end);
          expect(billingPeriodFrom(period.start, length, timeZone)).toEqual(period);
        },
      ),
    );
  });

  it('after a change of length the first one is what is left until the next turn', () => {
    const start = Date.parse('2026-05-01T00:00Z');
    expect(told(billingPeriodFrom(start, 'quarter', 'UTC'))).toEqual([
      '2026-05-01T00:00:00.000Z',
      '2026-07-01T00:00:00.000Z',
    ]);
  });
});
