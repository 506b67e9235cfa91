import { describe, expect, it } from 'vitest';
import { timeTicks } from './time-axis.ts';

const at = (text: string) => Date.parse(text);
const texts = (from: string, to: string, zone: string, most: number) =>
  timeTicks(at(from), at(to), zone, most, 'en-GB').map((tick) => [
    new Date(tick.at).toISOString(),
    tick.label,
  ]);

describe('the axis of time', () => {
  it('has its ticks on the midnights of the zone, over a change of the clocks', () => {
    expect(texts('2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z', 'Europe/Berlin', 5)).toEqual([
      ['2026-03-27T23:00:00.000Z', '28 Mar'],
      ['2026-03-28T23:00:00.000Z', '29 Mar'],
      ['2026-03-29T22:00:00.000Z', '30 Mar'],
      ['2026-03-30T22:00:00.000Z', '31 Mar'],
    ]);
  });

  it('shows hours of the zone within a day, and the date at midnight', () => {
    expect(texts('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00', 'Europe/Berlin', 5)).toEqual([
      ['2026-10-24T22:00:00.000Z', '25 Oct'],
      ['2026-10-25T05:00:00.000Z', '6:00'],
      ['2026-10-25T11:00:00.000Z', '12:00'],
      ['2026-10-25T17:00:00.000Z', '18:00'],
      ['2026-10-25T23:00:00.000Z', '26 Oct'],
    ]);
  });

  it('shows months of a year, few enough to be read', () => {
    const ticks = texts('2025-11-22T00:00:00Z', '2026-11-22T00:00:00Z', 'UTC', 7);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.every(([instant]) => instant?.endsWith('-01T00:00:00.000Z'))).toBe(true);
  });

  it('counts half hours where the zone has them', () => {
    const [first] = texts('2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z', 'Asia/Kolkata', 4);
    expect(first?.[0]).toBe('2026-01-01T18:30:00.000Z');
  });
});
