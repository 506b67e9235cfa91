import { type DenialRow, hourAt, levelsOver, type Span, type Step } from '@leeway/rules';
import { figuresIn, type HistoryParts, type MeterHistory, openMeter } from './meter-history.ts';
import { selectWantedSeats } from './read-store.ts';
import { selectSeatStepsIn } from './steps-store.ts';

/**
 * Use of the seats of one entitlement in spans that cut hours: whole hours as they are kept, and the log of the two hours at
 * the edges. What a year of a busy entitlement costs is its hours, not its log.
 */

const stepsMax = 2_000_000_000;

interface Cut {
  /** Null: the span has no whole hour. */
  readonly whole: Span | null;
  readonly edges: readonly Span[];
}

const cutSpan = ({ start, end }: Span, timeZone: string): Cut => {
  const first = hourAt(start, timeZone);
  const wholeStart = first.start === start ? start : first.end;
  const wholeEnd = hourAt(end, timeZone).start;
  if (wholeStart >= wholeEnd) return { whole: null, edges: [{ start, end }] };
  const edges = [
    { start, end: wholeStart },
    { start: wholeEnd, end },
  ];
  return {
    whole: { start: wholeStart, end: wholeEnd },
    edges: edges.filter((edge) => edge.start < edge.end),
  };
};

export interface SeatUse {
  /** Requests denied for want of seats (rule 31), as they stood when the span ended. */
  denialsIn(span: Span): Promise<DenialRow[]>;
  /** Time at each level of use in each of the spans, which ascend and do not overlap. */
  levelsIn(spans: readonly Span[]): Promise<ReadonlyMap<bigint, number>[]>;
  /** Seats in use in each of the spans, from its start on. */
  stepsIn(spans: readonly Span[]): Promise<readonly Step[]>;
}

const seatUseOf = (parts: HistoryParts, history: MeterHistory): SeatUse => {
  const { database } = parts;
  const { key, timeZone } = history;

  const stepsIn = async (spans: readonly Span[]): Promise<readonly Step[]> => {
    if (spans.length === 0) return [];
    const steps = await selectSeatStepsIn(database, key, spans, stepsMax);
    const known = new Set(steps.map(({ at }) => at));
    // Before anything happened nothing was in use.
    const unused = spans
      .filter(({ start }) => !known.has(start))
      .map(({ start }) => ({ at: start, value: 0n }));
    return unused.length === 0 ? steps : [...unused, ...steps].sort((a, b) => a.at - b.at);
  };

  return {
    stepsIn,

    denialsIn: async (span) =>
      (await selectWantedSeats(database, key, span)).map((row) =>
        row.grantedAt !== null && row.grantedAt >= span.end ? { ...row, grantedAt: null } : row,
      ),

    levelsIn: async (spans) => {
      const cuts = spans.map((span) => cutSpan(span, timeZone));
      const wholes = cuts.flatMap(({ whole }) => (whole ? [whole] : []));
      const figures = wholes.length === 0 ? [] : await figuresIn(parts, history, wholes, 'all');
      const steps = await stepsIn(cuts.flatMap(({ edges }) => edges));
      return cuts.map(({ whole, edges }) => {
        const kept = whole === null ? [] : [...(figures[wholes.indexOf(whole)]?.levels ?? [])];
        const levels = new Map(kept.filter(([, ms]) => ms > 0));
        for (const edge of edges) {
          for (const [level, ms] of levelsOver(steps, edge)) levels.set(level, (levels.get(level) ?? 0) + ms);
        }
        return levels;
      });
    },
  };
};

/** Brings the seats' history up to now; null: much of the log is not read into it yet. 404 without the entitlement. */
export const openSeatUse = async (
  parts: HistoryParts,
  tenantId: string,
  entitlementId: string,
): Promise<SeatUse | null> => {
  const history = await openMeter(parts, tenantId, entitlementId, undefined);
  return history.until < history.now ? null : seatUseOf(parts, history);
};
