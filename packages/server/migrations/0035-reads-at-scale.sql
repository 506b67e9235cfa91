-- Reads that stay quick in a large account.

-- The highest overdrafts are ranked in the index alone.
drop index history_episodes_by_end;
create index history_episodes_by_end on history_episodes (tenant_id, episode_end)
  include (entitlement_id, peak_overdraft, episode_start)
  where feature_key = '' and episode_end is not null;

-- How many rows the log has, by operation and quarter of an hour: a question about months is answered from some thousand
-- numbers. A quarter is in the same hour, day and month in every time zone. Derived from the log, which gives them again.
create table history_log_counts (
  tenant_id      text collate "C" not null references tenants on delete cascade,
  quarter_start  timestamptz(3) not null,
  operation      text not null,
  rows           bigint not null,
  primary key (tenant_id, quarter_start, operation)
) with (fillfactor = 80);

-- What is to be added to them: rows of the log that went, and those another license manager had recorded.
create table history_log_changes (
  tenant_id      text collate "C" not null references tenants on delete cascade,
  change_id      bigint generated always as identity,
  quarter_start  timestamptz(3) not null,
  operation      text not null,
  rows           bigint not null,
  primary key (tenant_id, change_id)
);

-- Rows of transactions below the horizon are in the counts or the changes; all others are to be counted in the log.
create table history_log_horizons (
  tenant_id  text collate "C" not null references tenants on delete cascade,
  horizon    bigint not null,
  primary key (tenant_id)
) with (fillfactor = 70);

create function quarter_of(instant timestamptz) returns timestamptz
language sql immutable parallel safe as $$
  select date_bin('15 minutes', instant, timestamptz '2000-01-01 00:00:00Z')
$$;

-- Whoever deletes rows keeps the horizon where it is until they are gone: nobody counts them in between.
create function count_deleted_log() returns trigger language plpgsql as $$
begin
  perform from history_log_horizons
  where tenant_id in (select tenant_id from removed)
  order by tenant_id
  for share;
  insert into history_log_changes (tenant_id, quarter_start, operation, rows)
  select r.tenant_id, quarter_of(r.at), r.operation, -count(*)
  from removed r
  join history_log_horizons z on z.tenant_id = r.tenant_id and r.transaction_id < z.horizon
  group by 1, 2, 3;
  return null;
end
$$;
create trigger count_deleted after delete on activity_log referencing old table as removed
  for each statement execute function count_deleted_log();

-- Imported rows lie below every horizon: they are told when they are written.
create function count_imported_log(tenant text, instants timestamptz[], operations text[]) returns void
language sql as $$
  insert into history_log_changes (tenant_id, quarter_start, operation, rows)
  select tenant, quarter_of(l.at), l.operation, count(*)
  from unnest(instants, operations) l (at, operation)
  group by 2, 3
$$;

create function begin_log_counts() returns trigger language plpgsql as $$
begin
  insert into history_log_horizons values (new.tenant_id, pg_snapshot_xmin(pg_current_snapshot())::text::bigint);
  return null;
end
$$;
create trigger begin_log_counts after insert on tenants
  for each row execute function begin_log_counts();

-- Rows of the log that are not counted yet. The horizon stands in the statement: so the plan knows that there are few.
create function log_not_counted(tenant text) returns table (at timestamptz, operation text)
language plpgsql stable set enable_seqscan = off as $$
declare
  first_id bigint;
begin
  select horizon into first_id from history_log_horizons where tenant_id = tenant;
  return query execute format(
    'select l.at::timestamptz, l.operation from activity_log l where l.tenant_id = %L and l.transaction_id >= %s',
    tenant, coalesce(first_id, 0));
end
$$;

insert into history_log_horizons (tenant_id, horizon)
select tenant_id, pg_snapshot_xmin(pg_current_snapshot())::text::bigint from tenants;
insert into history_log_counts (tenant_id, quarter_start, operation, rows)
select l.tenant_id, quarter_of(l.at), l.operation, count(*)
from activity_log l
join history_log_horizons z on z.tenant_id = l.tenant_id and l.transaction_id < z.horizon
group by 1, 2, 3;
