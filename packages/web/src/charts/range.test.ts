import { describe, expect, it } from 'vitest';
import { bucketOf, finestOf, rangeOf } from './range.ts';

const now = Date.parse('2026-11-22T10:20:00Z');

describe('the range of a view', () => {
  it('is the last 30 days when the address says nothing, to the end of the hour', () => {
    expect(rangeOf({}, now)).toEqual({
      from: '2026-10-23T11:00:00.000Z',
      to: '2026-11-22T11:00:00.000Z',
      preset: '30',
    });
  });

  it('is what was chosen or dragged', () => {
    expect(rangeOf({ range: '7' }, now).from).toBe('2026-11-15T11:00:00.000Z');
    const dragged = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', range: '90' };
    expect(rangeOf(dragged, now)).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-02T00:00:00.000Z',
      preset: null,
    });
  });

  it('is days of the reader’s own, the last one included, and a zoom goes before them', () => {
    const days = rangeOf({ since: '2026-11-01', until: '2026-11-02' }, now);
    expect(Date.parse(days.from)).toBe(new Date('2026-11-01T00:00:00').getTime());
    expect(Date.parse(days.to)).toBe(new Date('2026-11-03T00:00:00').getTime());
    expect(rangeOf({ since: '2026-11-01' }, now).to).toBe('2026-11-22T11:00:00.000Z');
    const zoomed = { from: '2026-11-01T10:00:00.000Z', to: '2026-11-01T12:00:00.000Z' };
    expect(rangeOf({ since: '2026-11-01', ...zoomed }, now)).toEqual({ ...zoomed, preset: null });
  });

  it.each([
    { range: 'x' },
    { since: '2026-11-02', until: '2026-11-01' },
    { from: 'x', to: 'y' },
    { from: '2026-11-02', to: '2026-11-01' },
  ])('goes back to 30 days for %o', (search) => {
    expect(rangeOf(search, now).preset).toBe('30');
  });

  it('is told by the hour up to five weeks, then by the day', () => {
    expect(bucketOf(rangeOf({ range: '30' }, now))).toBe('hour');
    expect(bucketOf(rangeOf({ range: '90' }, now))).toBe('day');
  });

  it('is told step by step where it is two days or less', () => {
    const twoDays = { from: '2026-11-01T00:00:00Z', to: '2026-11-03T00:00:00Z' };
    expect(finestOf(rangeOf(twoDays, now))).toBe('raw');
    expect(finestOf(rangeOf({ ...twoDays, to: '2026-11-03T00:01:00Z' }, now))).toBe('hour');
  });
});
