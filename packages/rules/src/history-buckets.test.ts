import { describe, expect, it } from 'vitest';
import { bucketAt, bucketsBetween, type HistoryBucket } from './history-buckets.ts';

const at = (text: string) => Date.parse(text);
const hours = (from: string, to: string, zone: string) =>
  bucketsBetween('hour', { start: at(from), end: at(to) }, zone, 100) ?? expect.fail('too many');
const lengthInHours = (bucket: HistoryBucket, instant: string, zone: string) => {
  const { start, end } = bucketAt(bucket, at(instant), zone);
  return (end - start) / 3_600_000;
};

describe('rule 29: buckets in the time zone of the tenant', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T12:00Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00Z', 25],
    ['Europe/Berlin', '2026-06-01T12:00Z', 24],
    ['America/New_York', '2026-03-08T16:00Z', 23],
    ['America/New_York', '2026-11-01T16:00Z', 25],
    ['Australia/Lord_Howe', '2026-04-05T03:00Z', 24.5],
    ['America/Santiago', '2026-09-06T16:00Z', 23],
  ])('in %s the day of %s has %d hours', (zone, instant, length) => {
    expect(lengthInHours('day', instant, zone)).toBe(length);
  });

  it('months begin at midnight of the zone', () => {
    const { start, end } = bucketAt('month', at('2026-03-15T00:00Z'), 'Europe/Berlin');
    expect([start, end]).toEqual([at('2026-02-28T23:00Z'), at('2026-03-31T22:00Z')]);
    expect(bucketAt('month', at('2026-12-31T23:30Z'), 'UTC').end).toBe(at('2027-01-01T00:00Z'));
  });

  it('the hour that the clocks repeat is two hours', () => {
    const buckets = hours('2026-10-25T00:00Z', '2026-10-25T02:00Z', 'Europe/Berlin');
    expect(buckets.map(({ start }) => start)).toEqual([at('2026-10-25T00:00Z'), at('2026-10-25T01:00Z')]);
  });

  it('hours of a zone with half hours begin at its full hours', () => {
    expect(bucketAt('hour', at('2026-05-01T10:10Z'), 'Asia/Kolkata')).toEqual({
      start: at('2026-05-01T09:30Z'),
      end: at('2026-05-01T10:30Z'),
    });
  });

  it('an hour in which the clocks move by half an hour is cut there', () => {
    const buckets = hours('2026-04-04T14:00Z', '2026-04-04T16:30Z', 'Australia/Lord_Howe');
    expect(buckets.map(({ start, end }) => (end - start) / 60_000)).toEqual([60, 30, 60]);
    expect(buckets.map(({ start }) => new Date(start).toISOString().slice(11, 16))).toEqual([
      '14:00',
      '15:00',
      '15:30',
    ]);
  });

  it.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Monrovia',
    'Asia/Kathmandu',
    'UTC',
  ])('the hours of %s follow each other without gap, and no day or month cuts one', (zone) => {
    for (const year of [1971, 2026]) {
      const start = Date.UTC(year, 0, 1);
      const all = bucketsBetween('hour', { start, end: Date.UTC(year + 1, 0, 1) }, zone, 9_000) ?? [];
      expect(all.slice(1).map((hour) => hour.start)).toEqual(all.slice(0, -1).map((hour) => hour.end));
      const starts = new Set(all.map((hour) => hour.start));
      const days = bucketsBetween('day', { start, end: Date.UTC(year + 1, 0, 1) }, zone, 400) ?? [];
      expect(days.slice(1).filter((day) => !starts.has(day.start))).toEqual([]);
    }
  });

  it('says when there would be too many', () => {
    expect(bucketsBetween('hour', { start: 0, end: 3_600_000 * 11 }, 'UTC', 10)).toBeNull();
    expect(bucketsBetween('hour', { start: 0, end: 3_600_000 * 10 }, 'UTC', 10)).toHaveLength(10);
  });
});
