import { addDays, instantOf, wallClock } from './calendar.ts';
import { type CalendarDay, type FlexlmLine, parseFlexlmLine } from './flexlm-line.ts';
import type { UsageRecord } from './usage-record.ts';

/**
 * A FlexLM debug log line by line. Its lines have a time and no date: the date comes from lines that tell it, and goes on
 * at midnight, when the time falls back.
 */

/** Daemons write past each other: a line may be this much older than the one before. */
const disorderSeconds = 300;
const daySeconds = 86_400;

export type FlexlmKind = FlexlmLine['kind'];

/** Why reading cannot go on. */
export type FlexlmFault =
  | { readonly kind: 'undated' }
  /** The log goes back from one day to an earlier one. */
  | { readonly kind: 'backwards'; readonly from: CalendarDay; readonly to: CalendarDay };

export interface FlexlmLog {
  readonly timeZone: string;
  /** null: no line has told it yet. */
  day: CalendarDay | null;
  /** Of the last line with a time. */
  second: number;
  /** Instant of the last line with a time. */
  at: number;
  /** Instant of the last line that proves a daemon was at work. */
  workedAt: number;
  fault: FlexlmFault | null;
}

/** @param startDay of the first line, where the log does not tell it */
export const openFlexlmLog = (timeZone: string, startDay: CalendarDay | null): FlexlmLog => ({
  timeZone,
  day: startDay,
  ...{ second: 0, at: Number.NEGATIVE_INFINITY, workedAt: Number.NEGATIVE_INFINITY, fault: null },
});

const dayNumber = ({ year, month, day }: CalendarDay) => Date.UTC(year, month - 1, day) / (daySeconds * 1000);

const nextDay = ({ year, month, day }: CalendarDay): CalendarDay => {
  const noon = { year, month, day, msOfDay: (daySeconds / 2) * 1000 };
  return wallClock(addDays(instantOf(noon, 'UTC'), 1, 'UTC'), 'UTC');
};

/** The same wall-clock time after clocks were set back; null: it occurs once. */
const secondOccurrence = (at: number, timeZone: string): number | null => {
  const { msOfDay } = wallClock(at, timeZone);
  // Half an hour in one place on earth.
  for (const ms of [3_600_000, 1_800_000]) {
    if (wallClock(at + ms, timeZone).msOfDay === msOfDay) return at + ms;
  }
  return null;
};

/** The instant of a time on a day; of two, the one that the log has come to. */
const instantIn = (
  { timeZone, at }: FlexlmLog,
  { year, month, day }: CalendarDay,
  second: number,
): number => {
  const first = instantOf({ year, month, day, msOfDay: second * 1000 }, timeZone);
  if (first >= at - disorderSeconds * 1000) return first;
  return secondOccurrence(first, timeZone) ?? first;
};

/** Lets the log's clock go on to a time of day; answers the instant, or null while the day is unknown. */
const passTo = (log: FlexlmLog, second: number): number | null => {
  if (log.day === null) return null;
  const back = log.second - second;
  // A line of before midnight that comes just after it.
  if (-back > daySeconds - disorderSeconds && Number.isFinite(log.at)) return log.at;
  let at = instantIn(log, log.day, second);
  if (back > disorderSeconds && Number.isFinite(log.at) && at < log.at - disorderSeconds * 1000) {
    log.day = nextDay(log.day);
    at = instantIn(log, log.day, second);
  }
  if (back <= 0 || back > disorderSeconds) log.second = second;
  log.at = Math.max(log.at, at);
  return log.at;
};

/** Takes up the date that a line tells. */
const turnTo = (log: FlexlmLog, day: CalendarDay, second: number | null): void => {
  const ahead = log.day === null ? 1 : dayNumber(day) - dayNumber(log.day);
  if (ahead === 0) return;
  // A day back is a midnight that was taken for one too early.
  if (log.day !== null && ahead < -1) log.fault = { kind: 'backwards', from: log.day, to: day };
  log.day = day;
  log.second = second ?? 0;
};

const factsOf = (log: FlexlmLog, line: FlexlmLine): UsageRecord[] => {
  const { kind, daemon } = line;
  if (kind === 'start') {
    // Nobody was told when it ended: with the last sign of life.
    const ended = log.workedAt;
    if (line.day) turnTo(log, line.day, line.second);
    if (line.second !== null) passTo(log, line.second);
    log.workedAt = log.at;
    return Number.isFinite(ended) ? [{ kind: 'stopped', at: ended, daemon, all: line.all }] : [];
  }
  if (kind === 'date') turnTo(log, line.day, line.second);
  const at = line.second === null ? null : passTo(log, line.second);
  if (kind === 'noise' || kind === 'unreadable') return [];
  if (at !== null) log.workedAt = at;
  if (kind === 'stop') return at === null ? [] : [{ kind: 'stopped', at, daemon, all: line.all }];
  if (kind === 'date' || kind === 'unsupported' || kind === 'dequeued') return [];
  if (at === null) {
    log.fault = { kind: 'undated' };
    return [];
  }
  const { feature, holder, count, errorCode } = line;
  return [{ kind, at, daemon, feature, holder, count, errorCode }];
};

/** Reads the next line: what it was, and the facts it tells. `log.fault` says when reading cannot go on. */
export const readFlexlmLine = (
  log: FlexlmLog,
  text: string,
): { readonly line: FlexlmLine; readonly records: readonly UsageRecord[] } => {
  const line = parseFlexlmLine(text);
  return { line, records: factsOf(log, line) };
};
