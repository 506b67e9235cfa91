import type { Span } from './history-buckets.ts';

/**
 * Demand that was not met (rule 31). The denials of one seat for want of units are one window as long as each follows
 * within 15 minutes of the one before. It closes 15 minutes after the last, as a true denial, or when the seat is granted
 * after all.
 */

export const denialWindowPatienceMs = 15 * 60_000;

/**
 * Whether a request was refused because it would have passed the hard cap, and for nothing else: with more units it would
 * have been granted. What is refused for another reason, such as an entitlement that is over, is an attempt and no demand.
 */
export const isForWant = (reasons: readonly string[]): boolean =>
  reasons.length === 1 && (reasons[0] === 'seatLimitReached' || reasons[0] === 'featureLimitReached');

/** A row of denials for want in the log: one or, within a minute, several attempts (rule 16). */
export interface DenialRow {
  readonly at: number;
  readonly seatId: string;
  readonly attempts: number;
  /** When the seat was granted, if that was before 15 minutes were over. */
  readonly grantedAt: number | null;
}

export interface DemandWindow {
  readonly seatId: string;
  readonly start: number;
  /** Of the last row; it may stand for attempts up to a minute later. */
  lastDeniedAt: number;
  end: number;
  attempts: number;
  granted: boolean;
}

/** Windows by start, then seat. Rows in the order in which they happened. */
export const demandWindows = (rows: readonly DenialRow[]): DemandWindow[] => {
  const windows: DemandWindow[] = [];
  const last = new Map<string, DemandWindow>();
  for (const { at, seatId, attempts, grantedAt } of rows) {
    let window = last.get(seatId);
    if (!window || window.end <= at) {
      window = { seatId, start: at, lastDeniedAt: at, end: at, attempts: 0, granted: false };
      last.set(seatId, window);
      windows.push(window);
    }
    window.attempts += attempts;
    window.lastDeniedAt = at;
    window.granted = grantedAt !== null;
    window.end = grantedAt ?? at + denialWindowPatienceMs;
  }
  return windows;
};

/** Whether a window was a true denial at an instant: closed, and nobody got the seat. */
export const isTrueDenial = ({ granted, end }: DemandWindow, now: number): boolean => !granted && end <= now;

export interface Step {
  readonly at: number;
  readonly value: bigint;
}

/** Unmet demand as steps: distinct seats with an open window. A seat has one window at a time. */
export const unmetSteps = (windows: readonly DemandWindow[]): Step[] => {
  const changes = new Map<number, bigint>();
  const change = (at: number, by: bigint) => changes.set(at, (changes.get(at) ?? 0n) + by);
  for (const { start, end } of windows) {
    change(start, 1n);
    change(end, -1n);
  }
  let value = 0n;
  return [...changes]
    .filter(([, by]) => by !== 0n)
    .sort(([a], [b]) => a - b)
    .map(([at, by]) => {
      value += by;
      return { at, value };
    });
};

/** Time in which a window was open, as spans that do not touch. */
export const unmetSpans = (windows: readonly DemandWindow[]): Span[] => {
  const spans: { start: number; end: number }[] = [];
  for (const { start, end } of [...windows].sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return spans;
};

const sumOfTwo = (one: readonly Step[], other: readonly Step[]): Step[] => {
  const sum: Step[] = [];
  let [nextOne, nextOther] = [0, 0];
  let [valueOfOne, valueOfOther] = [0n, 0n];
  while (nextOne < one.length || nextOther < other.length) {
    const [a, b] = [one[nextOne], other[nextOther]];
    const at = Math.min(a?.at ?? Number.POSITIVE_INFINITY, b?.at ?? Number.POSITIVE_INFINITY);
    for (let step = a; step?.at === at; step = one[++nextOne]) valueOfOne = step.value;
    for (let step = b; step?.at === at; step = other[++nextOther]) valueOfOther = step.value;
    sum.push({ at, value: valueOfOne + valueOfOther });
  }
  return sum;
};

/** The sum of step functions, each 0 before its first step, as steps: D(t) = C(t) + unmet(t). Steps ascend. */
export const sumOfSteps = (...functions: readonly (readonly Step[])[]): readonly Step[] => {
  if (functions.length <= 1) return functions[0] ?? [];
  const half = functions.length >> 1;
  return sumOfTwo(sumOfSteps(...functions.slice(0, half)), sumOfSteps(...functions.slice(half)));
};

/** Index of the step that holds at an instant, or 0 when none does yet. Steps ascend. */
export const firstStepIn = (steps: readonly Step[], at: number): number => {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.at ?? at) <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
};

/** Time at each level in a span. */
export const levelsOver = (steps: readonly Step[], { start, end }: Span): Map<bigint, number> => {
  const levels = new Map<bigint, number>();
  for (let index = firstStepIn(steps, start); index < steps.length; index++) {
    const step = steps[index];
    if (!step || step.at >= end) break;
    const { at, value } = step;
    const ms = Math.min(steps[index + 1]?.at ?? end, end) - Math.max(at, start);
    if (ms > 0) levels.set(value, (levels.get(value) ?? 0) + ms);
  }
  return levels;
};

/** The integral of a function that is not below 0, from the time at each of its levels, and the highest of them. */
export const figuresOfLevels = (
  levels: ReadonlyMap<bigint, number>,
): { readonly valueMs: bigint; readonly max: bigint } => {
  let valueMs = 0n;
  let max = 0n;
  for (const [value, ms] of levels) {
    valueMs += value * BigInt(ms);
    if (value > max) max = value;
  }
  return { valueMs, max };
};

/** The same over `[start, end)` of a step function that is 0 before its first step. */
export const stepFigures = (steps: readonly Step[], span: Span) => figuresOfLevels(levelsOver(steps, span));
