import { systemAuthor } from '../../platform/author.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { derivedTables, derivePortion, type EntitlementKey, forgetDerived } from './derive.ts';
import { lockCursor, lockState } from './log-store.ts';

/** Derives history anew from the log, and tells whether that gives the same rows, bit for bit. */

export interface RebuiltHistory extends EntitlementKey {
  /** Tables whose rows differ; empty: all are the same. */
  readonly differs: readonly string[];
}

const fingerprintSql = (table: string) => `
  select count(*)::int as rows, coalesce(md5(string_agg(r.line, E'\\n' order by r.line)), '') as hash
  from (select t::text collate "C" as line from ${table} t where tenant_id = $1 and entitlement_id = $2) r`;

const fingerprints = async (tx: Queryable, { tenantId, entitlementId }: EntitlementKey) => {
  const all = new Map<string, string>();
  for (const table of derivedTables) {
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

/** Under the entitlement's lock: what is derived before and after comes from the same log. */
const deriveAnew = async (tx: Queryable, key: EntitlementKey): Promise<readonly string[]> => {
  const { tenantId, entitlementId } = key;
  await lockState(tx, tenantId, entitlementId);
  const cursor = await lockCursor(tx, tenantId, entitlementId, true);
  if (!cursor) return [];
  let { isLast, cursor: read } = await derivePortion(tx, key, cursor);
  while (!isLast) ({ isLast, cursor: read } = await derivePortion(tx, key, read));
  const before = await fingerprints(tx, key);
  await forgetDerived(tx, key);
  const empty = { at: null, sequence: null, sequence_read: 0n, sequence_seen: -1n, last_denial_at: null };
  read = { ...empty, time_zone: read.time_zone };
  do {
    ({ isLast, cursor: read } = await derivePortion(tx, key, read));
  } while (!isLast);
  const after = await fingerprints(tx, key);
  return derivedTables.filter((table) => before.get(table) !== after.get(table));
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
