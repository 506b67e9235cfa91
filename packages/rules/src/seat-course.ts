import {
  type DemandWindow,
  type DenialRow,
  demandWindows,
  denialWindowPatienceMs,
  figuresOfLevels,
  firstStepIn,
  isTrueDenial,
  levelsOver,
  type Step,
  stepFigures,
  sumOfSteps,
  unmetSpans,
  unmetSteps,
} from './denied-demand.ts';
import { bucketsBetween, type Span } from './history-buckets.ts';
import type { InsightFigures, MonthlyUse } from './renewal-insight.ts';
import { figuresOfUse } from './statement-figures.ts';
import { percentileOf } from './usage-figures.ts';
import { type LimitsStep, overdraftSteps, type RecordedDemand } from './what-if.ts';

/** The course of the seats of an entitlement as its log has it, and what renewal insight asks of it (rule 38). */

/** Seats in use from the beginning of the span on: of one instant what it left, and no step that changes nothing. */
export const recordedUse = ({ span, seatsUsed, rows }: RecordedDemand): Step[] => {
  const steps: Step[] = [{ at: span.start, value: BigInt(seatsUsed) }];
  for (const row of rows) {
    if (row.operation === 'activationDenied') continue;
    if (steps.at(-1)?.at === row.at) steps.pop();
    if (steps.at(-1)?.value !== BigInt(row.seatsUsed))
      steps.push({ at: row.at, value: BigInt(row.seatsUsed) });
  }
  return steps;
};

/** Denials for want of seats, each with what came of it (rule 31). */
export const recordedDenials = ({ rows }: Pick<RecordedDemand, 'rows'>): DenialRow[] => {
  const grants = new Map<string, number>();
  const denials: DenialRow[] = [];
  for (const { at, operation, seatId, attempts, forWantOfSeats } of rows.toReversed()) {
    if (operation === 'activate') grants.set(seatId, at);
    if (operation !== 'activationDenied' || !forWantOfSeats) continue;
    const granted = grants.get(seatId);
    const inTime = granted !== undefined && granted < at + denialWindowPatienceMs;
    denials.push({ at, seatId, attempts, grantedAt: inTime ? granted : null });
  }
  return denials.reverse();
};

export interface SeatCourse {
  readonly used: readonly Step[];
  /** The first one at the beginning of the span, or when the entitlement was created. */
  readonly limits: readonly LimitsStep[];
  readonly denials: readonly DenialRow[];
}

const boughtSteps = (limits: readonly LimitsStep[]): Step[] =>
  limits.map(({ at, limits: { bought } }) => ({ at, value: bought ?? 0n }));

const clipped = ({ start, end }: Span, to: Span): Span => ({
  start: Math.max(start, to.start),
  end: Math.min(end, to.end),
});

type Levels = Map<bigint, number>;

const addLevels = (sum: Levels, levels: ReadonlyMap<bigint, number>, sign: 1 | -1): void => {
  for (const [level, ms] of levels) {
    const left = (sum.get(level) ?? 0) + sign * ms;
    if (left === 0) sum.delete(level);
    else sum.set(level, left);
  }
};

/** Time at each level of use, in every month and in all of them. */
const monthsOf = (used: readonly Step[], known: Span, timeZone: string) => {
  const all: Levels = new Map();
  const months = (bucketsBetween('month', known, timeZone, 1_000) ?? []).map((month): MonthlyUse => {
    const span = clipped(month, known);
    const levels = levelsOver(used, span);
    addLevels(all, levels, 1);
    return { start: month.start, p95: percentileOf({ levels }, 950) ?? 0n, heldMs: span.end - span.start };
  });
  return { months, all };
};

/** The steps that hold in a span. */
const stepsIn = (steps: readonly Step[], { start, end }: Span): readonly Step[] =>
  steps.slice(firstStepIn(steps, start), firstStepIn(steps, end) + 1);

/** Time at each level of demand: of use, but for the time in which somebody waits. */
const levelsOfDemand = (
  used: readonly Step[],
  usedLevels: Levels,
  windows: readonly DemandWindow[],
  known: Span,
): Levels => {
  const levels = new Map(usedLevels);
  const unmet = unmetSteps(windows);
  for (const wide of unmetSpans(windows)) {
    const span = clipped(wide, known);
    if (span.start >= span.end) continue;
    const usedIn = stepsIn(used, span);
    addLevels(levels, levelsOver(usedIn, span), -1);
    addLevels(levels, levelsOver(sumOfSteps(usedIn, stepsIn(unmet, span)), span), 1);
  }
  return levels;
};

/**
 * Figures of one entitlement, or of several together: seats in use, bought and wanted are summed at every instant, and
 * they are in overdraft while one of them is. What was before the first of them existed does not count.
 */
export const insightFigures = (
  courses: readonly SeatCourse[],
  span: Span,
  timeZone: string,
): InsightFigures => {
  const first = Math.min(span.end, ...courses.map(({ limits }) => limits[0]?.at ?? span.end));
  const known = clipped(span, { start: first, end: span.end });
  const used = sumOfSteps(...courses.map((course) => course.used));
  const bought = sumOfSteps(...courses.map(({ limits }) => boughtSteps(limits)));
  const overdraft = sumOfSteps(...courses.map((course) => overdraftSteps(course.used, course.limits)));
  const windows = courses.flatMap(({ denials }) => demandWindows(denials));
  const { months, all: usedLevels } = monthsOf(used, known, timeZone);
  const demandLevels = levelsOfDemand(used, usedLevels, windows, known);
  const unmetFigures = stepFigures(unmetSteps(windows), known);
  const denials = courses.flatMap((course) => course.denials);
  const figures = figuresOfUse(usedLevels, levelsOver(overdraft, known));
  return {
    ...figures,
    purchased: bought.findLast(({ at }) => at < known.end)?.value ?? 0n,
    heldMs: known.end - known.start,
    p95: percentileOf({ levels: usedLevels }, 950) ?? 0n,
    boughtMs: stepFigures(bought, known).valueMs,
    deniedAttempts: denials.reduce((sum, { attempts }) => sum + attempts, 0),
    deniedSeats: new Set(denials.map(({ seatId }) => seatId)).size,
    trueDenials: windows.filter((window) => isTrueDenial(window, span.end)).length,
    unmetPeak: unmetFigures.max,
    unmetMs: unmetFigures.valueMs,
    demandP95: percentileOf({ levels: demandLevels }, 950) ?? 0n,
    demandP99: percentileOf({ levels: demandLevels }, 990) ?? 0n,
    demandPeak: figuresOfLevels(demandLevels).max,
    months,
  };
};
