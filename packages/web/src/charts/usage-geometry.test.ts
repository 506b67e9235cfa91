import { describe, expect, it } from 'vitest';
import {
  piecesOf,
  pointsToSplit,
  readingOf,
  thinned,
  type UsageCourse,
  withDeniedAt,
} from './usage-course.ts';
import { usageGeometry } from './usage-geometry.ts';
import { englishChart } from './words.tsx';

const box = { width: 200, height: 120, left: 0, right: 0, top: 0, bottom: 20 };
const course = (
  used: (number | null)[],
  limits: UsageCourse['limits'],
  denials: number[] = [],
): UsageCourse => ({
  ...{ from: 0, to: used.length * 10, limits },
  points: used.map((each, index) => ({
    ...{ start: index * 10, end: index * 10 + 10, used: each, denials: denials[index] ?? 0 },
  })),
});
const limits = [{ at: 0, bought: 100, hardCap: 120 }];

describe('the course of use', () => {
  it('is cut where a limit steps, and its denials count once', () => {
    const steps = [...limits, { at: 15, bought: 150, hardCap: 180 }];
    const pieces = piecesOf(course([50, 110], steps, [0, 3]));
    expect(pieces.map(({ start, end, bought, denials }) => [start, end, bought, denials])).toEqual([
      [0, 10, 100, 0],
      [10, 15, 100, 3],
      [15, 20, 150, 0],
    ]);
  });

  it('has its denials on the side of a step on which they were, where that is known', () => {
    const steps = [...limits, { at: 15, bought: 150, hardCap: 180 }];
    const bare = course([50, 110], steps, [0, 3]);
    expect(pointsToSplit(bare).map(({ start }) => start)).toEqual([10]);
    const known = withDeniedAt(bare, [
      { at: 11, count: 1 },
      { at: 16, count: 2 },
    ]);
    expect(piecesOf(known).map(({ start, denials }) => [start, denials])).toEqual([
      [0, 0],
      [10, 1],
      [15, 2],
    ]);
    const { denials, y } = usageGeometry(known, box);
    const at = (value: number) => Math.round(y(value) * 10) / 10;
    expect(denials.map(({ x, ...mark }) => ({ x, ...mark }))).toEqual([
      { x: 110, y: at(120), count: 1 },
      { x: 160, y: at(180), count: 2 },
    ]);
    // What does not sum up to what the history says is left where the history has it.
    expect(piecesOf(withDeniedAt(bare, [{ at: 16, count: 1 }])).map((piece) => piece.denials)).toEqual([
      0, 3, 0,
    ]);
  });

  it('is read out with what is left until the hard cap', () => {
    const [piece] = piecesOf(course([103], limits, [2]));
    expect(piece && readingOf(piece, englishChart)).toBe('103 of 100 bought, 17 left, 2 denied');
    const [open] = piecesOf(course([103], [{ at: 0, bought: 100, hardCap: null }]));
    expect(open && readingOf(open, englishChart)).toBe('103 of 100 bought, no hard cap');
    const [unknown] = piecesOf(course([null], limits));
    expect(unknown && readingOf(unknown, englishChart)).toBe('nothing is known');
  });

  it('keeps every peak and every denial when there are more steps than columns', () => {
    const used = Array.from({ length: 50_000 }, (_, index) => (index === 33_333 ? 999 : index % 90));
    const thin = thinned(
      course(
        used,
        limits,
        used.map((each) => (each === 999 ? 7 : 0)),
      ),
      800,
    );
    expect(thin.points.length).toBeLessThanOrEqual(801);
    expect(Math.max(...thin.points.map((point) => point.used ?? 0))).toBe(999);
    expect(thin.points.reduce((sum, point) => sum + point.denials, 0)).toBe(7);
    expect(thin.points.at(-1)?.end).toBe(500_000);
  });
});

describe('the drawing', () => {
  it('fills up to the bought line, and apart from it what is above', () => {
    const { within, over, y } = usageGeometry(course([90, 110], limits), box);
    const line = (value: number) => Math.round(y(value) * 10) / 10;
    expect(within).toBe(`M0 100V${line(90)}H100V100ZM100 100V${line(100)}H200V100Z`);
    expect(over).toBe(`M100 ${line(100)}V${line(110)}H200V${line(100)}Z`);
  });

  it('steps, never slopes: a line has no part that is neither level nor upright', () => {
    const { line, boughtLine, capLine } = usageGeometry(course([1, 5, 3, 9, 0], limits), box);
    for (const path of [line, boughtLine, capLine]) expect(path).toMatch(/^M[\d.]+ [\d.]+(?:[HV][\d.]+)*$/);
  });

  it('is interrupted where nothing is known', () => {
    const { line } = usageGeometry(course([5, null, 5], limits), box);
    expect(line.match(/M/g)).toHaveLength(2);
  });

  it.each([
    ['nothing', [0, 0], limits],
    ['all that was bought', [100, 100], limits],
    ['a hundred times what was bought', [10_000, 50], [{ at: 0, bought: 100, hardCap: null }]],
    ['no limits', [7, 9], [{ at: 0, bought: null, hardCap: null }]],
    ['one moment', [5], limits],
    ['no moment', [], limits],
  ])('stays within its box at %s', (_, used, given) => {
    const geometry = usageGeometry(course(used, given), box);
    for (const value of used) {
      expect(geometry.y(value)).toBeGreaterThanOrEqual(0);
      expect(geometry.y(value)).toBeLessThanOrEqual(100);
    }
    expect(`${geometry.within}${geometry.over}${geometry.line}`).not.toMatch(/NaN|Infinity/);
  });

  it('leaves a cap that is far above out, instead of pressing the use to the ground', () => {
    const far = [{ at: 0, bought: 10, hardCap: 1_000 }];
    expect(usageGeometry(course([9], far), box)).toMatchObject({ isCapOut: true, capLine: '' });
    expect(usageGeometry(course([9], limits), box).isCapOut).toBe(false);
  });

  it('puts a tick on the cap where requests were denied', () => {
    const { denials, y } = usageGeometry(course([120, 90], limits, [4, 0]), box);
    expect(denials).toEqual([{ x: 50, y: Math.round(y(120) * 10) / 10, count: 4 }]);
  });
});
