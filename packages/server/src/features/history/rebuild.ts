import { systemAuthor } from '../../platform/author.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { type Derived, derivedTables, derivePortions, forgetDerived } from './derive.ts';
import { type Cursor, type EntitlementKey, lockCursors, lockState, unreadCursor } from './log-store.ts';

/** Derives history anew from the log, and tells whether that gives the same rows, bit for bit. */

export interface RebuiltHistory extends EntitlementKey {
  /** Tables whose rows differ; empty: all are the same. */
  readonly differs: readonly string[];
}

/** Where the levels of an hour are kept, in its row or apart, depends on the portions its log was read in; their time does not. */
const levelsOfHourSql = `
  select string_agg(l.level || ' ' || l.ms, ',' order by l.level)
  from (
    select level, sum(ms) as ms
    from (
      select unnest(t.levels) as level, unnest(t.level_ms) as ms
      union all
      select unnest(a.levels), unnest(a.level_ms)
      from history_levels a
      where a.tenant_id = t.tenant_id and a.entitlement_id = t.entitlement_id and a.feature_key = t.feature_key
        and a.hour_start = t.hour_start
    ) portion
    group by level
  ) l`;

/** A row as text. */
const lineSql = (table: string) =>
  table === 'history_hours'
    ? `(to_jsonb(t) - 'levels' - 'level_ms')::text || coalesce((${levelsOfHourSql}), '')`
    : 't::text';

const fingerprintSql = (table: string) => `
  select count(*)::int as rows, coalesce(md5(string_agg(r.line, E'\\n' order by r.line)), '') as hash
  from (
    select (${lineSql(table)}) collate "C" as line from ${table} t where tenant_id = $1 and entitlement_id = $2
  ) r`;

const comparedTables = derivedTables.filter((table) => table !== 'history_levels');

const fingerprints = async (tx: Queryable, { tenantId, entitlementId }: EntitlementKey) => {
  const all = new Map<string, string>();
  for (const table of comparedTables) {
    const [row] = await tx.query<{ rows: number; hash: string }>(fingerprintSql(table), [
      tenantId,
      entitlementId,
    ]);
    all.set(table, `${row?.rows} ${row?.hash}`);
  }
  return all;
};

/** Carried out of a transaction that is to leave no trace. */
class Verified extends Error {
  readonly differs: readonly string[];
  constructor(differs: readonly string[]) {
    super('verified');
    this.differs = differs;
  }
}

/** To the end of the log. */
const deriveAll = async (tx: Queryable, from: Cursor): Promise<void> => {
  for (let cursor: Cursor | null = from; cursor; ) {
    const [derived]: Derived[] = await derivePortions(tx, [cursor]);
    cursor = derived && !derived.isLast ? derived.cursor : null;
  }
};

/** Under the entitlement's lock: what is derived before and after comes from the same log. */
const deriveAnew = async (tx: Queryable, key: EntitlementKey): Promise<readonly string[]> => {
  await lockState(tx, key.tenantId, key.entitlementId);
  const [cursor] = await lockCursors(tx, [key], true);
  if (!cursor) return [];
  await deriveAll(tx, cursor);
  const before = await fingerprints(tx, key);
  await forgetDerived(tx, [key]);
  await deriveAll(tx, unreadCursor(key, cursor.time_zone));
  const after = await fingerprints(tx, key);
  return comparedTables.filter((table) => before.get(table) !== after.get(table));
};

/**
 * Rebuilds the history of one entitlement from its log; with `keepsOld` it only compares. Decisions about the entitlement
 * wait meanwhile: about a second for a hundred thousand rows.
 */
export const rebuildHistory = async (
  database: Database,
  key: EntitlementKey,
  keepsOld: boolean,
): Promise<RebuiltHistory> => {
  try {
    const differs = await database.transaction(systemAuthor, async (tx) => {
      const found = await deriveAnew(tx, key);
      if (keepsOld) throw new Verified(found);
      return found;
    });
    return { ...key, differs };
  } catch (error) {
    if (error instanceof Verified) return { ...key, differs: error.differs };
    throw error;
  }
};

const allSql = `
  select tenant_id, entitlement_id
  from entitlement_states
  where ($1::text is null or tenant_id = $1)
    and (tenant_id, entitlement_id) > ($2::text collate "C", $3::text collate "C")
  order by tenant_id, entitlement_id
  limit 500`;

/** Every entitlement, of one tenant or of all. */
export const everyEntitlement = async function* (
  database: Database,
  tenantId: string | null,
): AsyncGenerator<EntitlementKey> {
  let last = ['', ''];
  for (;;) {
    const rows = await database.query<{ tenant_id: string; entitlement_id: string }>(allSql, [
      tenantId,
      ...last,
    ]);
    for (const row of rows) yield { tenantId: row.tenant_id, entitlementId: row.entitlement_id };
    const end = rows.at(-1);
    if (!end) return;
    last = [end.tenant_id, end.entitlement_id];
  }
};
