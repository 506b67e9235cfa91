import {
  addDays,
  type InsightFigures,
  type InsightSettings,
  insightFigures,
  opportunityOf,
  renewalInsight,
  type Span,
} from '@leeway/rules';
import type { BackgroundStep } from '../../platform/background-loop.ts';
import { type InsightParts, openEntitlement, rangeAsked } from './asked.ts';
import { type DueInsight, insightsDue, storeInsights } from './computed-store.ts';
import { courseOf, figuresOfHistory, isLong, toldOf } from './renewal-insight.ts';
import { insightSettings } from './settings-store.ts';

/**
 * Timed work: computes renewal insight ahead, as the entitlement's own answer has it, so that a dashboard over thousands
 * of entitlements reads rows and no logs.
 */

/** Computed in one turn: some seconds of work, beside which requests go on. */
const perTurn = 200;
const minuteMs = 60_000;
/** An insight is about a year: what happened since is not worth more than this. */
const movedAfterMs = 10 * minuteMs;
/** Time alone moves the range. */
const anyAfterMs = 24 * 60 * minuteMs;
/** Utilisation is told of so many days. */
export const recentDays = 30;

/** Of each span, the first of which holds the others; null: the log is long, and its history is not kept up to now yet. */
const figuresIn = async (
  parts: InsightParts,
  { tenant_id, entitlement_id, time_zone }: DueInsight,
  [all, recent]: readonly [Span, Span],
): Promise<readonly [InsightFigures, InsightFigures] | null> => {
  const entitlement = await openEntitlement(parts, tenant_id, entitlement_id);
  if (isLong(entitlement)) {
    const ofAll = await figuresOfHistory(parts, tenant_id, entitlement_id, time_zone, all);
    const ofRecent = ofAll && (await figuresOfHistory(parts, tenant_id, entitlement_id, time_zone, recent));
    return ofRecent && [ofAll, ofRecent];
  }
  const course = await courseOf(parts.database, tenant_id, entitlement_id, all);
  return [insightFigures([course], all, time_zone), insightFigures([course], recent, time_zone)];
};

/** Null: it is left for a later turn. */
const rowOf = async (parts: InsightParts, due: DueInsight, settings: InsightSettings) => {
  const { tenant_id, entitlement_id, basis, sequence_read, time_zone } = due;
  const now = parts.clock.now();
  const span = rangeAsked({}, now, time_zone);
  const found = await figuresIn(parts, due, [
    span,
    { start: addDays(now, -recentDays, time_zone), end: now },
  ]);
  if (!found) return null;
  const [figures, { usedMs, boughtMs }] = found;
  const told = toldOf(figures, settings, span);
  const opportunity = opportunityOf(renewalInsight(figures, settings), figures.purchased);
  const { low = null, mid = null, high = null } = told.recommended ?? {};
  return {
    ...{ tenant_id, entitlement_id, computed_at: new Date(now), basis, sequence_read },
    ...{ class: told.class, reasons: told.reasons },
    ...{ recommended_low: low, recommended_mid: mid, recommended_high: high },
    ...{ purchased: told.purchased, peak: told.peak, p95: told.p95, p99: told.p99, average: told.average },
    ...{ utilization_rate: told.utilizationRate, trend_per_month: told.trendPerMonth },
    ...{ opportunity: opportunity?.kind ?? null, opportunity_seats: opportunity?.seats ?? null },
    ...{ held_ms: figures.heldMs, overdraft_unit_ms: figures.overdraftUnitMs },
    ...{ recent_used_ms: usedMs, recent_bought_ms: boughtMs },
  };
};

/** A turn of it. Stops between two entitlements when it is told to. */
export const computeInsights = async (parts: InsightParts, signal?: AbortSignal): Promise<void> => {
  const now = parts.clock.now();
  const due = await insightsDue(parts.database, {
    ...{ now, movedBefore: now - movedAfterMs, anyBefore: now - anyAfterMs, limit: perTurn },
  });
  const settings = new Map<string, InsightSettings>();
  const rows: object[] = [];
  try {
    for (const each of due) {
      if (signal?.aborted) return;
      const known = settings.get(each.tenant_id) ?? (await insightSettings(parts.database, each.tenant_id));
      settings.set(each.tenant_id, known);
      const row = await rowOf(parts, each, known);
      if (row) rows.push(row);
    }
  } finally {
    // Also when one of them fails, so that those before it are not computed again and again.
    await storeInsights(parts.database, rows);
  }
};

export const insightSteps = (parts: InsightParts): BackgroundStep[] => [
  { name: 'insights.compute', everyMs: 5_000, run: (signal) => computeInsights(parts, signal) },
];
