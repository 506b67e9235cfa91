import type { Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { Sold } from './sold-store.ts';

/** The table statement_sources: how far the log was read for a statement, and what of it came later. */

const insertSql = `
  insert into statement_sources (tenant_id, statement_id, entitlement_id, sequence_read, fact_count)
  select $1, $2, s.* from unnest($3::text[], $4::bigint[], $5::int[]) as s (entitlement_id, sequence, fact_count)`;

export const insertSources = async (
  tx: Queryable,
  tenantId: string,
  statementId: string,
  sold: readonly Pick<Sold, 'entitlementId' | 'sequence'>[],
  factCounts: ReadonlyMap<string, number>,
): Promise<void> => {
  await tx.query(insertSql, [
    ...[tenantId, statementId],
    sold.map(({ entitlementId }) => entitlementId),
    sold.map(({ sequence }) => sequence),
    sold.map(({ entitlementId }) => factCounts.get(entitlementId) ?? 0),
  ]);
};

export interface LateSource {
  readonly entitlementId: string;
  /** Of the entitlement at present. */
  readonly sequence: bigint;
  readonly factCount: number;
}

const billedToOthersSql = `
  select distinct r.entitlement_id as "entitlementId"
  from statement_sources r
  join statements t on t.tenant_id = r.tenant_id and t.statement_id = r.statement_id
  where r.tenant_id = $1 and r.entitlement_id = any ($2::text[]) and t.customer_id <> $3
    and t.period_start < $5 and t.period_end > $4`;

/** Those of the entitlements that were on a closed statement of another customer in the same time. */
export const billedToOthers = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  entitlementIds: readonly string[],
  { start, end }: Span,
): Promise<ReadonlySet<string>> => {
  const named = [tenantId, entitlementIds, customerId, new Date(start), new Date(end)];
  const rows = await db.query<{ entitlementId: string }>(billedToOthersSql, named);
  return new Set(rows.map(({ entitlementId }) => entitlementId));
};

const lateSql = `
  select r.entitlement_id as "entitlementId", s.sequence, r.fact_count as "factCount"
  from statements t
  join statement_sources r on r.tenant_id = t.tenant_id and r.statement_id = t.statement_id
  join entitlement_states s on s.tenant_id = r.tenant_id and s.entitlement_id = r.entitlement_id
  where t.tenant_id = $1 and t.statement_id = $2 and (
    r.sequence_read is null or exists (
      select from activity_log l
      where l.tenant_id = r.tenant_id and l.entitlement_id = r.entitlement_id
        and l.at >= t.period_start and l.at < t.period_end and l.sequence > r.sequence_read
    )
  )
  order by r.entitlement_id`;

/** The entitlements of a statement of which something came to the log after it was read. */
export const lateSources = (db: Queryable, tenantId: string, statementId: string): Promise<LateSource[]> =>
  db.query<LateSource>(lateSql, [tenantId, statementId]);

const readSql = `
  update statement_sources
  set sequence_read = $4, fact_count = greatest(fact_count, $5)
  where tenant_id = $1 and statement_id = $2 and entitlement_id = $3`;

export const noteRead = async (
  tx: Queryable,
  tenantId: string,
  statementId: string,
  { entitlementId, sequence }: Pick<LateSource, 'entitlementId' | 'sequence'>,
  factCount: number,
): Promise<void> => {
  await tx.query(readSql, [tenantId, statementId, entitlementId, sequence, factCount]);
};

// Another level at the end of a period is another one at the beginning of the next.
const followersSql = `
  with followers as (
    update statements f
    set check_due_at = $4
    from statements t
    where t.tenant_id = $1 and t.statement_id = $2 and f.tenant_id = $1 and f.customer_id = t.customer_id
      and f.period_start > t.period_start and f.correction = 0
    returning f.statement_id
  )
  update statement_sources r
  set sequence_read = null
  from followers
  where r.tenant_id = $1 and r.statement_id = followers.statement_id and r.entitlement_id = any ($3::text[])`;

/** Has the later statements of the same customer looked at again. */
export const recheckFollowers = async (
  tx: Queryable,
  tenantId: string,
  statementId: string,
  entitlementIds: readonly string[],
  now: number,
): Promise<void> => {
  await tx.query(followersSql, [tenantId, statementId, entitlementIds, new Date(now)]);
};

const dueSql = `
  select tenant_id as "tenantId", statement_id as "statementId"
  from statements
  where check_due_at <= $1
  order by check_due_at, period_start
  limit $2`;

export interface StatementKey {
  readonly tenantId: string;
  readonly statementId: string;
}

/** Statements to look at for facts that came late. Across tenants: this serves the worker, no request. */
export const dueChecks = (db: Queryable, now: number, limit: number): Promise<StatementKey[]> =>
  db.query<StatementKey>(dueSql, [new Date(now), limit]);

const lockSql = `
  select customer_id as "customerId", period_start as "periodStart", period_end as "periodEnd",
    time_zone as "timeZone", closed_at as "closedAt"
  from statements
  where tenant_id = $1 and statement_id = $2 and check_due_at <= $3
  for update skip locked`;

export interface CheckedStatement {
  readonly customerId: string;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly timeZone: string;
  readonly closedAt: Date;
}

/** Undefined: it is not due any more, or another worker is at it. */
export const lockCheck = async (
  tx: Queryable,
  { tenantId, statementId }: StatementKey,
  now: number,
): Promise<CheckedStatement | undefined> =>
  (await tx.query<CheckedStatement>(lockSql, [tenantId, statementId, new Date(now)]))[0];

const nextCheckSql = `update statements set check_due_at = $3 where tenant_id = $1 and statement_id = $2`;

export const setNextCheck = async (
  tx: Queryable,
  { tenantId, statementId }: StatementKey,
  at: number,
): Promise<void> => {
  await tx.query(nextCheckSql, [tenantId, statementId, new Date(at)]);
};

const saidSql = `
  select s.statement_id
  from statements s
  where s.tenant_id = $1 and s.customer_id = $2 and s.period_start = $3
  order by s.correction`;

/** A statement and its corrections, in their order. */
export const statementAndCorrections = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
  periodStart: Date,
): Promise<string[]> => {
  const rows = await tx.query<{ statement_id: string }>(saidSql, [tenantId, customerId, periodStart]);
  return rows.map(({ statement_id }) => statement_id);
};
