import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Reply, Request, Words } from '../schema.ts';
import { RatePriceApiRequest } from './rates.ts';
import { OverdraftLimitApiRequest, OverdraftLimitModel } from './shared.ts';
import { MoneyModel } from './statements.ts';

/** Renewal insight and what-if (rules 38 and 39). Ours; the contract has none. */

const percent = (options: { default?: number } = {}) => Int32({ minimum: 0, maximum: 1000, ...options });

const settings = {
  historyDaysMin: Int32({ minimum: 1, maximum: 3650 }),
  expandOverdraftPercent: percent(),
  expandDenials: Int32({ minimum: 1 }),
  shrinkUtilizationPercent: percent(),
  churnUtilizationPercent: percent(),
  churnDeclinePercent: percent(),
  horizonMonths: Int32({ minimum: 0, maximum: 120 }),
  /** Times in overdraft that lie less than this apart are shown as one (rule 30). */
  coolDownMinutes: Int32({ minimum: 0, maximum: 1440 }),
};

export const InsightSettingsModel = Reply(settings);
export type InsightSettingsModel = Static<typeof InsightSettingsModel>;

/** What is left out or null goes back to its default. */
export const UpdateInsightSettingsApiRequest = Request({
  historyDaysMin: Type.Optional(Nullable(settings.historyDaysMin)),
  expandOverdraftPercent: Type.Optional(Nullable(settings.expandOverdraftPercent)),
  expandDenials: Type.Optional(Nullable(settings.expandDenials)),
  shrinkUtilizationPercent: Type.Optional(Nullable(settings.shrinkUtilizationPercent)),
  churnUtilizationPercent: Type.Optional(Nullable(settings.churnUtilizationPercent)),
  churnDeclinePercent: Type.Optional(Nullable(settings.churnDeclinePercent)),
  horizonMonths: Type.Optional(Nullable(settings.horizonMonths)),
  coolDownMinutes: Type.Optional(Nullable(settings.coolDownMinutes)),
});

export const InsightClass = Words([
  'expand',
  'spiky',
  'right-sized',
  'shrink-risk',
  'churn-risk',
  'insufficient-data',
]);

const figures = {
  from: DateTime(),
  to: DateTime(),
  class: InsightClass,
  /** Plain sentences with the figures they rest on. */
  reasons: Type.Array(Type.String()),
  recommended: Nullable(
    Type.Object({ low: Int64({ minimum: 1 }), mid: Int64({ minimum: 1 }), high: Int64({ minimum: 1 }) }),
  ),
  /** Bought at the end of the range. */
  purchased: Int64({ minimum: 0 }),
  peak: Int64({ minimum: 0 }),
  p95: Int64({ minimum: 0 }),
  p99: Int64({ minimum: 0 }),
  average: Type.Number({ minimum: 0 }),
  /** Per cent of the seats bought at the time; null: nothing is known. */
  utilizationRate: Nullable(Type.Number({ minimum: 0 })),
  overdraftSeconds: Type.Number({ minimum: 0 }),
  overdraftPeak: Int64({ minimum: 0 }),
  overdraftSeatHours: Type.Number({ minimum: 0 }),
  deniedAttempts: Int32({ minimum: 0 }),
  deniedSeats: Int32({ minimum: 0 }),
  trueDenials: Int32({ minimum: 0 }),
  unmetPeak: Int64({ minimum: 0 }),
  unmetSeatHours: Type.Number({ minimum: 0 }),
  demandPeak: Int64({ minimum: 0 }),
  /** Seats a month, by least squares over the months' p95; null: fewer than two months are known. */
  trendPerMonth: Nullable(Type.Number()),
  months: Type.Array(Type.Object({ start: DateTime(), p95: Int64({ minimum: 0 }) })),
};

export const RenewalInsightModel = Reply({ entitlementId: Id('ent'), ...figures });
export type RenewalInsightModel = Static<typeof RenewalInsightModel>;

export const CustomerRenewalInsightModel = Reply({
  customerId: Id('cust'),
  /** All entitlements together: seats summed at every instant. */
  ...figures,
  entitlements: Type.Array(RenewalInsightModel),
});
export type CustomerRenewalInsightModel = Static<typeof CustomerRenewalInsightModel>;

export const WhatIfApiRequest = Request({
  /** The last 365 days when left out. */
  from: Type.Optional(DateTime()),
  to: Type.Optional(DateTime()),
  seatCount: Int32({ minimum: 1 }),
  overdraftSeatLimit: Type.Optional(OverdraftLimitApiRequest),
  /** Left out: the rates in force. */
  rate: Type.Optional(RatePriceApiRequest),
});

export const WhatIfCourseModel = Type.Object({
  peak: Int64({ minimum: 0 }),
  p99: Int64({ minimum: 0 }),
  average: Type.Number({ minimum: 0 }),
  deniedAttempts: Int32({ minimum: 0 }),
  deniedSeats: Int32({ minimum: 0 }),
  overdraftPeak: Int64({ minimum: 0 }),
  overdraftHours: Type.Number({ minimum: 0 }),
  overdraftSeatHours: Type.Number({ minimum: 0 }),
  /** Sums over the billing periods, a currency each. */
  costs: Type.Array(MoneyModel),
});
export type WhatIfCourseModel = Static<typeof WhatIfCourseModel>;

export const WhatIfDayModel = Type.Object({
  start: DateTime(),
  end: DateTime(),
  /** The most in use at one time of that day. */
  used: Int64({ minimum: 0 }),
  /** Attempts denied for want of seats. */
  denials: Int32({ minimum: 0 }),
});
export type WhatIfDayModel = Static<typeof WhatIfDayModel>;

export const WhatIfModel = Reply({
  entitlementId: Id('ent'),
  from: DateTime(),
  to: DateTime(),
  seatCount: Int32({ minimum: 1 }),
  overdraftSeatLimit: OverdraftLimitModel,
  /** What happened. */
  actual: WhatIfCourseModel,
  /** What would have happened. */
  whatIf: WhatIfCourseModel,
  /** The extra seats that the overdraft asked about would grant; null: no bound. */
  overdraftSeatCount: Nullable(Int64({ minimum: 0 })),
  /** What would have happened, day by day of the tenant's time zone. */
  days: Type.Array(WhatIfDayModel),
  timeZone: Type.String(),
});
export type WhatIfModel = Static<typeof WhatIfModel>;
