import type { RateKind } from '@leeway/contract';
import type { Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { newId } from '../../platform/ids.ts';
import type { DrawnLine } from './drawn-line.ts';

/** Closed statements and their lines. They are only ever added. */

export interface StatementRow {
  readonly statement_id: string;
  readonly customer_id: string;
  readonly period_start: Date;
  readonly period_end: Date;
  readonly time_zone: string;
  readonly correction: number;
  readonly closed_at: Date;
}

export interface LineRow {
  readonly statement_id: string;
  readonly line_id: string;
  readonly entitlement_id: string;
  readonly feature_key: string | null;
  readonly sku: string;
  readonly offering_id: string;
  readonly offering_name: string;
  readonly product_id: string;
  readonly sequence_read: bigint;
  readonly bought: bigint | null;
  readonly peak: bigint | null;
  readonly p99: bigint | null;
  readonly used_ms: string;
  readonly held_ms: bigint;
  readonly overdraft_ms: bigint;
  readonly overdraft_peak: bigint;
  readonly overdraft_p99: bigint;
  readonly overdraft_unit_ms: string;
  readonly used: bigint | null;
  readonly overdraft_used: bigint | null;
  readonly rate_id: string | null;
  readonly rate_kind: RateKind | null;
  readonly rate_amount: bigint | null;
  readonly rate_unit_count: bigint | null;
  readonly currency: string | null;
  readonly true_up_from: Date | null;
  readonly earlier_peak: bigint | null;
  /** Numbers of any size come as text. */
  readonly amount: string | null;
  readonly previous_amount: string | null;
}

const columns = `statement_id, customer_id, period_start, period_end, time_zone, correction, closed_at`;

const insertStatementSql = `
  insert into statements (tenant_id, ${columns}, check_due_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

export interface NewStatement extends Span {
  readonly statementId: string;
  readonly customerId: string;
  readonly timeZone: string;
  readonly correction: number;
  readonly closedAt: number;
  readonly checkDueAt: number | null;
}

const insertLinesSql = `
  insert into statement_lines (
    tenant_id, statement_id, line_id, entitlement_id, feature_key, sku, offering_id, offering_name, product_id,
    sequence_read, bought, peak, p99, used_ms, held_ms, overdraft_ms, overdraft_peak, overdraft_p99, overdraft_unit_ms,
    used, overdraft_used, rate_id, rate_kind, rate_amount, rate_unit_count, currency, amount, previous_amount,
    true_up_from, earlier_peak
  )
  select $1, $2, l.* from jsonb_to_recordset($3::jsonb) as l (
    line_id text, entitlement_id text, feature_key text, sku text, offering_id text, offering_name text,
    product_id text, sequence_read bigint, bought bigint, peak bigint, p99 bigint, used_ms numeric, held_ms bigint,
    overdraft_ms bigint, overdraft_peak bigint, overdraft_p99 bigint, overdraft_unit_ms numeric, used bigint,
    overdraft_used bigint, rate_id text, rate_kind text, rate_amount bigint, rate_unit_count bigint, currency text,
    amount numeric, previous_amount numeric, true_up_from timestamptz(3), earlier_peak bigint
  )`;

/** A line to be kept; of a correction with what was said before. */
export interface NewLine extends DrawnLine {
  readonly previousAmount: bigint | null;
}

const dateOf = (at: number | null | undefined) => (at == null ? null : new Date(at));

const lineOf = ({ sold, figures, rate, earlierPeak, amount, previousAmount }: NewLine, at: number) => ({
  ...{ line_id: newId('line', at), entitlement_id: sold.entitlementId, feature_key: figures.featureKey },
  ...{ sku: sold.sku, offering_id: sold.offeringId, offering_name: sold.offeringName },
  ...{ product_id: sold.productId, sequence_read: sold.sequence, bought: figures.bought, peak: figures.peak },
  ...{
    p99: figures.p99,
    used_ms: figures.usedMs,
    held_ms: figures.heldMs,
    overdraft_ms: figures.overdraftMs,
  },
  ...{ overdraft_peak: figures.overdraftPeak, overdraft_p99: figures.overdraftP99 },
  ...{
    overdraft_unit_ms: figures.overdraftUnitMs,
    used: figures.used,
    overdraft_used: figures.overdraftUsed,
  },
  ...{ rate_id: rate?.rateId ?? null, rate_kind: rate?.kind ?? null, rate_amount: rate?.amount ?? null },
  ...{ rate_unit_count: rate?.unitCount ?? null, currency: rate?.currency ?? null, amount },
  ...{ previous_amount: previousAmount, true_up_from: dateOf(rate?.trueUpFrom), earlier_peak: earlierPeak },
});

const jsonText = (rows: readonly object[]) =>
  JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

export const insertStatement = async (
  tx: Queryable,
  tenantId: string,
  statement: NewStatement,
  lines: readonly NewLine[],
): Promise<void> => {
  const { statementId, customerId, start, end, timeZone, correction, closedAt, checkDueAt } = statement;
  await tx.query(insertStatementSql, [
    ...[tenantId, statementId, customerId, new Date(start), new Date(end), timeZone, correction],
    ...[new Date(closedAt), checkDueAt === null ? null : new Date(checkDueAt)],
  ]);
  const rows = lines.map((line) => lineOf(line, closedAt));
  if (rows.length > 0) await tx.query(insertLinesSql, [tenantId, statementId, jsonText(rows)]);
};

const findSql = `select ${columns} from statements where tenant_id = $1 and statement_id = $2`;

export const findStatement = async (db: Queryable, tenantId: string, statementId: string) =>
  (await db.query<StatementRow>(findSql, [tenantId, statementId]))[0];

const linesSql = `
  select *
  from statement_lines
  where tenant_id = $1 and statement_id = any ($2::text[])
  order by entitlement_id, feature_key nulls first, statement_id`;

export const linesOf = (
  db: Queryable,
  tenantId: string,
  statementIds: readonly string[],
): Promise<LineRow[]> => db.query<LineRow>(linesSql, [tenantId, statementIds]);

const closedPeaksSql = `
  select distinct on (l.entitlement_id, l.feature_key, t.period_start) l.entitlement_id as "entitlementId",
    l.feature_key as "featureKey", t.period_start, l.peak
  from statement_sources r
  join statements s on s.tenant_id = r.tenant_id and s.statement_id = r.statement_id
  join statements t on t.tenant_id = s.tenant_id and t.customer_id = s.customer_id and t.period_start = s.period_start
  join statement_lines l
    on l.tenant_id = t.tenant_id and l.statement_id = t.statement_id and l.entitlement_id = r.entitlement_id
  where r.tenant_id = $1 and r.entitlement_id = any ($2::text[]) and s.period_start >= $3 and s.period_start < $4
  order by l.entitlement_id, l.feature_key, t.period_start, t.correction desc`;

/** Peaks of closed periods that begin in a range, as they were said last. */
export const closedPeaks = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
  { start, end }: Span,
) => {
  const rows = await db.query<{
    readonly entitlementId: string;
    readonly featureKey: string | null;
    readonly period_start: Date;
    readonly peak: bigint | null;
  }>(closedPeaksSql, [tenantId, entitlementIds, new Date(start), new Date(end)]);
  return rows.map(({ period_start, ...row }) => ({ ...row, periodStart: period_start.getTime() }));
};

const filtered = `from statements
  where tenant_id = $1 and ($2::text is null or customer_id = $2)
    and ($3::timestamptz is null or period_end > $3) and ($4::timestamptz is null or period_start < $4)
    and ($5::text is null or ($5 = 'correction') = (correction > 0))
    and ($6::text is null or statement_id in (
      select l.statement_id from statement_lines l where l.tenant_id = $1 and l.entitlement_id = $6
    ))`;

// Counted apart: a window over all of them would read every row of a tenant for each page.
const pageSql = `
  select ${columns}, (select count(*)::int ${filtered}) as total ${filtered}
  order by period_start desc, customer_id, correction
  limit $7 offset $8`;

const countSql = `select count(*)::int as total ${filtered}`;

export interface StatementFilter {
  readonly customerId: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly status: 'final' | 'correction' | null;
  readonly entitlementId: string | null;
}

export const pageOfStatements = async (
  db: Queryable,
  tenantId: string,
  { customerId, from, to, status, entitlementId }: StatementFilter,
  { pageSize, offset }: PageAsked,
): Promise<{ readonly rows: StatementRow[]; readonly total: number }> => {
  const named = [tenantId, customerId, from, to, status, entitlementId];
  const rows = await db.query<StatementRow & { total: number }>(pageSql, [...named, pageSize, offset]);
  const total = rows[0]?.total ?? (await db.query<{ total: number }>(countSql, named))[0]?.total ?? 0;
  return { rows, total };
};

const totalsSql = `
  select statement_id, currency, sum(amount - coalesce(previous_amount, 0))::text as amount
  from statement_lines
  where tenant_id = $1 and statement_id = any ($2::text[]) and currency is not null
  group by statement_id, currency
  order by currency`;

/** By statement, what its lines add to what was said before, a currency each. */
export const totalsOfStatements = async (
  db: Queryable,
  tenantId: string,
  statementIds: readonly string[],
): Promise<Map<string, { currency: string; amount: bigint }[]>> => {
  const rows = await db.query<{ statement_id: string; currency: string; amount: string }>(totalsSql, [
    tenantId,
    statementIds,
  ]);
  const totals = new Map<string, { currency: string; amount: bigint }[]>();
  for (const { statement_id, currency, amount } of rows)
    totals.set(statement_id, [...(totals.get(statement_id) ?? []), { currency, amount: BigInt(amount) }]);
  return totals;
};
