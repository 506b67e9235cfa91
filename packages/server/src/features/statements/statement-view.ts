import type { StatementLineModel, StatementModel } from '@leeway/contract';
import { averageOf, type Span, totalsOf } from '@leeway/rules';
import { instantTextOrNull } from '../../platform/instant.ts';
import type { DrawnLine } from './drawn-line.ts';
import type { LineRow, StatementRow } from './statements-store.ts';

/** Statements as they are told: exact integrals become averages and hours with six decimals; money stays whole. */

const hourMs = 3_600_000;

interface Integrals {
  readonly isUsageCount: boolean;
  readonly usedMs: bigint;
  readonly heldMs: number;
  readonly overdraftMs: number;
  readonly overdraftUnitMs: bigint;
}

const toldIntegrals = ({ isUsageCount, usedMs, heldMs, overdraftMs, overdraftUnitMs }: Integrals) => ({
  average: isUsageCount ? null : averageOf(usedMs, heldMs),
  overdraftSeatHours: averageOf(overdraftUnitMs, hourMs),
  overdraftSeconds: overdraftMs / 1000,
});

const keptLine = (row: LineRow): StatementLineModel => ({
  id: row.line_id,
  entitlementId: row.entitlement_id,
  featureKey: row.feature_key,
  sku: row.sku,
  offeringId: row.offering_id,
  offeringName: row.offering_name,
  productId: row.product_id,
  bought: row.bought,
  peak: row.peak,
  p99: row.p99,
  overdraftPeak: row.overdraft_peak,
  overdraftP99: row.overdraft_p99,
  ...toldIntegrals({
    isUsageCount: row.used !== null,
    usedMs: BigInt(row.used_ms),
    heldMs: Number(row.held_ms),
    overdraftMs: Number(row.overdraft_ms),
    overdraftUnitMs: BigInt(row.overdraft_unit_ms),
  }),
  used: row.used,
  overdraftUsed: row.overdraft_used,
  rate:
    row.rate_kind === null ||
    row.rate_amount === null ||
    row.rate_unit_count === null ||
    row.currency === null
      ? null
      : {
          ...{ id: row.rate_id, kind: row.rate_kind, amount: row.rate_amount },
          ...{ unitCount: row.rate_unit_count, currency: row.currency },
          trueUpFrom: row.true_up_from?.toISOString() ?? null,
        },
  earlierPeak: row.earlier_peak,
  amount: row.amount === null ? null : BigInt(row.amount),
  previousAmount: row.previous_amount === null ? null : BigInt(row.previous_amount),
});

const draftLine = ({ sold, figures, rate, earlierPeak, amount }: DrawnLine): StatementLineModel => ({
  id: null,
  ...{ entitlementId: sold.entitlementId, featureKey: figures.featureKey, sku: sold.sku },
  ...{ offeringId: sold.offeringId, offeringName: sold.offeringName, productId: sold.productId },
  ...{ bought: figures.bought, peak: figures.peak, p99: figures.p99, overdraftPeak: figures.overdraftPeak },
  overdraftP99: figures.overdraftP99,
  ...toldIntegrals({ ...figures, isUsageCount: figures.used !== null }),
  ...{ used: figures.used, overdraftUsed: figures.overdraftUsed },
  rate: rate && {
    ...{ id: rate.rateId, kind: rate.kind, amount: rate.amount, unitCount: rate.unitCount },
    ...{ currency: rate.currency, trueUpFrom: instantTextOrNull(rate.trueUpFrom) },
  },
  earlierPeak,
  ...{ amount, previousAmount: null },
});

/** What all but the lines say of a closed statement. `customerName` null: the customer is deleted. */
export const statementHead = (
  row: StatementRow,
  customerName: string | null,
  totals: readonly { readonly currency: string; readonly amount: bigint }[],
) => ({
  id: row.statement_id,
  customerId: row.customer_id,
  customerName,
  periodStart: row.period_start.toISOString(),
  periodEnd: row.period_end.toISOString(),
  timeZone: row.time_zone,
  status: row.correction === 0 ? ('final' as const) : ('correction' as const),
  closedDate: row.closed_at.toISOString(),
  correction: row.correction,
  totals: [...totals],
});

const changeOf = ({ amount, previousAmount, rate }: StatementLineModel) => ({
  amount: amount === null ? null : amount - (previousAmount ?? 0n),
  currency: rate?.currency ?? null,
});

export const closedStatement = (
  row: StatementRow,
  customerName: string | null,
  rows: readonly LineRow[],
): StatementModel => {
  const lines = rows.map(keptLine);
  return { ...statementHead(row, customerName, totalsOf(lines.map(changeOf))), lines };
};

export const draftStatement = (
  { id: customerId, name: customerName }: { readonly id: string; readonly name: string },
  { start, end }: Span,
  timeZone: string,
  drawn: readonly DrawnLine[],
): StatementModel => {
  const lines = drawn.map(draftLine);
  return {
    ...{ id: null, customerId, customerName, timeZone, status: 'draft', closedDate: null, correction: 0 },
    periodStart: new Date(start).toISOString(),
    periodEnd: new Date(end).toISOString(),
    totals: totalsOf(lines.map(changeOf)),
    lines,
  };
};
