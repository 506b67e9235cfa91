import { describe, expect, it } from 'vitest';
import { limitsOf } from './overdraft.ts';
import { type InsightSettings, insightSettingsDefault, renewalInsight, trendOf } from './renewal-insight.ts';
import { insightFigures, type SeatCourse } from './seat-course.ts';
import { none } from './testing/world.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 1);

interface Told {
  readonly days?: number;
  readonly bought?: number;
  /** In use in the eight office hours of a day. */
  readonly busy: (dayNumber: number) => number;
  /** Hours after the start at which somebody is denied, five times. */
  readonly denied?: readonly { readonly at: number; readonly seatId: string }[];
}

const courseOf = ({ days = 180, bought = 100, busy, denied = [] }: Told): SeatCourse => ({
  used: Array.from({ length: days }, (_, index) => [
    { at: start + index * day + 9 * hour, value: BigInt(busy(index)) },
    { at: start + index * day + 17 * hour, value: 0n },
  ]).flat(),
  limits: [{ at: start, limits: limitsOf(BigInt(bought), none) }],
  denials: denied.map(({ at, seatId }) => ({ at: start + at * hour, seatId, attempts: 5, grantedAt: null })),
});

const insightOf = (told: Told, settings: InsightSettings = insightSettingsDefault) => {
  const span = { start, end: start + (told.days ?? 180) * day };
  return renewalInsight(insightFigures([courseOf(told)], span, 'UTC'), settings);
};

describe('rule 38: every class, from a history made by hand', () => {
  it('insufficient-data: less than a month is known', () => {
    const { class: kind, recommended, reasons } = insightOf({ days: 20, busy: () => 90 });
    expect({ kind, recommended }).toEqual({ kind: 'insufficient-data', recommended: null });
    expect(reasons).toEqual([
      'Only 20 of the 30 days that an answer needs are known.',
      'So far at most 90 of 100 seats were in use.',
    ]);
  });

  it('expand: more than the bought seats were in use again and again', () => {
    const { class: kind, reasons, recommended } = insightOf({ busy: () => 103 });
    expect(kind).toBe('expand');
    expect(reasons[0]).toBe('At the busiest moment 103 of 100 seats were in use.');
    expect(reasons[1]).toBe('More than 100 seats were in use for 1,440 hours.');
    expect(recommended).toEqual({ low: 103n, mid: 103n, high: 103n });
  });

  it('expand: the seats are full, and people are denied', () => {
    const denied = [10, 34, 58, 82].flatMap((at, index) => [
      { at, seatId: `P${index}` },
      { at: at + 1, seatId: 'P0' },
    ]);
    const { class: kind, reasons, recommended } = insightOf({ busy: () => 100, denied });
    expect(kind).toBe('expand');
    expect(reasons).toContain('Denied 40 times to 4 people; at most 1 person waited at once.');
    expect(recommended?.high).toBe(101n);
  });

  it('spiky: one busy day beyond what was bought', () => {
    const { class: kind, reasons } = insightOf({ busy: (index) => (index === 90 ? 118 : 80) });
    expect(kind).toBe('spiky');
    expect(reasons).toContain('More than 100 seats were in use for 8 hours.');
    expect(reasons).toContain('For 95 % of the time 80 of 100 seats or fewer were in use.');
  });

  it('right-sized: well used, never beyond', () => {
    expect(insightOf({ busy: () => 85 }).class).toBe('right-sized');
  });

  it('shrink-risk: many seats were never used', () => {
    const { class: kind, reasons } = insightOf({ busy: () => 40 });
    expect(kind).toBe('shrink-risk');
    expect(reasons).toContain('60 bought seats were never used.');
  });

  it('churn-risk: hardly anybody uses it', () => {
    expect(insightOf({ busy: () => 6 }).class).toBe('churn-risk');
    expect(insightOf({ busy: () => 0 })).toMatchObject({
      class: 'churn-risk',
      reasons: ['No seat was used in 180 days.'],
    });
  });

  it('churn-risk: the last month fell far below the busiest', () => {
    const { class: kind, reasons, trendPerMonth } = insightOf({ busy: (index) => (index < 145 ? 95 : 20) });
    expect(kind).toBe('churn-risk');
    expect(reasons[0]).toBe('The last month needed 20 seats, the busiest one 95.');
    expect(trendPerMonth).toBeLessThan(0);
  });

  it('thresholds are settings', () => {
    const busy = () => 85;
    expect(insightOf({ busy }, { ...insightSettingsDefault, shrinkUtilizationPercent: 90 }).class).toBe(
      'shrink-risk',
    );
    expect(insightOf({ busy }, { ...insightSettingsDefault, historyDaysMin: 200 }).class).toBe(
      'insufficient-data',
    );
    expect(insightOf({ busy }, { ...insightSettingsDefault, churnUtilizationPercent: 85 }).class).toBe(
      'churn-risk',
    );
    const spiky = (index: number) => (index % 30 === 0 ? 118 : 80);
    expect(insightOf({ busy: spiky }).class).toBe('spiky');
    expect(insightOf({ busy: spiky }, { ...insightSettingsDefault, expandOverdraftPercent: 1 }).class).toBe(
      'expand',
    );
  });
});

describe('the trend', () => {
  const month = (index: number, p95: number, heldMs = 30 * day) => ({
    start: start + index * 30 * day,
    p95: BigInt(p95),
    heldMs,
  });

  it('is the least-squares slope over the months', () => {
    expect(trendOf([month(0, 10), month(1, 12), month(2, 14), month(3, 16)])).toBe(2);
    // By hand: x 0 1 2, y 1 2 6; slope = sum((x-1)(y-3)) / sum((x-1)^2) = 5 / 2.
    expect(trendOf([month(0, 1), month(1, 2), month(2, 6)])).toBe(2.5);
    expect(trendOf([month(0, 9)])).toBeNull();
  });

  it('leaves out months of which less than half is known', () => {
    expect(trendOf([month(0, 10), month(1, 20), month(2, 0, 2 * day)])).toBe(10);
  });

  it('grows what is recommended for the next term', () => {
    const { recommended, reasons } = insightOf({ busy: (index) => 50 + Math.floor(index / 6) });
    expect(reasons.at(-1)).toMatch(/^Use grows by about \d+(\.\d+)? seats a month\.$/);
    expect(recommended && recommended.low < recommended.mid && recommended.mid < recommended.high).toBe(true);
  });
});

it('several entitlements together: seats are summed at every instant, not their percentiles', () => {
  const span = { start, end: start + 60 * day };
  const one = courseOf({ days: 60, busy: (index) => (index % 2 === 0 ? 100 : 0) });
  const other = courseOf({ days: 60, busy: (index) => (index % 2 === 0 ? 0 : 100) });
  const figures = insightFigures([one, other], span, 'UTC');
  expect(figures).toMatchObject({ purchased: 200n, peak: 100n, p95: 100n, overdraftMs: 0, demandPeak: 100n });
});
