import type { Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** Sums over many entitlements, hour by hour. The database's triggers write what is to be added to them. */

/** What an hour adds of changes and moments, see the schema. */
export const hourColumns = [
  'grants',
  ...['used', 'bought', 'overdraft_used', 'overdraft', 'at_hard_cap'].flatMap((name) => [
    `${name}_change`,
    `${name}_moment`,
  ]),
] as const;

/** What denials add. */
const denialColumns = ['denials', 'hour_denied', 'day_denied', 'month_denied'] as const;
const summedColumns = [...hourColumns, ...denialColumns];

const list = (each: (column: string) => string) => summedColumns.map(each).join(', ');

/** Whose sums there are; everything else is summed from the hours of the entitlements themselves. */
export type SummedScope =
  | { readonly scope: 'tenant'; readonly scopeId: '' }
  | { readonly scope: 'offering' | 'product'; readonly scopeId: string };

/** $1 tenant, $2 scope, $3 its id: rows up to the instant $6, those not added yet included, in one snapshot. */
export const sumRowsSql = `
  select hour_start, ${list((column) => column)}
  from history_sums
  where tenant_id = $1 and scope = $2 and scope_id = $3 and hour_start < $6
  union all
  select hour_start, ${list((column) => column)}
  from history_sum_changes
  where tenant_id = $1 and hour_start < $6 and $3 = case $2 when 'offering' then offering_id when 'product' then product_id else '' end`;

const addSql = `on conflict (tenant_id, scope, scope_id, hour_start) do update
  set ${list((column) => `${column} = history_sums.${column} + excluded.${column}`)}`;

const everyScope = (of: string) =>
  `(values ('tenant', ''), ('offering', ${of}.offering_id), ('product', ${of}.product_id)) s (scope, scope_id)`;

/** In the order of the keys, so that two who add wait for each other in a line. */
const foldSql = `
  with gone as (
    delete from history_sum_changes c
    using (select change_id from history_sum_changes where tenant_id = $1 order by change_id limit $2) w
    where c.tenant_id = $1 and c.change_id = w.change_id
    returning c.*
  ), added as (
    insert into history_sums (tenant_id, scope, scope_id, hour_start, ${list((column) => column)})
    select $1, s.scope, s.scope_id, g.hour_start, ${list((column) => `sum(${column})`)}
    from gone g
    cross join lateral ${everyScope('g')}
    group by s.scope, s.scope_id, g.hour_start
    order by s.scope, s.scope_id, g.hour_start
    ${addSql}
  )
  select count(*)::int as folded from gone`;

const lockFoldSql = `
  select pg_try_advisory_xact_lock(hashtext('leeway.history_sums'), hashtext($1)) as locked`;

/** Adds up to `limit` changes to the sums of a tenant; answers how many. 0 also when another one is at it. */
export const foldChanges = async (tx: Queryable, tenantId: string, limit: number): Promise<number> => {
  const [lock] = await tx.query<{ locked: boolean }>(lockFoldSql, [tenantId]);
  if (!lock?.locked) return 0;
  return (await tx.query<{ folded: number }>(foldSql, [tenantId, limit]))[0]?.folded ?? 0;
};

const tenantsToFoldSql = `
  select t.tenant_id
  from tenants t
  where exists (select from history_sum_changes c where c.tenant_id = t.tenant_id)`;

/** Across tenants: this serves the worker, no request. */
export const tenantsToFold = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ tenant_id: string }>(tenantsToFoldSql)).map(({ tenant_id }) => tenant_id);

/** What the hours say, without what the sums and the changes say: no row where they agree. */
const differencesSql = `
  select scope, scope_id, hour_start, ${list((column) => `sum(${column}) as ${column}`)}
  from (
    select s.scope, s.scope_id, o.hour_start, ${list((column) => `o.${column}`)}
    from (
      select e.offering_id, e.product_id, h.hour_start,
        ${hourColumns.map((column) => `sum(d.${column}) as ${column}`).join(', ')},
        ${denialColumns.map((column) => `0 as ${column}`).join(', ')}
      from history_hours h
      join entitlements e on e.tenant_id = h.tenant_id and e.entitlement_id = h.entitlement_id
      cross join lateral seat_changes(h) d
      where h.tenant_id = $1 and h.feature_key = ''
      group by e.offering_id, e.product_id, h.hour_start
      union all
      select e.offering_id, e.product_id, d.hour_start, ${hourColumns.map(() => '0').join(', ')},
        sum(d.attempts), sum(d.hour_first::int), sum(d.day_first::int), sum(d.month_first::int)
      from history_denials d
      join entitlements e on e.tenant_id = d.tenant_id and e.entitlement_id = d.entitlement_id
      where d.tenant_id = $1 and d.feature_key = ''
      group by e.offering_id, e.product_id, d.hour_start
    ) o
    cross join lateral ${everyScope('o')}
    union all
    select scope, scope_id, hour_start, ${list((column) => `-${column}`)}
    from history_sums
    where tenant_id = $1
    union all
    select s.scope, s.scope_id, hour_start, ${list((column) => `-${column}`)}
    from history_sum_changes c
    cross join lateral ${everyScope('c')}
    where tenant_id = $1
  ) r
  group by scope, scope_id, hour_start
  having ${summedColumns.map((column) => `sum(${column}) <> 0`).join(' or ')}`;

const countDifferencesSql = `select count(*)::int as rows from (${differencesSql}) d`;

// One statement, so one snapshot: what others add at the same time is in both sides or in neither.
const repairSql = `
  with repaired as (
    insert into history_sums (tenant_id, scope, scope_id, hour_start, ${list((column) => column)})
    select $1, scope, scope_id, hour_start, ${list((column) => column)}
    from (${differencesSql}) d
    order by scope, scope_id, hour_start
    ${addSql}
    returning 1
  )
  select count(*)::int as rows from repaired`;

/** Rows of the sums of a tenant that are not what its hours give; they are set right unless they shall be kept. */
export const compareSums = async (tx: Queryable, tenantId: string, keepsOld: boolean): Promise<number> => {
  const text = keepsOld ? countDifferencesSql : repairSql;
  return (await tx.query<{ rows: number }>(text, [tenantId]))[0]?.rows ?? 0;
};

const moveCursorsSql = `
  update history_cursors c
  set offering_id = e.offering_id, product_id = e.product_id
  from entitlements e
  where c.tenant_id = $1 and e.tenant_id = c.tenant_id and e.entitlement_id = c.entitlement_id
    and (c.offering_id, c.product_id) <> (e.offering_id, e.product_id)`;

/** Entitlements are counted where they are sold now. */
export const placeCursors = async (tx: Queryable, tenantId: string): Promise<void> => {
  await tx.query(moveCursorsSql, [tenantId]);
};

/** Starts and ends of buckets as parameters of a statement. */
export const boundsOf = (spans: readonly Span[]) => {
  const ends = spans.map(({ end }) => new Date(end));
  return [spans.map(({ start }) => new Date(start)), ends, ends.at(-1)];
};
