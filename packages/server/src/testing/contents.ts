import type { Queryable } from '../platform/database.ts';

const selectTables = `
  select relname as name, exists (
    select from pg_attribute where attrelid = c.oid and attname = 'tenant_id' and not attisdropped
  ) as "ofTenants"
  from pg_class c
  where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relispartition
  order by relname`;

/** When a session was used last is no change: whoever asks with it uses it. */
const sessions = new Set(['sessions', 'portal_sessions']);
const textOf = (table: string) => (sessions.has(table) ? `(to_jsonb(t) - 'last_used_at')::text` : 't::text');

/**
 * Every row of every table, as one hash a table: equal before and after means that nothing changed. With a tenant, only
 * the rows that are the tenant's.
 */
export const contentsOf = async (db: Queryable, tenantId?: string): Promise<Record<string, string>> => {
  const tables = await db.query<{ name: string; ofTenants: boolean }>(selectTables);
  const hashes: Record<string, string> = {};
  for (const { name, ofTenants } of tables) {
    if (tenantId !== undefined && !ofTenants) continue;
    const [row] = await db.query<{ hash: string | null }>(
      `select md5(string_agg(${textOf(name)}, '|' order by ${textOf(name)})) as hash from ${name} t
       ${tenantId === undefined ? '' : 'where tenant_id = $1'}`,
      tenantId === undefined ? [] : [tenantId],
    );
    hashes[name] = row?.hash ?? 'empty';
  }
  return hashes;
};
