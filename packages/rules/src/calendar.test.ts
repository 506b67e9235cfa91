import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addInterval,
  addMonths,
  daysInMonth,
  farFuture,
  type IntervalType,
  instantOf,
  noInterval,
  type WallClock,
  wallClock,
} from './calendar.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const;
const anyZone = fc.constantFrom(...zones);
const anyInstant = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2060, 0, 1) });

/** Adds in a zone, said and answered as ISO instants. */
const add = (at: string, count: number, type: IntervalType, timeZone: string) =>
  new Date(addInterval(Date.parse(at), { type, count }, timeZone) ?? Number.NaN).toISOString();

/** What the platform says the clock on the wall shows, apart from the code under test. */
const clocks = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);
const shown = (at: number, timeZone: (typeof zones)[number]) => clocks.get(timeZone)?.format(at);

const written = ({ year, month, day, msOfDay }: WallClock) =>
  new Date(Date.UTC(year, month - 1, day) + msOfDay).toISOString().slice(0, 19).replace('T', ' ');

describe('wall clocks', () => {
  it('show what Intl shows, in every zone', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        expect(written(wallClock(at, zone))).toBe(shown(at, zone));
      }),
      { numRuns: 1000 },
    );
  });

  it('show what Intl shows on both sides of every change of a year', () => {
    for (const zone of zones) {
      const wrong: string[] = [];
      for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2026, 0, 1); at += 30 * 60_000) {
        for (const instant of [at - 1, at])
          if (written(wallClock(instant, zone)) !== shown(instant, zone))
            wrong.push(new Date(instant).toISOString());
      }
      expect(wrong, zone).toEqual([]);
    }
  });

  it('lead back to their instant; of an hour that occurs twice, to the first', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        const back = instantOf(wallClock(at, zone), zone);
        expect(wallClock(back, zone)).toEqual(wallClock(at, zone));
        expect([0, 30 * 60_000, 60 * 60_000]).toContain(at - back);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('month ends', () => {
  it.each([
    ['2025-01-31T10:00:00.000Z', 1, 'month', '2025-02-28T10:00:00.000Z'],
    ['2024-01-31T10:00:00.000Z', 1, 'month', '2024-02-29T10:00:00.000Z'],
    ['2025-08-31T10:00:00.000Z', 1, 'month', '2025-09-30T10:00:00.000Z'],
    ['2025-11-30T10:00:00.000Z', 3, 'month', '2026-02-28T10:00:00.000Z'],
    ['2025-12-31T23:59:59.999Z', 1, 'month', '2026-01-31T23:59:59.999Z'],
    ['2024-02-29T10:00:00.000Z', 1, 'year', '2025-02-28T10:00:00.000Z'],
    ['2024-02-29T10:00:00.000Z', 4, 'year', '2028-02-29T10:00:00.000Z'],
    ['2024-02-28T10:00:00.000Z', 1, 'day', '2024-02-29T10:00:00.000Z'],
    ['2025-02-28T10:00:00.000Z', 1, 'day', '2025-03-01T10:00:00.000Z'],
    ['2025-12-29T10:00:00.000Z', 1, 'week', '2026-01-05T10:00:00.000Z'],
  ] as const)('%s + %i %s = %s', (from, count, type, to) => expect(add(from, count, type, 'UTC')).toBe(to));

  it('keep the day of month, or the last day of a shorter month', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 0, max: 600 }), (at, months) => {
        const from = wallClock(at, 'UTC');
        const to = addMonths(from, months);
        expect(to.year * 12 + to.month).toBe(from.year * 12 + from.month + months);
        expect(to.day).toBe(Math.min(from.day, daysInMonth(to.year, to.month)));
        expect(to.msOfDay).toBe(from.msOfDay);
      }),
    );
  });
});

describe('daylight saving', () => {
  it.each([
    // The clock jumps from 02:00 to 03:00; a day later it still shows the same time, 23 hours on.
    ['2025-03-29T11:00:00.000Z', 1, 'day', 'Europe/Berlin', '2025-03-30T10:00:00.000Z'],
    ['2025-10-25T10:00:00.000Z', 1, 'day', 'Europe/Berlin', '2025-10-26T11:00:00.000Z'],
    ['2025-03-08T17:00:00.000Z', 1, 'day', 'America/New_York', '2025-03-09T16:00:00.000Z'],
    ['2025-11-01T16:00:00.000Z', 1, 'week', 'America/New_York', '2025-11-08T17:00:00.000Z'],
    ['2025-01-15T11:00:00.000Z', 6, 'month', 'Europe/Berlin', '2025-07-15T10:00:00.000Z'],
    // 02:30 does not exist that night: just after the gap.
    ['2025-03-29T01:30:00.000Z', 1, 'day', 'Europe/Berlin', '2025-03-30T01:30:00.000Z'],
    ['2025-03-08T07:30:00.000Z', 1, 'day', 'America/New_York', '2025-03-09T07:30:00.000Z'],
    // 02:30 in Berlin and 01:30 in New York occur twice that night: the first of them.
    ['2025-10-25T00:30:00.000Z', 1, 'day', 'Europe/Berlin', '2025-10-26T00:30:00.000Z'],
    ['2025-11-01T05:30:00.000Z', 1, 'day', 'America/New_York', '2025-11-02T05:30:00.000Z'],
    // No change in Kolkata, and half an hour off the whole hours.
    ['2025-03-29T19:00:00.000Z', 1, 'month', 'Asia/Kolkata', '2025-04-29T19:00:00.000Z'],
    ['2025-01-30T18:30:00.000Z', 1, 'month', 'Asia/Kolkata', '2025-02-27T18:30:00.000Z'],
  ] as const)('%s + %i %s in %s = %s', (from, count, type, zone, to) =>
    expect(add(from, count, type, zone)).toBe(to),
  );

  it('hours, minutes and seconds are exact over a change', () => {
    expect(add('2025-03-30T00:30:00.000Z', 1, 'hour', 'Europe/Berlin')).toBe('2025-03-30T01:30:00.000Z');
    expect(add('2025-10-26T00:30:00.000Z', 90, 'minute', 'Europe/Berlin')).toBe('2025-10-26T02:00:00.000Z');
    expect(add('2025-11-02T05:59:59.000Z', 1, 'second', 'America/New_York')).toBe('2025-11-02T06:00:00.000Z');
  });

  it('a day, week, month or year later the clock on the wall shows the same, unless that time does not exist', () => {
    const anyType = fc.constantFrom('day', 'week', 'month', 'year');
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 40 }), anyType, anyZone, (at, count, type, zone) => {
        const later = addInterval(at, { type, count }, zone) ?? Number.NaN;
        expect(later).toBeGreaterThan(at);
        const [before, after] = [wallClock(at, zone).msOfDay, wallClock(later, zone).msOfDay];
        const skipped = (after - before + 86_400_000) % 86_400_000;
        if (skipped === 0) return;
        expect([30 * 60_000, 60 * 60_000]).toContain(skipped);
        // Only in a gap: the time asked for is not shown that long before either.
        expect(wallClock(later - skipped, zone).msOfDay).not.toBe(before);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('bounds', () => {
  it('no interval leads nowhere', () => expect(addInterval(0, noInterval, 'UTC')).toBeNull());

  it('nothing passes the last instant the wire can carry', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: farFuture }),
        fc.constantFrom('second', 'minute', 'hour', 'day', 'week', 'month', 'year'),
        fc.integer({ min: 1, max: 32767 }),
        anyZone,
        (at, type, count, zone) => {
          const later = addInterval(at, { type, count }, zone);
          expect(later).toBeGreaterThanOrEqual(at);
          expect(later).toBeLessThanOrEqual(farFuture);
        },
      ),
    );
  });
});
