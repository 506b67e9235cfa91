import { expect, it } from 'vitest';
import { courseOfHistory } from './history-course.ts';

const raw = {
  ...{ entitlementId: 'ent_1', featureKey: null, bucket: 'raw', timeZone: 'UTC', buckets: [], next: null },
  ...{ from: '2026-11-22T00:00:00.000Z', to: '2026-11-22T12:00:00.000Z' },
  current: { used: 2, bought: 10, hardCap: 12, overdraftUsed: 0 },
  limits: [{ at: '2026-11-01T00:00:00.000Z', bought: 10, hardCap: 12 }],
  ownCaps: [],
  steps: [
    { at: '2026-11-22T00:00:00.000Z', used: 1 },
    { at: '2026-11-22T09:30:15.250Z', used: 2 },
  ],
} satisfies Omit<Parameters<typeof courseOfHistory>[0], 'bucket'> & { bucket: 'raw' };

const endsOf = (now: string, more = {}) =>
  courseOfHistory({ ...raw, ...more }, Date.parse(now)).points.map(({ end, used }) => [
    new Date(end).toISOString(),
    used,
  ]);

it('a step holds until the next one, the last one until now', () => {
  expect(endsOf('2026-11-22T10:00:00Z')).toEqual([
    ['2026-11-22T09:30:15.250Z', 1],
    ['2026-11-22T10:00:00.000Z', 2],
  ]);
});

it('the last step of a range that is over holds until its end, and no longer than what was answered', () => {
  expect(endsOf('2026-11-25T00:00:00Z').at(-1)).toEqual(['2026-11-22T12:00:00.000Z', 2]);
  expect(endsOf('2026-11-25T00:00:00Z', { next: '2026-11-22T11:00:00.000Z' }).at(-1)).toEqual([
    '2026-11-22T11:00:00.000Z',
    2,
  ]);
});

it('the customer’s own cap is a step of the limits like any other', () => {
  const ownCaps = [
    { at: '2026-10-01T00:00:00.000Z', ownCap: 11 },
    { at: '2026-11-22T06:00:00.000Z', ownCap: null },
  ];
  const later = { at: '2026-11-22T03:00:00.000Z', bought: 20, hardCap: 24 };
  const { limits } = courseOfHistory({ ...raw, ownCaps, limits: [...raw.limits, later] });
  expect(limits.map(({ at, bought, ownCap }) => [new Date(at).toISOString(), bought, ownCap])).toEqual([
    ['2026-11-01T00:00:00.000Z', 10, 11],
    ['2026-11-22T03:00:00.000Z', 20, 11],
    ['2026-11-22T06:00:00.000Z', 20, null],
  ]);
});
