import type { ActivityOperation } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** What usage history is derived from: the log, the steps of the limits, the closings; and how far it has been read. */

export interface CursorRow {
  readonly time_zone: string;
  /** Of the last fact read; null: none yet. */
  readonly at: Date | null;
  readonly sequence: bigint | null;
  readonly sequence_read: bigint;
  readonly sequence_seen: bigint;
  readonly last_denial_at: Date | null;
}

// A new row counts from -1, which no entitlement has: there is news. Shared with an edit of what is sold, which the row
// would not be told of otherwise.
const insertCursorSql = `
  insert into history_cursors (tenant_id, entitlement_id, time_zone, offering_id, product_id)
  select e.tenant_id, e.entitlement_id, t.time_zone, e.offering_id, e.product_id
  from entitlements e
  join tenants t on t.tenant_id = e.tenant_id
  where e.tenant_id = $1 and e.entitlement_id = $2
  for share of e
  on conflict (tenant_id, entitlement_id) do nothing`;

const lockCursorSql = `
  select time_zone, at, sequence, sequence_read, sequence_seen, last_denial_at
  from history_cursors
  where tenant_id = $1 and entitlement_id = $2
  for update`;

/**
 * Locks the cursor, and makes it when there is none; undefined: there is no such entitlement, or, when nobody shall wait,
 * another one is at it.
 */
export const lockCursor = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  waits: boolean,
): Promise<CursorRow | undefined> => {
  const named = [tenantId, entitlementId];
  const text = waits ? lockCursorSql : `${lockCursorSql} skip locked`;
  const name = waits ? 'history.lockCursor' : 'history.lockCursorAtOnce';
  const [known] = await tx.query<CursorRow>(text, named, name);
  if (known) return known;
  await tx.query(insertCursorSql, named);
  const [made] = await tx.query<CursorRow>(text, named);
  return made;
};

const moveCursorSql = `
  update history_cursors
  set time_zone = $3, at = $4, sequence = $5, sequence_read = $6, sequence_seen = $7, last_denial_at = $8
  where tenant_id = $1 and entitlement_id = $2`;

export const moveCursor = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  cursor: CursorRow,
): Promise<void> => {
  const { time_zone, at, sequence, sequence_read, sequence_seen, last_denial_at } = cursor;
  const values = [
    ...[tenantId, entitlementId, time_zone, at, sequence],
    ...[sequence_read, sequence_seen, last_denial_at],
  ];
  await tx.query(moveCursorSql, values, 'history.moveCursor');
};

const sourceSql = `
  select s.sequence, t.time_zone, array(
    select f.key from features f
    join entitlements e on e.tenant_id = s.tenant_id and e.entitlement_id = s.entitlement_id
    where f.tenant_id = s.tenant_id and f.type = 'elementPool'
      and (f.product_id = e.product_id or f.product_id is null)
  ) as pools
  from entitlement_states s
  join tenants t on t.tenant_id = s.tenant_id
  where s.tenant_id = $1 and s.entitlement_id = $2`;

export interface SourceRow {
  /** The entitlement's last sequence. */
  readonly sequence: bigint;
  readonly time_zone: string;
  /** Keys of the features that are element pools. */
  readonly pools: readonly string[];
}

/** What is to be known of an entitlement to read its log; undefined: there is none. */
export const selectSource = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<SourceRow | undefined> =>
  (await db.query<SourceRow>(sourceSql, [tenantId, entitlementId], 'history.source'))[0];

const entitlementSql = `
  select t.time_zone, s.due_at, c.sequence_seen is distinct from s.sequence or c.time_zone <> t.time_zone as has_news
  from entitlement_states s
  join tenants t on t.tenant_id = s.tenant_id
  left join history_cursors c on c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
  where s.tenant_id = $1 and s.entitlement_id = $2`;

export interface EntitlementRow {
  readonly time_zone: string;
  /** Something ends by itself then, or is recorded as such already. */
  readonly due_at: Date | null;
  /** The log goes on after what was read. */
  readonly has_news: boolean;
}

/** What an answer is to be preceded by; undefined: there is no such entitlement. */
export const selectEntitlement = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<EntitlementRow | undefined> =>
  (await db.query<EntitlementRow>(entitlementSql, [tenantId, entitlementId]))[0];

/** In the order of locks: an entitlement's state before its cursor. */
export const lockState = async (tx: Queryable, tenantId: string, entitlementId: string): Promise<void> => {
  await tx.query('select 1 from entitlement_states where tenant_id = $1 and entitlement_id = $2 for update', [
    tenantId,
    entitlementId,
  ]);
};

export const timeZoneOf = async (db: Queryable, tenantId: string): Promise<string> => {
  const rows = await db.query<{ time_zone: string }>('select time_zone from tenants where tenant_id = $1', [
    tenantId,
  ]);
  return rows[0]?.time_zone ?? 'UTC';
};

export interface FactRow {
  readonly kind: 'log' | 'limits' | 'closing';
  readonly at: Date;
  readonly sequence: bigint;
  readonly operation: ActivityOperation | null;
  readonly activation_id: string | null;
  readonly seat_id: string | null;
  readonly seats_used: number | null;
  readonly bought: bigint | null;
  readonly hard_cap: bigint | null;
  readonly overdraft: boolean | null;
  readonly attempts: number | null;
  readonly reasons: readonly string[] | null;
  readonly feature_key: string | null;
  readonly amount: bigint | null;
  readonly feature_used: bigint | null;
  readonly feature_bought: bigint | null;
  readonly feature_hard_cap: bigint | null;
}

/**
 * Facts after the position ($3, $4) in the order of their instants, in one snapshot; and those that came late: from $6 on,
 * with a sequence above all that were read ($5). A closing has no sequence; it is the first of its instant.
 */
export const factsSql = `
  (
    select 'log' as kind, at, sequence, operation, activation_id, seat_id, seats_used, bought::bigint, hard_cap,
      overdraft, attempts, reasons, feature_key, amount, feature_used, feature_bought, feature_hard_cap
    from activity_log
    where tenant_id = $1 and entitlement_id = $2 and at >= $6 and operation <> 'refresh'
      and ((at, sequence) > ($3::timestamptz, $4::bigint) or sequence > $5)
    order by at, sequence
    limit $7
  )
  union all
  (
    select 'limits', at, sequence, null, null, null, null, bought::bigint, hard_cap,
      null, null, null, null, null, null, null, null
    from limit_changes
    where tenant_id = $1 and entitlement_id = $2 and at >= $6
      and ((at, sequence) > ($3::timestamptz, $4::bigint) or sequence > $5)
    order by at, sequence
    limit $7
  )
  union all
  (
    select 'closing', period_end, 0, null, null, null, null, null, null,
      null, null, null, feature_key, null, null, null, null
    from usage_closings
    where tenant_id = $1 and entitlement_id = $2 and period_end > $3::timestamptz
    order by period_end
    limit $7
  )
  order by at, sequence
  limit $7`;

/** A fact is never later than this beside one that is recorded: clocks are set back by less, and edits settle first. */
const latestMs = 5_000;

export const selectFacts = (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  { at, sequence, sequence_read }: CursorRow,
  limit: number,
): Promise<FactRow[]> =>
  tx.query<FactRow>(
    factsSql,
    [
      ...[tenantId, entitlementId, at ?? '-infinity', sequence ?? -1n, sequence_read],
      ...[at === null ? '-infinity' : new Date(at.getTime() - latestMs), limit],
    ],
    'history.facts',
  );

// Two tables from end to end: the state rows have no index on what every decision changes, and keep none for this.
const newsSql = `
  select s.tenant_id as "tenantId", s.entitlement_id as "entitlementId"
  from entitlement_states s
  left join history_cursors c on c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
  where c.sequence_seen is distinct from s.sequence
  limit $1`;

/** Entitlements whose log goes on after what was read. Across tenants: this serves the worker, no request. */
export const entitlementsWithNews = (db: Queryable, limit: number) =>
  db.query<{ tenantId: string; entitlementId: string }>(newsSql, [limit]);
