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
import { overdraftUsed } from './overdraft.ts';
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

const addTime = (sum: Levels, level: bigint, ms: number): void => {
  const all = (sum.get(level) ?? 0) + ms;
  if (all === 0) sum.delete(level);
  else sum.set(level, all);
};

const addLevels = (sum: Levels, levels: ReadonlyMap<bigint, number>, sign: 1 | -1): void => {
  for (const [level, ms] of levels) addTime(sum, level, sign * ms);
};

/** A time in which the bought count stayed the same, and for how long each level of use held in it. */
export interface UsedSpan extends Span {
  readonly bought: bigint;
  readonly levels: ReadonlyMap<bigint, number>;
}

interface KnownUse {
  readonly months: readonly MonthlyUse[];
  readonly levels: Levels;
  /** Of units in use beyond the bought ones. */
  readonly overdraftLevels: Levels;
}

const monthOf = (month: Span, levels: Levels, known: Span): MonthlyUse => {
  const { start, end } = clipped(month, known);
  return { start: month.start, p95: percentileOf({ levels }, 950) ?? 0n, heldMs: end - start };
};

const monthsIn = (known: Span, timeZone: string) => bucketsBetween('month', known, timeZone, 1_000) ?? [];

/** Time at each level of use, in every month and in all of them. */
const useOfSteps = (
  used: readonly Step[],
  overdraft: readonly Step[],
  known: Span,
  timeZone: string,
): KnownUse => {
  const levels: Levels = new Map();
  const months = monthsIn(known, timeZone).map((month) => {
    const inMonth = levelsOver(used, clipped(month, known));
    addLevels(levels, inMonth, 1);
    return monthOf(month, inMonth, known);
  });
  return { months, levels, overdraftLevels: levelsOver(overdraft, known) };
};

/** The same from spans, none of which lies in two months. */
const useOfSpans = (spans: readonly UsedSpan[], known: Span, timeZone: string): KnownUse => {
  const levels: Levels = new Map();
  const overdraftLevels: Levels = new Map();
  const months = monthsIn(known, timeZone).map((month) => {
    const inMonth: Levels = new Map();
    for (const span of spans) {
      if (span.start < month.start || span.start >= month.end) continue;
      addLevels(inMonth, span.levels, 1);
      for (const [level, ms] of span.levels) addTime(overdraftLevels, overdraftUsed(span.bought, level), ms);
    }
    addLevels(levels, inMonth, 1);
    return monthOf(month, inMonth, known);
  });
  return { months, levels, overdraftLevels };
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

/** From the first limits on: what was before does not count. */
const knownOf = (limits: readonly LimitsStep[], span: Span): Span =>
  clipped(span, { start: Math.min(span.end, limits[0]?.at ?? span.end), end: span.end });

interface Asked {
  readonly known: Span;
  readonly bought: readonly Step[];
  /** Seats in use, at least while somebody waits. */
  readonly used: readonly Step[];
  readonly use: KnownUse;
  readonly denials: readonly DenialRow[];
  readonly windows: readonly DemandWindow[];
}

const figuresFrom = ({ known, bought, used, use, denials, windows }: Asked): InsightFigures => {
  const demandLevels = levelsOfDemand(used, use.levels, windows, known);
  const unmetFigures = stepFigures(unmetSteps(windows), known);
  return {
    ...figuresOfUse(use.levels, use.overdraftLevels),
    purchased: bought.findLast(({ at }) => at < known.end)?.value ?? 0n,
    heldMs: known.end - known.start,
    p95: percentileOf({ levels: use.levels }, 950) ?? 0n,
    boughtMs: stepFigures(bought, known).valueMs,
    deniedAttempts: denials.reduce((sum, { attempts }) => sum + attempts, 0),
    deniedSeats: new Set(denials.map(({ seatId }) => seatId)).size,
    trueDenials: windows.filter((window) => isTrueDenial(window, known.end)).length,
    unmetPeak: unmetFigures.max,
    unmetMs: unmetFigures.valueMs,
    demandP95: percentileOf({ levels: demandLevels }, 950) ?? 0n,
    demandP99: percentileOf({ levels: demandLevels }, 990) ?? 0n,
    demandPeak: figuresOfLevels(demandLevels).max,
    months: use.months,
  };
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
  const known = knownOf(
    courses.flatMap(({ limits }) => limits.slice(0, 1)).sort((a, b) => a.at - b.at),
    span,
  );
  const used = sumOfSteps(...courses.map((course) => course.used));
  const overdraft = sumOfSteps(...courses.map((course) => overdraftSteps(course.used, course.limits)));
  return figuresFrom({
    ...{ known, used, use: useOfSteps(used, overdraft, known, timeZone) },
    bought: sumOfSteps(...courses.map(({ limits }) => boughtSteps(limits))),
    denials: courses.flatMap((course) => course.denials),
    windows: courses.flatMap(({ denials }) => demandWindows(denials)),
  });
};

/** What is asked of a history that is kept by the hour: use within spans, and step by step only while somebody waits. */
export interface HistoryAsked {
  /** They follow each other; none lies in two months, nor in times with different limits. */
  readonly spans: readonly (Span & { readonly bought: bigint })[];
  readonly waiting: readonly Span[];
}

export const historyAsked = (
  limits: readonly LimitsStep[],
  denials: readonly DenialRow[],
  span: Span,
  timeZone: string,
): HistoryAsked => {
  const known = knownOf(limits, span);
  const cuts = [...monthsIn(known, timeZone).map(({ start }) => start), ...limits.map(({ at }) => at)];
  const inside = cuts.filter((at) => at > known.start && at < known.end);
  const edges = [...new Set([known.start, ...inside, known.end])].sort((a, b) => a - b);
  const bought = boughtSteps(limits);
  const waiting = unmetSpans(demandWindows(denials)).map((wide) => clipped(wide, known));
  return {
    spans: edges.slice(1).map((end, index) => {
      const start = edges[index] ?? end;
      return { start, end, bought: bought.findLast(({ at }) => at <= start)?.value ?? 0n };
    }),
    waiting: waiting.filter(({ start, end }) => start < end),
  };
};

export interface HistoryAnswered extends Pick<SeatCourse, 'limits' | 'denials'> {
  readonly spans: readonly UsedSpan[];
  /** Seats in use, from the start of each time of waiting on. */
  readonly used: readonly Step[];
}

/** The same figures of one entitlement as its whole course gives. */
export const insightFiguresOfHistory = (
  { limits, denials, spans, used }: HistoryAnswered,
  span: Span,
  timeZone: string,
): InsightFigures => {
  const known = knownOf(limits, span);
  const use = useOfSpans(spans, known, timeZone);
  return figuresFrom({
    known,
    bought: boughtSteps(limits),
    used,
    use,
    denials,
    windows: demandWindows(denials),
  });
};
