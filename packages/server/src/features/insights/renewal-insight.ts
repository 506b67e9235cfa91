import type { CustomerRenewalInsightModel, RenewalInsightModel } from '@leeway/contract';
import {
  averageOf,
  historyAsked,
  type InsightFigures,
  type InsightSettings,
  insightFigures,
  insightFiguresOfHistory,
  recordedDenials,
  recordedUse,
  renewalInsight,
  type SeatCourse,
  type Span,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { instantText } from '../../platform/instant.ts';
import { openSeatUse } from '../history/index.ts';
import { type InsightParts, openEntitlement } from './asked.ts';
import { type AskedEntitlement, limitsIn, recordedDemand } from './demand-store.ts';

/** Renewal insight of an entitlement, and of all of a customer (rule 38). */

const hourMs = 3_600_000;

export const courseOf = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  span: Span,
): Promise<SeatCourse> => {
  const demand = await recordedDemand(db, tenantId, entitlementId, span, 'changes');
  const limits = await limitsIn(db, tenantId, entitlementId, span);
  return { used: recordedUse(demand), limits, denials: recordedDenials(demand) };
};

export const toldOf = (figures: InsightFigures, settings: InsightSettings, { start, end }: Span) => {
  const { class: kind, recommended, reasons, trendPerMonth } = renewalInsight(figures, settings);
  const { usedMs, boughtMs, heldMs, overdraftMs, overdraftUnitMs, unmetMs } = figures;
  return {
    ...{ from: instantText(start), to: instantText(end), class: kind, reasons: [...reasons], recommended },
    ...{ purchased: figures.purchased, peak: figures.peak, p95: figures.p95, p99: figures.p99 },
    average: averageOf(usedMs, heldMs),
    utilizationRate: boughtMs === 0n ? null : Number((usedMs * 10_000n) / boughtMs) / 100,
    overdraftSeconds: overdraftMs / 1000,
    overdraftPeak: figures.overdraftPeak,
    overdraftSeatHours: averageOf(overdraftUnitMs, hourMs),
    ...{ deniedAttempts: figures.deniedAttempts, deniedSeats: figures.deniedSeats },
    ...{ trueDenials: figures.trueDenials, unmetPeak: figures.unmetPeak },
    unmetSeatHours: averageOf(unmetMs, hourMs),
    ...{ demandPeak: figures.demandPeak, trendPerMonth },
    months: figures.months.map(({ start: month, p95 }) => ({ start: instantText(month), p95 })),
  };
};

const rowsReadMax = 40_000n;

/** Whether to read the hours that are kept instead of the log: they take less time, and memory. */
export const isLong = ({ sequence }: Pick<AskedEntitlement, 'sequence'>): boolean => sequence > rowsReadMax;

/** Null: history is not kept up to now yet. */
export const figuresOfHistory = async (
  parts: InsightParts,
  tenantId: string,
  entitlementId: string,
  timeZone: string,
  span: Span,
): Promise<InsightFigures | null> => {
  const use = await openSeatUse(parts, tenantId, entitlementId);
  if (!use) return null;
  const limits = await limitsIn(parts.database, tenantId, entitlementId, span);
  const denials = await use.denialsIn(span);
  const { spans, waiting } = historyAsked(limits, denials, span, timeZone);
  const levels = await use.levelsIn(spans);
  const used = await use.stepsIn(waiting);
  const usedSpans = spans.map((each, index) => ({ ...each, levels: levels[index] ?? new Map() }));
  return insightFiguresOfHistory({ limits, denials, spans: usedSpans, used }, span, timeZone);
};

/** The same from the log as it is. */
export const figuresOfLog = async (
  { database }: Pick<InsightParts, 'database'>,
  tenantId: string,
  entitlementId: string,
  timeZone: string,
  span: Span,
): Promise<InsightFigures> =>
  insightFigures([await courseOf(database, tenantId, entitlementId, span)], span, timeZone);

export const insightOfEntitlement = async (
  parts: InsightParts,
  tenantId: string,
  entitlementId: string,
  entitlement: Pick<AskedEntitlement, 'timeZone' | 'sequence'>,
  span: Span,
  settings: InsightSettings,
): Promise<RenewalInsightModel> => {
  const asked = [parts, tenantId, entitlementId, entitlement.timeZone, span] as const;
  const kept = isLong(entitlement) ? await figuresOfHistory(...asked) : null;
  return { entitlementId, ...toldOf(kept ?? (await figuresOfLog(...asked)), settings, span) };
};

export const insightOfCustomer = async (
  parts: InsightParts,
  { tenantId, customerId }: { readonly tenantId: string; readonly customerId: string },
  entitlementIds: readonly string[],
  timeZone: string,
  span: Span,
  settings: InsightSettings,
): Promise<CustomerRenewalInsightModel> => {
  const courses: SeatCourse[] = [];
  const entitlements: RenewalInsightModel[] = [];
  for (const entitlementId of entitlementIds) {
    await openEntitlement(parts, tenantId, entitlementId);
    const course = await courseOf(parts.database, tenantId, entitlementId, span);
    courses.push(course);
    entitlements.push({
      entitlementId,
      ...toldOf(insightFigures([course], span, timeZone), settings, span),
    });
  }
  return { customerId, ...toldOf(insightFigures(courses, span, timeZone), settings, span), entitlements };
};
