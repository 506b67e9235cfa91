import type { CustomerRenewalInsightModel, RenewalInsightModel } from '@leeway/contract';
import {
  averageOf,
  type InsightFigures,
  type InsightSettings,
  insightFigures,
  recordedDenials,
  recordedUse,
  renewalInsight,
  type SeatCourse,
  type Span,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { instantText } from '../../platform/instant.ts';
import { type InsightParts, openEntitlement } from './asked.ts';
import { limitsIn, recordedDemand } from './demand-store.ts';

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

export const insightOfEntitlement = async (
  parts: InsightParts,
  tenantId: string,
  entitlementId: string,
  timeZone: string,
  span: Span,
  settings: InsightSettings,
): Promise<RenewalInsightModel> => {
  const course = await courseOf(parts.database, tenantId, entitlementId, span);
  return { entitlementId, ...toldOf(insightFigures([course], span, timeZone), settings, span) };
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
