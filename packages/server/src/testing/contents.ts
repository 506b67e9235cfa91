import type { Queryable } from '../platform/database.ts';

const selectTables = `
  select relname as name, exists (
    select from pg_attribute where attrelid = c.oid and attname = 'tenant_id' and not attisdropped
  ) as "ofTenants"
  from pg_class c
  where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relispartition
  order by relname`;

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
      `select md5(string_agg(t::text, '|' order by t::text)) as hash from ${name} t
       ${tenantId === undefined ? '' : 'where tenant_id = $1'}`,
      tenantId === undefined ? [] : [tenantId],
    );
    hashes[name] = row?.hash ?? 'empty';
  }
  return hashes;
};
