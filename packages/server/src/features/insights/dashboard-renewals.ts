import type {
  DashboardRenewalModel,
  DashboardSummaryModel,
  DashboardUtilisationModel,
  OpportunityModel,
} from '@leeway/contract';
import {
  addDays,
  billingPeriodAt,
  type InsightClass,
  insightClasses,
  type OpportunityKind,
  opportunityValue,
  rateOf,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type PageAsked, pageReply } from '../../platform/http/paging.ts';
import { billingCalendar, ratesFor } from '../statements/index.ts';
import { recentDays } from './compute-insights.ts';
import { type Asked, linesOf, type Subject } from './dashboard-scope.ts';
import {
  asOf,
  type InsightRow,
  insightOf,
  opportunityOfRow,
  pageOfOpportunities,
  pageOfRenewals,
  renewalClasses,
  utilisationRows,
} from './insights-store.ts';

/** What was computed ahead of many entitlements: renewals, utilisation, opportunities. */

/** Within so many days a renewal is near, when nobody says otherwise. */
export const renewalDays = 90;

const until = (now: number, days: number, timeZone: string) => addDays(now, days, timeZone);

export interface RenewalsQuery {
  readonly days: number;
  readonly class: InsightClass | null;
  readonly timeZone: string;
}

/** What opportunities are worth in a year, at the rates that price these entitlements. */
const worthOf = async (db: Queryable, { tenantId, now }: Asked, subjects: readonly Subject['subject'][]) => {
  const { length, timeZone } = await billingCalendar(db, tenantId);
  const period = billingPeriodAt(now, length, timeZone);
  const sold = subjects.map(({ entitlementId, offering }) => ({ entitlementId, offeringId: offering.id }));
  const rates = await ratesFor(db, tenantId, sold);
  return (row: InsightRow, { entitlementId, offering }: Subject['subject']) => {
    const rate = rateOf(rates, { entitlementId, offeringId: offering.id, featureKey: null }, period.start);
    const soFar = { overdraftUnitMs: BigInt(row.overdraft_unit_ms), heldMs: row.held_ms };
    const amount = rate && opportunityValue(opportunityOfRow(row), rate, soFar, length);
    return rate && amount !== null ? { currency: rate.currency, amount } : null;
  };
};

export const renewals = async (
  db: Queryable,
  asked: Asked,
  { days, class: kind, timeZone }: RenewalsQuery,
  page: PageAsked,
) => {
  const wanted = { until: until(asked.now, days, timeZone), class: kind, timeZone };
  const { rows, total } = await pageOfRenewals(db, asked, wanted, page);
  const lines = await linesOf(db, asked.tenantId, rows, (row, found) => ({ row, ...found }));
  const worth = await worthOf(
    db,
    asked,
    lines.map(({ subject }) => subject),
  );
  const items = lines.map(({ row, subject, seatCount }): DashboardRenewalModel => {
    const insight = row.computed_at === null ? null : row;
    return {
      ...{ ...subject, expiryDate: row.expiry_date.toISOString(), daysLeft: row.days_left, seatCount },
      value: insight?.opportunity ? worth(insight, subject) : null,
      insight: insight && insightOf(insight),
    };
  });
  const computed = asOf(rows.map(({ computed_at }) => computed_at));
  return { ...{ days, timeZone, asOf: computed }, ...pageReply(page, items, total) };
};

/** Of the renewals in the next days, how many are of which class. */
export const renewalSummary = async (
  db: Queryable,
  asked: Asked,
  timeZone: string,
): Promise<DashboardSummaryModel['renewals']> => {
  const rows = await renewalClasses(db, asked, until(asked.now, renewalDays, timeZone));
  const countOf = (kind: InsightClass | null) => rows.find((row) => row.class === kind)?.count ?? 0;
  return {
    days: renewalDays,
    total: rows.reduce((sum, { count }) => sum + count, 0),
    byClass: insightClasses.map((kind) => ({ class: kind, count: countOf(kind) })),
    pending: countOf(null),
    asOf: asOf(rows.map(({ computed_at }) => computed_at)),
  };
};

/** Bounds in per cent; the last one has no end. */
const buckets: readonly { readonly low: number; readonly high: number | null }[] = [
  ...Array.from({ length: 10 }, (_, index) => ({ low: index * 10, high: index * 10 + 10 })),
  { low: 100, high: null },
];

export const utilisation = async (db: Queryable, asked: Asked): Promise<DashboardUtilisationModel> => {
  const rows = await utilisationRows(db, asked);
  const sum = (some: typeof rows) => some.reduce((all, { entitlements }) => all + entitlements, 0);
  return {
    days: recentDays,
    asOf: asOf(rows.map(({ computed_at }) => computed_at)),
    entitlements: sum(rows.filter(({ bucket }) => bucket !== null)),
    pending: sum(rows.filter(({ is_pending }) => is_pending)),
    buckets: buckets.map((bounds, index) => ({
      ...bounds,
      entitlements: sum(rows.filter(({ bucket }) => bucket === index)),
    })),
  };
};

export const opportunities = async (
  db: Queryable,
  asked: Asked,
  kind: OpportunityKind | null,
  page: PageAsked,
) => {
  const { rows, total } = await pageOfOpportunities(db, asked, kind, page);
  const lines = await linesOf(db, asked.tenantId, rows, (row, found) => ({ row, ...found }));
  const worth = await worthOf(
    db,
    asked,
    lines.map(({ subject }) => subject),
  );
  const items = lines.map(
    ({ row, subject, expiryDate }): OpportunityModel => ({
      ...{ ...subject, ...opportunityOfRow(row), value: worth(row, subject) },
      ...{ expiryDate: expiryDate?.toISOString() ?? null, insight: insightOf(row) },
    }),
  );
  return { asOf: asOf(rows.map(({ computed_at }) => computed_at)), ...pageReply(page, items, total) };
};
