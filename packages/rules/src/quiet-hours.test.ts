import { describe, expect, it } from 'vitest';
import { quietUntil } from './quiet-hours.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const until = (instant: string, from: string, end: string, zone = 'UTC') => {
  const quiet = quietUntil(at(instant), { from, until: end }, zone);
  return quiet === null ? null : new Date(quiet).toISOString().slice(0, 16);
};

describe('quiet hours', () => {
  it('last from their first minute up to, not including, their last', () => {
    expect(until('2026-03-02T11:59', '12:00', '13:00')).toBeNull();
    expect(until('2026-03-02T12:00', '12:00', '13:00')).toBe('2026-03-02T13:00');
    expect(until('2026-03-02T13:00', '12:00', '13:00')).toBeNull();
    expect(until('2026-03-02T12:00', '12:00', '12:00')).toBeNull();
  });

  it('may go over midnight', () => {
    expect(until('2026-03-02T22:30', '22:00', '07:00')).toBe('2026-03-03T07:00');
    expect(until('2026-03-02T03:00', '22:00', '07:00')).toBe('2026-03-02T07:00');
    expect(until('2026-03-02T21:59', '22:00', '07:00')).toBeNull();
  });

  it('go by the wall clock of the zone, also in the night in which it changes', () => {
    expect(until('2026-07-01T20:30', '22:00', '07:00', 'Europe/Berlin')).toBe('2026-07-02T05:00');
    expect(until('2026-03-28T22:00', '22:00', '07:00', 'Europe/Berlin')).toBe('2026-03-29T05:00');
  });
});
