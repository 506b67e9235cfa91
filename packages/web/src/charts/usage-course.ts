import { formatNumber } from '../ui/format.ts';
import type { ChartWords } from './words.tsx';

/** What a usage chart draws, as plain data. Instants are epoch ms; null limits stand for unlimited. */

export interface UsagePoint {
  readonly start: number;
  readonly end: number;
  /** The most in use in that time; null: nothing is known of it. */
  readonly used: number | null;
  /** Requests that were denied in it. */
  readonly denials: number;
  /** When they were, where that is known; the counts sum up to `denials`. */
  readonly deniedAt?: readonly DeniedAt[];
}

export interface DeniedAt {
  readonly at: number;
  readonly count: number;
}

export interface LimitStep {
  /** From here on. */
  readonly at: number;
  readonly bought: number | null;
  readonly hardCap: number | null;
  /** Of the customer's; null, as where it is left out: none. */
  readonly ownCap?: number | null;
}

export interface UsageCourse {
  readonly from: number;
  readonly to: number;
  /** Ascending, without overlap. */
  readonly points: readonly UsagePoint[];
  /** Ascending; the first holds from the beginning. */
  readonly limits: readonly LimitStep[];
}

/** A time in which neither use nor limits change. */
export interface Piece extends UsagePoint {
  readonly bought: number | null;
  readonly hardCap: number | null;
  readonly ownCap: number | null;
}

/** Where requests are denied; null: nowhere. */
export const capInForce = ({ hardCap, ownCap }: Pick<Piece, 'hardCap' | 'ownCap'>): number | null => {
  if (hardCap === null || ownCap === null) return hardCap ?? ownCap;
  return Math.min(hardCap, ownCap);
};

/** The limits in force at an instant. */
const limitsAt = (limits: readonly LimitStep[], at: number): LimitStep => {
  const unlimited = { at, bought: null, hardCap: null };
  return limits.findLast((step) => step.at <= at) ?? limits[0] ?? unlimited;
};

const within = (denied: readonly DeniedAt[], start: number, end: number): DeniedAt[] =>
  denied.filter(({ at }) => at >= start && at < end);

const countOf = (denied: readonly DeniedAt[]): number => denied.reduce((sum, { count }) => sum + count, 0);

/**
 * Cuts the points where a limit steps. Denials go to the piece they were in; where that is not known they stay with the
 * first one, so that none counts twice.
 */
export const piecesOf = ({ points, limits }: UsageCourse): Piece[] =>
  points.flatMap((point) => {
    const inside = limits.filter(({ at }) => at > point.start && at < point.end).map(({ at }) => at);
    const starts = [point.start, ...inside];
    return starts.map((start, index): Piece => {
      const { bought, hardCap, ownCap = null } = limitsAt(limits, start);
      const end = starts[index + 1] ?? point.end;
      const piece = { start, end, used: point.used, bought, hardCap, ownCap };
      if (!point.deniedAt) return { ...piece, denials: index === 0 ? point.denials : 0 };
      const deniedAt = within(point.deniedAt, start, end);
      return { ...piece, denials: countOf(deniedAt), deniedAt };
    });
  });

/** Points in which a limit steps after something was denied, or before: of them it has to be known when. */
export const pointsToSplit = ({ points, limits }: UsageCourse): UsagePoint[] =>
  points.filter(({ start, end, denials }) => denials > 0 && limits.some(({ at }) => at > start && at < end));

/** The same course, knowing when something was denied. */
export const withDeniedAt = (course: UsageCourse, denied: readonly DeniedAt[]): UsageCourse => ({
  ...course,
  points: course.points.map((point) => {
    const deniedAt = within(denied, point.start, point.end);
    // What history is not told of yet, or forgot, stays where the sum has it.
    return countOf(deniedAt) === point.denials ? { ...point, deniedAt } : point;
  }),
});

/** What the chart says of a time: used of bought, what is left until the cap in force, denials. */
export const readingOf = (piece: Piece, words: ChartWords): string => {
  const { used, bought, denials } = piece;
  const cap = capInForce(piece);
  if (used === null) return words.unknown;
  const ofBought = bought === null ? formatNumber(used) : words.ofBought(used, bought);
  const left = cap === null ? words.noCap : words.left(Math.max(0, cap - used));
  return [ofBought, left, ...(denials > 0 ? [words.deniedCount(denials)] : [])].join(', ');
};

/**
 * As few points as there are columns to draw them in: each column keeps the most that was in use and all its denials, so
 * nothing that was reached is lost. Never averaged.
 */
export const thinned = (course: UsageCourse, columns: number): UsageCourse => {
  if (course.points.length <= columns) return course;
  const width = (course.to - course.from) / columns;
  const kept: UsagePoint[] = [];
  let column = -1;
  for (const point of course.points) {
    const here = Math.floor((point.start - course.from) / width);
    const last = kept.at(-1);
    if (!last || here !== column) {
      kept.push(point);
      column = here;
      continue;
    }
    const used = last.used === null ? point.used : Math.max(last.used, point.used ?? 0);
    const isKnown = [last, point].every(({ denials, deniedAt }) => denials === 0 || deniedAt);
    kept[kept.length - 1] = {
      start: last.start,
      end: point.end,
      used,
      denials: last.denials + point.denials,
      ...(isKnown ? { deniedAt: [...(last.deniedAt ?? []), ...(point.deniedAt ?? [])] } : {}),
    };
  }
  return { ...course, points: kept };
};
