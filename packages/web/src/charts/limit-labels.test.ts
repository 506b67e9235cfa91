import { describe, expect, it } from 'vitest';
import { limitLabels, spread } from './limit-labels.ts';
import { usageGeometry } from './usage-geometry.ts';

const box = { width: 800, height: 300, left: 50, right: 60, top: 20, bottom: 30 };
const room = { left: 50, right: 740, top: 0, bottom: 270 };

const labelsOf = (limits: readonly [at: number, bought: number | null, hardCap: number | null][]) => {
  const course = {
    ...{ from: 0, to: 1_000, points: [{ start: 0, end: 1_000, used: 5, denials: 0 }] },
    limits: limits.map(([at, bought, hardCap]) => ({ at, bought, hardCap })),
  };
  return limitLabels(usageGeometry(course, box), room, String);
};

const overlaps = (labels: ReturnType<typeof labelsOf>) =>
  labels.filter((a, index) =>
    labels
      .slice(index + 1)
      .some(
        (b) => Math.abs(a.y - b.y) < 11 && a.x < b.x + b.text.length * 6.8 && b.x < a.x + a.text.length * 6.8,
      ),
  );

describe('the labels of limits', () => {
  it('call every step but the last one, which has its name at the right', () => {
    const labels = labelsOf([
      [0, 90, 108],
      [500, 100, 120],
    ]);
    expect(labels.map(({ text }) => text)).toEqual(['cap 108', 'bought 90']);
  });

  it('do not repeat what stays as it was', () => {
    const labels = labelsOf([
      [0, 100, 110],
      [300, 100, 120],
      [600, 150, 180],
    ]);
    expect(labels.map(({ text }) => text)).toEqual(['cap 110', 'bought 100', 'cap 120']);
  });

  it.each([
    ['lines that lie close', Array.from({ length: 6 }, (_, i) => [i * 150, 100 + i, 101 + i] as const)],
    [
      'steps that follow at once',
      Array.from({ length: 12 }, (_, i) => [i * 8, 100 + i * 3, 130 + i] as const),
    ],
    ['no cap', [0, 300, 600].map((at, i) => [at, 10 * i + 10, null] as const)],
  ])('never lie over one another: %s', (_, limits) => {
    const labels = labelsOf(limits.map(([at, bought, cap]) => [at, bought, cap]));
    expect(labels.length).toBeGreaterThan(0);
    expect(overlaps(labels)).toEqual([]);
    for (const { x, y, text } of labels) {
      expect(x).toBeGreaterThanOrEqual(room.left - 2);
      expect(x + text.length * 6.8).toBeLessThanOrEqual(room.right + 2);
      expect(y).toBeLessThanOrEqual(room.bottom);
    }
  });

  it('leave a cap out that is not drawn, and one that is without limit', () => {
    expect(
      labelsOf([
        [0, 10, 5_000],
        [500, 12, null],
      ]).map(({ text }) => text),
    ).toEqual(['bought 10']);
  });
});

describe('names at the right', () => {
  it('stand where their lines end, and move apart evenly where those are close', () => {
    expect(spread([200, 100, 20], 28)).toEqual([200, 100, 20]);
    expect(spread([110, 100], 28)).toEqual([119, 91]);
    expect(spread([104, 100, 102], 28)).toEqual([130, 74, 102]);
    expect(spread([], 28)).toEqual([]);
  });
});
