/** What a usage chart draws, as plain data. Instants are epoch ms; null limits stand for unlimited. */

export interface UsagePoint {
  readonly start: number;
  readonly end: number;
  /** The most in use in that time; null: nothing is known of it. */
  readonly used: number | null;
  /** Requests that were denied in it. */
  readonly denials: number;
}

export interface LimitStep {
  /** From here on. */
  readonly at: number;
  readonly bought: number | null;
  readonly hardCap: number | null;
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
}

/** The limits in force at an instant. */
const limitsAt = (limits: readonly LimitStep[], at: number): LimitStep => {
  const unlimited = { at, bought: null, hardCap: null };
  return limits.findLast((step) => step.at <= at) ?? limits[0] ?? unlimited;
};

/** Cuts the points where a limit steps. The denials of a point stay with its first piece, so that none counts twice. */
export const piecesOf = ({ points, limits }: UsageCourse): Piece[] =>
  points.flatMap((point) => {
    const inside = limits.filter(({ at }) => at > point.start && at < point.end).map(({ at }) => at);
    const starts = [point.start, ...inside];
    return starts.map((start, index) => {
      const { bought, hardCap } = limitsAt(limits, start);
      const end = starts[index + 1] ?? point.end;
      return { start, end, used: point.used, denials: index === 0 ? point.denials : 0, bought, hardCap };
    });
  });

/** What the chart says of a time: used of bought, what is left until the hard cap, denials. */
export const readingOf = ({ used, bought, hardCap, denials }: Piece, format: (value: number) => string) => {
  if (used === null) return 'nothing is known';
  const ofBought = bought === null ? format(used) : `${format(used)} of ${format(bought)} bought`;
  const left = hardCap === null ? 'no hard cap' : `${format(Math.max(0, hardCap - used))} left`;
  return [ofBought, left, ...(denials > 0 ? [`${format(denials)} denied`] : [])].join(', ');
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
    kept[kept.length - 1] = {
      start: last.start,
      end: point.end,
      used,
      denials: last.denials + point.denials,
    };
  }
  return { ...course, points: kept };
};
