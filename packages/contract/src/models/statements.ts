import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Page, Reply, Words } from '../schema.ts';
import { RateKind } from './rates.ts';

/** Usage statements (rule 40). Ours; the contract has none. */

export const StatementRateModel = Type.Object({
  /** Null: the rate is deleted, or was given with the question. */
  id: Nullable(Id('rate')),
  kind: RateKind,
  amount: Int64({ minimum: 0 }),
  unitCount: Int64({ minimum: 1 }),
  currency: Type.String(),
  /** True-up: only what is beyond `earlierPeak` is counted. Null: all is. */
  trueUpFrom: Nullable(DateTime()),
});

export const StatementLineModel = Reply({
  /** Null in a draft. */
  id: Nullable(Id('line')),
  entitlementId: Id('ent'),
  /** Null: the seats. */
  featureKey: Nullable(Type.String()),
  sku: Type.String(),
  offeringId: Id('off'),
  offeringName: Type.String(),
  productId: Id('prod'),
  /** At the end of the period; null: unlimited. */
  bought: Nullable(Int64({ minimum: 0 })),
  /** The most in use at once; null, like `p99` and `average`: a usage count. */
  peak: Nullable(Int64({ minimum: 0 })),
  /** No more than these were in use for 99 % of the time. */
  p99: Nullable(Int64({ minimum: 0 })),
  /** Weighted by time. */
  average: Nullable(Type.Number({ minimum: 0 })),
  overdraftPeak: Int64({ minimum: 0 }),
  /** No more than these were in overdraft for 99 % of the time. */
  overdraftP99: Int64({ minimum: 0 }),
  overdraftSeatHours: Type.Number({ minimum: 0 }),
  overdraftSeconds: Type.Number({ minimum: 0 }),
  /** Of a usage count; null: another meter. */
  used: Nullable(Int64({ minimum: 0 })),
  overdraftUsed: Nullable(Int64({ minimum: 0 })),
  rate: Nullable(StatementRateModel),
  /** With true-up, the highest peak of the earlier periods of the term; null: there is none, or no true-up. */
  earlierPeak: Nullable(Int64({ minimum: 0 })),
  /** Minor units of the rate's currency; null: there is no rate. */
  amount: Nullable(Int64()),
  /** What was said before; null: this is no correction, or nothing was said. */
  previousAmount: Nullable(Int64()),
});
export type StatementLineModel = Static<typeof StatementLineModel>;

export const MoneyModel = Reply({ currency: Type.String(), amount: Int64() });

const head = {
  customerId: Id('cust'),
  /** Null: the customer is deleted. */
  customerName: Nullable(Type.String()),
  /** Half-open: from here on … */
  periodStart: DateTime(),
  /** … and before here. */
  periodEnd: DateTime(),
  timeZone: Type.String(),
  /** `draft`: the period goes on, or is about to be closed. */
  status: Words(['draft', 'final', 'correction']),
  /** Null in a draft. */
  closedDate: Nullable(DateTime()),
  /** 0, or which correction of the statement this is. */
  correction: Int32({ minimum: 0 }),
  /** Of a correction: what it adds to what was said before. */
  totals: Type.Array(MoneyModel),
};

export const StatementModel = Reply({
  /** Null in a draft. */
  id: Nullable(Id('stm')),
  ...head,
  lines: Type.Array(StatementLineModel),
});
export type StatementModel = Static<typeof StatementModel>;

export const StatementListItemModel = Reply({ id: Id('stm'), ...head });
export const PaginatedListOfStatementListItemModel = Page(StatementListItemModel);

export const StatementFactModel = Reply({
  at: DateTime(),
  sequence: Int64({ minimum: 0 }),
  operation: Type.String(),
  /** Empty: nobody's (a change of the limits). */
  seatId: Type.String(),
  /** In use after it; null: it left that as it was. */
  used: Nullable(Int64({ minimum: 0 })),
  bought: Nullable(Int64({ minimum: 0 })),
  hardCap: Nullable(Int64({ minimum: 0 })),
  /** Units of a feature asked for. */
  amount: Nullable(Int64({ minimum: 0 })),
});

export const PaginatedListOfStatementFactModel = Page(StatementFactModel);
