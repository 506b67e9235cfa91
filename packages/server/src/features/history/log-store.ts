import type { Queryable } from '../../platform/database.ts';

/** How far the logs have been read of which usage history is derived, and where there is news. */

export interface EntitlementKey {
  readonly tenantId: string;
  readonly entitlementId: string;
}

/** Keys as the first two parameters of a statement: `unnest($1::text[], $2::text[])`. */
export const keyColumns = (
  keys: readonly EntitlementKey[],
): [tenantIds: string[], entitlementIds: string[]] => [
  keys.map(({ tenantId }) => tenantId),
  keys.map(({ entitlementId }) => entitlementId),
];

/** How far the log of an entitlement has been read. */
export interface Cursor extends EntitlementKey {
  readonly time_zone: string;
  /** Of the last fact read; null: none yet. */
  readonly at: Date | null;
  readonly sequence: bigint | null;
  readonly sequence_read: bigint;
  readonly sequence_seen: bigint;
  readonly last_denial_at: Date | null;
}

/** One whose log is to be read from its beginning. */
export const unreadCursor = ({ tenantId, entitlementId }: EntitlementKey, timeZone: string): Cursor => ({
  ...{ tenantId, entitlementId, time_zone: timeZone, at: null, sequence: null },
  ...{ sequence_read: 0n, sequence_seen: -1n, last_denial_at: null },
});

// A new row counts from -1, which no entitlement has: there is news. Shared with an edit of what is sold, which the row
// would not be told of otherwise. Each entitlement is looked up by itself, in the order of locks, and written so that its
// key alone answers: joined plainly, all of a young table is read for the keys asked for.
export const insertCursorsSql = `
  insert into history_cursors (tenant_id, entitlement_id, time_zone, offering_id, product_id)
  select e.tenant_id, e.entitlement_id, t.time_zone, e.offering_id, e.product_id
  from (
    select tenant_id, entitlement_id from unnest($1::text[], $2::text[]) k (tenant_id, entitlement_id) order by 1, 2
  ) k
  cross join lateral (
    select tenant_id, entitlement_id, offering_id, product_id
    from entitlements e
    where e.tenant_id = k.tenant_id and e.entitlement_id between k.entitlement_id and k.entitlement_id
    order by e.entitlement_id
    limit 1
    for share
  ) e
  cross join lateral (select time_zone from tenants t where t.tenant_id = k.tenant_id offset 0) t
  on conflict (tenant_id, entitlement_id) do nothing`;

const lockCursorsSql = `
  select c.tenant_id as "tenantId", c.entitlement_id as "entitlementId", c.time_zone, c.at, c.sequence,
    c.sequence_read, c.sequence_seen, c.last_denial_at
  from unnest($1::text[], $2::text[]) k (tenant_id, entitlement_id)
  join history_cursors c on c.tenant_id = k.tenant_id and c.entitlement_id = k.entitlement_id
  order by c.tenant_id, c.entitlement_id
  for update of c`;

/**
 * Locks cursors, and makes those there are not. Left out are entitlements that do not exist and, when nobody shall wait,
 * those another one is at.
 */
export const lockCursors = async (
  tx: Queryable,
  keys: readonly EntitlementKey[],
  waits: boolean,
): Promise<Cursor[]> => {
  const text = waits ? lockCursorsSql : `${lockCursorsSql} skip locked`;
  const name = waits ? 'history.lockCursors' : 'history.lockCursorsAtOnce';
  const known = await tx.query<Cursor>(text, keyColumns(keys), name);
  if (known.length === keys.length) return known;
  const found = new Set(known.map(({ entitlementId }) => entitlementId));
  const missing = keyColumns(keys.filter(({ entitlementId }) => !found.has(entitlementId)));
  await tx.query(insertCursorsSql, missing);
  return [...known, ...(await tx.query<Cursor>(text, missing, name))];
};

/** A set of rows as one parameter: instants as text, integers as strings, which lose nothing. */
export const rowsText = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value));

/** Rows written or looked up at once: others of the process have their turn between two statements. */
const rowsAtOnce = 1_000;

/** What is sent in several statements, so that no row is made before its turn. */
export function* inTurns<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) yield rows.slice(start, start + rowsAtOnce);
}

const moveCursorsSql = `
  update history_cursors c
  set time_zone = m.time_zone, at = m.at, sequence = m.sequence, sequence_read = m.sequence_read,
    sequence_seen = m.sequence_seen, last_denial_at = m.last_denial_at
  from jsonb_to_recordset($1::jsonb) as m (
    "tenantId" text, "entitlementId" text, time_zone text, at timestamptz(3), sequence bigint, sequence_read bigint,
    sequence_seen bigint, last_denial_at timestamptz(3)
  )
  where c.tenant_id = m."tenantId" and c.entitlement_id = m."entitlementId"`;

export const moveCursors = async (tx: Queryable, cursors: readonly Cursor[]): Promise<void> => {
  if (cursors.length > 0) await tx.query(moveCursorsSql, [rowsText(cursors)], 'history.moveCursors');
};

// `offset 0` keeps each look-up one by the key: joined plainly, a tenant's entitlements are read for the keys asked for.
const sourcesSql = `
  select s.entitlement_id as "entitlementId", s.sequence, t.time_zone, array(
    select f.key
    from entitlements e
    join features f on f.tenant_id = e.tenant_id and f.type = 'elementPool'
    where e.tenant_id = k.tenant_id and e.entitlement_id = k.entitlement_id
      and (f.product_id = e.product_id or f.product_id is null)
  ) as pools
  from unnest($1::text[], $2::text[]) k (tenant_id, entitlement_id)
  cross join lateral (
    select entitlement_id, sequence from entitlement_states s
    where s.tenant_id = k.tenant_id and s.entitlement_id = k.entitlement_id
    offset 0
  ) s
  cross join lateral (select time_zone from tenants t where t.tenant_id = k.tenant_id offset 0) t`;

export interface Source {
  readonly entitlementId: string;
  /** The entitlement's last sequence. */
  readonly sequence: bigint;
  readonly time_zone: string;
  /** Keys of the features that are element pools. */
  readonly pools: readonly string[];
}

/** What is to be known of entitlements to read their logs, by entitlement; one that is gone has none. */
export const selectSources = async (
  db: Queryable,
  keys: readonly EntitlementKey[],
): Promise<Map<string, Source>> => {
  const rows = await db.query<Source>(sourcesSql, keyColumns(keys), 'history.sources');
  return new Map(rows.map((row) => [row.entitlementId, row]));
};

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

// Two tables from end to end: the state rows have no index on what every decision changes, and keep none for this.
const newsSql = `
  select s.tenant_id as "tenantId", s.entitlement_id as "entitlementId"
  from entitlement_states s
  left join history_cursors c on c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
  where c.sequence_seen is distinct from s.sequence
  limit $1`;

/** Entitlements whose log goes on after what was read. Across tenants: this serves the worker, no request. */
export const entitlementsWithNews = (db: Queryable, limit: number) =>
  db.query<EntitlementKey>(newsSql, [limit]);
