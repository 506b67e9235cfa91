import { type ConcurrencyModel, historySeatsMax } from '@leeway/contract';
import { averageOf, histogramOf, hourAt, percentileOf, rangeOf, type Span, seatsKey } from '@leeway/rules';
import { instantText } from '../../platform/instant.ts';
import { figuresIn, type HistoryParts, type MeterHistory } from './meter-history.ts';
import { averageOrNull } from './usage-view.ts';

/** Time at each level of use, and what follows from it (rule 32). */

interface Bar {
  readonly low: bigint;
  high: bigint;
  ms: bigint;
}

/** As many bars as one answer has, of equal width. */
const barsOf = (histogram: readonly (readonly [bigint, number])[]): Bar[] => {
  const low = histogram[0]?.[0] ?? 0n;
  const high = histogram.at(-1)?.[0] ?? 0n;
  const width = histogram.length <= historySeatsMax ? 1n : (high - low) / BigInt(historySeatsMax) + 1n;
  const bars: Bar[] = [];
  for (const [level, ms] of histogram) {
    const start = low + ((level - low) / width) * width;
    const bar = bars.at(-1);
    if (bar?.low === start) bar.ms += BigInt(ms);
    else bars.push({ low: start, high: start + width - 1n, ms: BigInt(ms) });
  }
  return bars;
};

/** The range is widened to whole hours. */
export const concurrencyOf = async (
  parts: HistoryParts,
  history: MeterHistory,
  range: Span,
): Promise<ConcurrencyModel> => {
  const { key, timeZone } = history;
  const whole = { start: hourAt(range.start, timeZone).start, end: hourAt(range.end - 1, timeZone).end };
  const [figures] = await figuresIn(parts, history, [whole], 'all');
  if (!figures) throw new Error('a span without figures');
  const { heldMs, usedMs, boughtMs } = figures;
  const extent = rangeOf(figures);
  return {
    entitlementId: key.entitlementId,
    featureKey: key.featureKey === seatsKey ? null : key.featureKey,
    from: instantText(whole.start),
    to: instantText(whole.end),
    timeZone,
    heldMs: BigInt(heldMs),
    usedMs,
    boughtMs,
    min: extent?.min ?? null,
    max: extent?.max ?? null,
    average: averageOrNull(usedMs, heldMs),
    p50: percentileOf(figures, 500),
    p95: percentileOf(figures, 950),
    p99: percentileOf(figures, 990),
    utilizationRate: boughtMs === 0n ? null : averageOf(usedMs * 100n, boughtMs),
    histogram: barsOf(histogramOf(figures)),
  };
};
