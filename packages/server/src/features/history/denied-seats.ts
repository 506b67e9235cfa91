import { type DenialsModel, type DenialWindowModel, historyRowsMax, historySeatsMax } from '@leeway/contract';
import {
  type DemandWindow,
  demandWindows,
  isForWant,
  isTrueDenial,
  type Span,
  seatsKey,
  stepFigures,
  sumOfSteps,
  unmetSpans,
  unmetSteps,
} from '@leeway/rules';
import { type PageAsked, pageReply } from '../../platform/http/paging.ts';
import { instantText } from '../../platform/instant.ts';
import { atMost } from './asked-range.ts';
import type { HistoryParts, MeterHistory } from './meter-history.ts';
import { type RecordedDenial, selectDenials } from './read-store.ts';
import { selectSeatStepsIn } from './steps-store.ts';

/** What was denied (rule 31): attempts as they were made, and the windows that those for want make. */

/** Windows that overlap an end of the range are made of denials beyond it; one that lasts longer is cut there. */
const windowMsMax = 86_400_000;

const within = (at: number, { start, end }: Span) => at >= start && at < end;

const countBy = (rows: readonly RecordedDenial[], keysOf: (row: RecordedDenial) => readonly string[]) => {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const key of keysOf(row)) counts.set(key, (counts.get(key) ?? 0) + row.attempts);
  }
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
};

const seatLines = (rows: readonly RecordedDenial[], trueDenials: readonly DemandWindow[]) => {
  const last = new Map(rows.map(({ seatId, at }) => [seatId, at]));
  const windows = new Map<string, number>();
  for (const { seatId } of trueDenials) windows.set(seatId, (windows.get(seatId) ?? 0) + 1);
  return countBy(rows, ({ seatId }) => [seatId])
    .slice(0, historySeatsMax)
    .map(([seatId, attempts]) => ({
      ...{ seatId, attempts, trueDenials: windows.get(seatId) ?? 0 },
      lastDeniedAt: instantText(last.get(seatId) ?? 0),
    }));
};

const windowModel = (window: DemandWindow, now: number): DenialWindowModel => ({
  seatId: window.seatId,
  start: instantText(window.start),
  lastDeniedAt: instantText(window.lastDeniedAt),
  end: instantText(window.end),
  attempts: window.attempts,
  granted: window.granted,
  trueDenial: isTrueDenial(window, now),
});

/** D(t) at its highest while somebody waits; elsewhere demand is what is in use. */
const peakDemand = async (
  { database }: HistoryParts,
  { key }: MeterHistory,
  windows: readonly DemandWindow[],
  known: Span,
): Promise<bigint | null> => {
  const spans = unmetSpans(windows)
    .map(({ start, end }) => ({ start: Math.max(start, known.start), end: Math.min(end, known.end) }))
    .filter(({ start, end }) => start < end);
  if (key.featureKey !== seatsKey || spans.length === 0) return null;
  const found = await selectSeatStepsIn(database, key, spans, historyRowsMax + 1);
  const used = atMost(found, historyRowsMax, 'steps while seats were denied');
  const demand = sumOfSteps(used, unmetSteps(windows));
  return spans.reduce((peak, span) => {
    const { max } = stepFigures(demand, span);
    return max > peak ? max : peak;
  }, 0n);
};

export const deniedSeats = async (
  parts: HistoryParts,
  history: MeterHistory,
  range: Span,
  page: PageAsked,
): Promise<DenialsModel> => {
  const { key, now, until } = history;
  const around = { start: range.start - windowMsMax, end: range.end + windowMsMax };
  const found = await selectDenials(parts.database, key, around, historyRowsMax + 1);
  const rows = atMost(found, historyRowsMax, 'denials');
  const inRange = rows.filter(({ at }) => within(at, range));
  const known = { start: range.start, end: Math.min(range.end, until) };
  const wanted = rows.filter(({ reasons }) => isForWant(reasons));
  const windows = demandWindows(wanted).filter(({ start, end }) => start < range.end && end > range.start);
  const closed = windows.filter((window) => window.end <= range.end && isTrueDenial(window, now));
  const { valueMs, max } = stepFigures(unmetSteps(windows), known);
  const latest = windows.toReversed();
  const shown = latest.slice(page.offset, page.offset + page.pageSize);
  return {
    entitlementId: key.entitlementId,
    featureKey: key.featureKey === seatsKey ? null : key.featureKey,
    from: instantText(range.start),
    to: instantText(range.end),
    attempts: inRange.reduce((sum, { attempts }) => sum + attempts, 0),
    trueDenials: closed.length,
    deniedSeats: new Set(inRange.map(({ seatId }) => seatId)).size,
    byReason: countBy(inRange, ({ reasons }) => reasons).map(([reason, attempts]) => ({ reason, attempts })),
    bySeat: seatLines(inRange, closed),
    unmet: { unmetMs: valueMs, max },
    peakDemand: await peakDemand(parts, history, windows, known),
    windows: pageReply(
      page,
      shown.map((window) => windowModel(window, now)),
      windows.length,
    ),
  };
};
