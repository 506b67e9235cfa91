import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Page, Reply, Words } from '../schema.ts';
import { InsightClass } from './insights.ts';
import { MoneyModel } from './statements.ts';

/** The dashboard: what sales and customer success look at first. Ours; the contract has none. */

const Count = () => Int32({ minimum: 0 });
const Amount = () => Int64({ minimum: 0 });
const Percent = () => Type.Number({ minimum: 0 });

/** What a line of the dashboard is about, with the names it is shown under. */
const Subject = {
  entitlementId: Id('ent'),
  /** Null: the order names no customer. */
  customer: Nullable(Reply({ id: Id('cust'), name: Type.String() })),
  product: Reply({ id: Id('prod'), name: Type.String() }),
  edition: Reply({ id: Id('ed'), name: Type.String() }),
  offering: Reply({ id: Id('off'), name: Type.String(), sku: Type.String() }),
};

/** Seats at present. */
const Present = {
  used: Amount(),
  bought: Amount(),
  /** Null: unlimited. */
  hardCap: Nullable(Amount()),
  overdraftUsed: Amount(),
  state: Words(['within', 'overdraft', 'atHardCap']),
};

/** Whole days of the account's time zone. */
const Days = { from: DateTime(), to: DateTime(), timeZone: Type.String() };

export const OverdraftDayModel = Reply({
  start: DateTime(),
  /** The most in use at once; null: nothing is known of the day. */
  max: Nullable(Amount()),
  /** As the day ends, or at present. */
  bought: Amount(),
  /** Null: unlimited. */
  hardCap: Nullable(Amount()),
  /** Attempts that were denied. */
  denials: Count(),
});
export type OverdraftDayModel = Static<typeof OverdraftDayModel>;

export const DashboardOverdraftModel = Reply({
  ...Subject,
  ...Present,
  /** The most seats above the bought ones, in any time in overdraft that overlaps the range. */
  overdraftPeak: Amount(),
  overdraftSeconds: Type.Number({ minimum: 0 }),
  overdraftSeatHours: Type.Number({ minimum: 0 }),
  deniedAttempts: Count(),
  trueDenials: Count(),
  deniedSeats: Count(),
  /** A day each, ascending. */
  days: Type.Array(OverdraftDayModel),
});
export type DashboardOverdraftModel = Static<typeof DashboardOverdraftModel>;

export const DashboardOverdraftsModel = Reply({ ...Days, ...Page(DashboardOverdraftModel).properties });
export type DashboardOverdraftsModel = Static<typeof DashboardOverdraftsModel>;

export const EntitlementInOverdraftModel = Reply({
  ...Subject,
  ...Present,
  /** Since when more is in use than was bought. */
  since: DateTime(),
  atHardCap: Type.Boolean(),
  /** The most seats above the bought ones since then. */
  overdraftPeak: Amount(),
});
export type EntitlementInOverdraftModel = Static<typeof EntitlementInOverdraftModel>;

export const PaginatedListOfEntitlementInOverdraftModel = Page(EntitlementInOverdraftModel);

export const DashboardSummaryModel = Reply({
  ...Days,
  /** Active ones, those in their grace period included. */
  entitlements: Count(),
  inOverdraft: Count(),
  atHardCap: Count(),
  seats: Reply({
    used: Amount(),
    bought: Amount(),
    overdraftUsed: Amount(),
    /** Used of bought, in per cent; null: nothing was bought. */
    utilizationRate: Nullable(Percent()),
  }),
  denials: Reply({
    attempts: Count(),
    trueDenials: Count(),
    /** Distinct seats of an entitlement. */
    seats: Count(),
    entitlements: Count(),
    customers: Count(),
  }),
  renewals: Reply({
    days: Int32({ minimum: 1 }),
    total: Count(),
    /** Every class, in a fixed order. */
    byClass: Type.Array(Reply({ class: InsightClass, count: Count() })),
    /** No insight is computed of these yet. */
    pending: Count(),
    /** When the oldest insight counted here was computed; null: none is. */
    asOf: Nullable(DateTime()),
  }),
});
export type DashboardSummaryModel = Static<typeof DashboardSummaryModel>;

export const DashboardDenialsItemModel = Reply({
  ...Subject,
  attempts: Count(),
  trueDenials: Count(),
  deniedSeats: Count(),
  lastDeniedAt: DateTime(),
  /** An attempt that had several reasons counts for each. Most attempts first. */
  byReason: Type.Array(Reply({ reason: Type.String(), attempts: Int32({ minimum: 1 }) })),
});
export type DashboardDenialsItemModel = Static<typeof DashboardDenialsItemModel>;

export const DashboardDenialsModel = Reply({ ...Days, ...Page(DashboardDenialsItemModel).properties });
export type DashboardDenialsModel = Static<typeof DashboardDenialsModel>;

/** Renewal insight as it was when it was last computed. */
export const ComputedInsightModel = Type.Object({
  computedAt: DateTime(),
  class: InsightClass,
  /** Plain sentences with the figures they rest on. */
  reasons: Type.Array(Type.String()),
  /** Null: not enough is known. */
  recommended: Nullable(
    Type.Object({ low: Int64({ minimum: 1 }), mid: Int64({ minimum: 1 }), high: Int64({ minimum: 1 }) }),
  ),
  purchased: Amount(),
  peak: Amount(),
  p95: Amount(),
  p99: Amount(),
  average: Type.Number({ minimum: 0 }),
  /** Per cent of the seats bought at the time; null: nothing is known. */
  utilizationRate: Nullable(Percent()),
  /** Seats a month; null: fewer than two months are known. */
  trendPerMonth: Nullable(Type.Number()),
});
export type ComputedInsightModel = Static<typeof ComputedInsightModel>;

export const DashboardRenewalModel = Reply({
  ...Subject,
  expiryDate: DateTime(),
  /** By the calendar of the account's time zone; 0: today. */
  daysLeft: Count(),
  seatCount: Count(),
  /** What the difference between the seats and the recommendation is worth in a year; null: none, or no price is known. */
  value: Nullable(Type.Object(MoneyModel.properties)),
  /** Null: not computed yet. */
  insight: Nullable(ComputedInsightModel),
});
export type DashboardRenewalModel = Static<typeof DashboardRenewalModel>;

export const DashboardRenewalsModel = Reply({
  days: Int32({ minimum: 1 }),
  timeZone: Type.String(),
  /** When the oldest insight of this answer was computed; null: it has none. */
  asOf: Nullable(DateTime()),
  ...Page(DashboardRenewalModel).properties,
});
export type DashboardRenewalsModel = Static<typeof DashboardRenewalsModel>;

export const DashboardUtilisationModel = Reply({
  /** The last so many days before each was computed. */
  days: Int32({ minimum: 1 }),
  /** When the oldest figure was computed; null: there is none. */
  asOf: Nullable(DateTime()),
  /** Entitlements counted in the buckets. */
  entitlements: Count(),
  /** No figure is computed of these yet. */
  pending: Count(),
  /** From `low` per cent on and below `high`; in the last one more than 100, without end (null). */
  buckets: Type.Array(Reply({ low: Int32(), high: Nullable(Int32()), entitlements: Count() })),
});
export type DashboardUtilisationModel = Static<typeof DashboardUtilisationModel>;

export const OpportunityKind = Words(['expand', 'risk']);

export const OpportunityModel = Reply({
  ...Subject,
  kind: OpportunityKind,
  /** Seats that the recommendation is above (expand) or below (risk) the bought ones. */
  seats: Amount(),
  /** What these are worth in a year; null: no price is known. */
  value: Nullable(Type.Object(MoneyModel.properties)),
  /** Null: it never expires. */
  expiryDate: Nullable(DateTime()),
  insight: ComputedInsightModel,
});
export type OpportunityModel = Static<typeof OpportunityModel>;

export const OpportunitiesModel = Reply({
  /** When the oldest insight of this answer was computed; null: it has none. */
  asOf: Nullable(DateTime()),
  ...Page(OpportunityModel).properties,
});
export type OpportunitiesModel = Static<typeof OpportunitiesModel>;
