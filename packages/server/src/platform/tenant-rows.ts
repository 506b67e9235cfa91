import { escapeIdentifier } from 'pg';
import type { Queryable } from './database.ts';

/** Every table has a tenant (see schema.test.ts), so what belongs to one can be found without knowing the tables. */

interface Table {
  readonly name: string;
  /** Tables that its foreign keys point to. */
  readonly parents: readonly string[];
}

const tablesSql = `
  select c.relname as name, coalesce(array_agg(p.relname) filter (where p.oid is not null), '{}')::text[] as parents
  from pg_class c
  left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
  left join pg_class p on p.oid = f.confrelid
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
  group by c.oid, c.relname
  order by c.relname`;

/** Those that point to others first. */
const childrenFirst = (tables: readonly Table[]): string[] => {
  const ordered: string[] = [];
  let left = tables;
  while (left.length > 0) {
    const parents = new Set(left.flatMap((table) => table.parents));
    const free = left.filter(({ name }) => !parents.has(name));
    if (free.length === 0) throw new Error('foreign keys point in a circle');
    ordered.push(...free.map(({ name }) => name));
    left = left.filter(({ name }) => parents.has(name));
  }
  return ordered;
};

/**
 * Deletes every row of a tenant in every table. Runs in a transaction that holds the tenant's row locked. Fails like
 * any statement (foreign key, deadlock) when requests still write rows of the tenant, and can then be tried again.
 */
export const deleteTenantRows = async (tx: Queryable, tenantId: string): Promise<void> => {
  const names = childrenFirst(await tx.query<Table>(tablesSql));
  // The second round takes what requests in flight had written to tables that are bound to no other, and what the
  // audit log says of the first round.
  for (let round = 1; round <= 2; round++) {
    for (const name of names) {
      await tx.query(`delete from ${escapeIdentifier(name)} where tenant_id = $1`, [tenantId]);
    }
  }
};
