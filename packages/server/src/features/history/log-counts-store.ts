import { byIndexSql } from '../../platform/by-index.ts';
import type { Queryable } from '../../platform/database.ts';

/**
 * The tables history_log_counts, _changes and _horizons: how many rows the log has. Nobody who writes the log is held up: the
 * transactions that wrote the rows tell which are counted already. All below the horizon had ended when it was set, so none
 * can appear there any more.
 */

const lockHorizonsSql = `
  select tenant_id as "tenantId", horizon, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "until"
  from history_log_horizons
  order by tenant_id
  for no key update skip locked`;

interface Horizon {
  readonly tenantId: string;
  readonly horizon: bigint;
  /** Up to here everything can be counted. */
  readonly until: bigint;
}

/**
 * In the order of the keys, so that two who add wait for each other in a line. $1 tenants; rows from $2 to before $3; from
 * $4 on they are new to every tenant.
 */
// Grouped before they are compared with the horizon of their tenant, which nearly always is that of all: a row costs the
// aggregate alone. Below the highest horizon transactions are kept apart.
const foldSql = `
  with fresh as materialized (
    select tenant_id, quarter_of(at) as quarter_start, operation,
      case when transaction_id < $4 then transaction_id end as transaction_id, count(*) as rows
    from activity_log
    where transaction_id >= $2 and transaction_id < $3
    group by 1, 2, 3, 4
  ), gone as (
    delete from history_log_changes where tenant_id = any ($1::text[])
    returning tenant_id, quarter_start, operation, rows
  ), counted as (
    select tenant_id, quarter_start, operation, sum(rows) as rows
    from (
      select * from gone
      union all
      select f.tenant_id, f.quarter_start, f.operation, f.rows
      from fresh f
      join history_log_horizons z
        on z.tenant_id = f.tenant_id and (f.transaction_id is null or f.transaction_id >= z.horizon)
      where f.tenant_id = any ($1::text[])
    ) each
    group by tenant_id, quarter_start, operation
  ), added as (
    insert into history_log_counts as known (tenant_id, quarter_start, operation, rows)
    select tenant_id, quarter_start, operation, rows from counted
    order by tenant_id, quarter_start, operation
    on conflict (tenant_id, quarter_start, operation) do update set rows = known.rows + excluded.rows
  )
  update history_log_horizons
  set horizon = $3
  where tenant_id = any ($1::text[]) and horizon < $3 and exists (select from fresh)`;

/** Counts what is new in the log, of every tenant nobody else is at. Across tenants: this serves the worker, no request. */
export const foldLogCounts = async (tx: Queryable): Promise<void> => {
  // As for what names its rows: the newest of a log are found through their index whatever the statistics say.
  await tx.query(byIndexSql);
  const horizons = await tx.query<Horizon>(lockHorizonsSql);
  const [first] = horizons;
  if (!first) return;
  let [least, highest] = [first.horizon, first.horizon];
  for (const { horizon } of horizons) {
    if (horizon < least) least = horizon;
    if (horizon > highest) highest = horizon;
  }
  await tx.query(foldSql, [horizons.map(({ tenantId }) => tenantId), least, first.until, highest]);
};

/** What the log says, without what counts and changes say: no row where they agree. */
const differencesSql = `
  select quarter_start, operation, sum(rows) as rows
  from (
    select quarter_of(l.at) as quarter_start, l.operation, count(*) as rows
    from activity_log l
    join history_log_horizons z on z.tenant_id = l.tenant_id and l.transaction_id < z.horizon
    where l.tenant_id = $1
    group by 1, 2
    union all
    select quarter_start, operation, -rows from history_log_counts where tenant_id = $1
    union all
    select quarter_start, operation, -rows from history_log_changes where tenant_id = $1
  ) each
  group by quarter_start, operation
  having sum(rows) <> 0`;

const countDifferencesSql = `select count(*)::int as rows from (${differencesSql}) d`;

// One statement, so one snapshot: what others count at the same time is in both sides or in neither.
const repairSql = `
  with repaired as (
    insert into history_log_changes (tenant_id, quarter_start, operation, rows)
    select $1, quarter_start, operation, rows from (${differencesSql}) d
    returning 1
  )
  select count(*)::int as rows from repaired`;

/** Counts of a tenant that are not what its log gives; they are set right unless they shall be kept. */
export const compareLogCounts = async (
  tx: Queryable,
  tenantId: string,
  keepsOld: boolean,
): Promise<number> => {
  const text = keepsOld ? countDifferencesSql : repairSql;
  return (await tx.query<{ rows: number }>(text, [tenantId]))[0]?.rows ?? 0;
};
