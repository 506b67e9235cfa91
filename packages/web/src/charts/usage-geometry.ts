import { scaleLinear } from 'd3-scale';
import {
  capInForce,
  type LimitStep,
  type Piece,
  piecesOf,
  thinned,
  type UsageCourse,
} from './usage-course.ts';

/** Where a usage chart draws what. Units are pixels. */

export interface Box {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface UsageGeometry {
  readonly pieces: readonly Piece[];
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
  /** Use up to the bought line, and above it. */
  readonly within: string;
  readonly over: string;
  readonly line: string;
  readonly boughtLine: string;
  readonly capLine: string;
  readonly ownCapLine: string;
  /** The cap is too far above to be drawn. */
  readonly isCapOut: boolean;
  readonly denials: readonly DeniedMark[];
  /** The limits, each from where to where it holds. */
  readonly steps: readonly (LimitStep & { readonly from: number; readonly to: number })[];
  readonly latest: LimitStep;
}

/** Requests that were denied, on the cap that denied them. */
export interface DeniedMark {
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

/** Marks closer than this would be one mark: then they are one, with their sum. */
const markWidth = 4;

const deniedMarks = (marks: readonly DeniedMark[]): DeniedMark[] => {
  const kept: DeniedMark[] = [];
  for (const mark of marks) {
    const last = kept.at(-1);
    if (last && last.y === mark.y && mark.x - last.x < markWidth)
      kept[kept.length - 1] = { ...last, count: last.count + mark.count };
    else kept.push(mark);
  }
  return kept;
};

/** A cap this many times above everything else would press the rest to the ground. */
const capTimesMax = 4;

const round = (value: number) => Math.round(value * 10) / 10;

/** Steps, not curves: what holds from an instant holds until the next. Interrupted where nothing is known. */
const stepsPath = (
  parts: readonly { readonly from: number; readonly to: number; readonly y: number | null }[],
): string => {
  let path = '';
  let last: { to: number; y: number } | null = null;
  for (const { from, to, y } of parts) {
    if (y === null) {
      last = null;
      continue;
    }
    if (!last || Math.abs(last.to - from) > 0.05) path += `M${round(from)} ${round(y)}`;
    else if (last.y !== y) path += `V${round(y)}`;
    path += `H${round(to)}`;
    last = { to, y };
  }
  return path;
};

const blocksPath = (
  blocks: readonly {
    readonly from: number;
    readonly to: number;
    readonly low: number;
    readonly high: number;
  }[],
) =>
  blocks
    .map(
      ({ from, to, low, high }) => `M${round(from)} ${round(low)}V${round(high)}H${round(to)}V${round(low)}Z`,
    )
    .join('');

export const usageGeometry = (course: UsageCourse, box: Box): UsageGeometry => {
  const columns = Math.max(1, Math.floor(box.width - box.left - box.right));
  const pieces = piecesOf(thinned(course, columns));
  const highestUse = pieces.reduce(
    (most, { used, bought }) => Math.max(most, used ?? 0, bought ?? 0),
    course.limits.reduce((most, { bought, ownCap }) => Math.max(most, bought ?? 0, ownCap ?? 0), 1),
  );
  const highestCap = course.limits.reduce((most, { hardCap }) => Math.max(most, hardCap ?? 0), 0);
  const isCapOut = highestCap > capTimesMax * highestUse;
  const top = (isCapOut ? highestUse : Math.max(highestUse, highestCap)) * 1.12;
  const scale = scaleLinear([0, top], [box.height - box.bottom, box.top]);
  const y = (value: number) => scale(value);
  const span = Math.max(1, course.to - course.from);
  const x = (at: number) => box.left + (columns * (at - course.from)) / span;
  const clamp = (at: number) => x(Math.min(course.to, Math.max(course.from, at)));
  const drawn = pieces.map((piece) => ({ piece, from: clamp(piece.start), to: clamp(piece.end) }));
  const limitParts = course.limits.map((limit, index) => ({
    limit,
    from: clamp(limit.at),
    to: clamp(course.limits[index + 1]?.at ?? course.to),
  }));
  const lineOf = (of: (limit: LimitStep) => number | null) =>
    stepsPath(
      limitParts.map(({ limit, from, to }) => {
        const value = of(limit);
        return { from, to, y: value === null ? null : y(value) };
      }),
    );
  return {
    pieces,
    x,
    y,
    ticks: scale.ticks(5).filter((tick) => Number.isInteger(tick)),
    within: blocksPath(
      drawn.map(({ piece: { used, bought }, from, to }) => ({
        ...{ from, to, low: y(0) },
        high: y(Math.min(used ?? 0, bought ?? Number.POSITIVE_INFINITY)),
      })),
    ),
    over: blocksPath(
      drawn.flatMap(({ piece: { used, bought }, from, to }) =>
        used !== null && bought !== null && used > bought
          ? [{ from, to, low: y(bought), high: y(used) }]
          : [],
      ),
    ),
    line: stepsPath(
      drawn.map(({ piece: { used }, from, to }) => ({ from, to, y: used === null ? null : y(used) })),
    ),
    boughtLine: lineOf(({ bought }) => bought),
    capLine: isCapOut ? '' : lineOf(({ hardCap }) => hardCap),
    ownCapLine: lineOf(({ ownCap = null }) => ownCap),
    isCapOut,
    denials: deniedMarks(
      drawn.flatMap(({ piece, from, to }) => {
        const cap = isCapOut ? (piece.ownCap ?? top) : (capInForce(piece) ?? piece.used ?? 0);
        const markY = round(y(cap));
        if (piece.denials === 0) return [];
        if (!piece.deniedAt) return [{ x: round((from + to) / 2), y: markY, count: piece.denials }];
        return piece.deniedAt.map(({ at, count }) => ({ x: round(clamp(at)), y: markY, count }));
      }),
    ),
    steps: limitParts.map(({ limit, from, to }) => ({ ...limit, from, to })),
    latest: course.limits.at(-1) ?? { at: course.from, bought: null, hardCap: null },
  };
};
