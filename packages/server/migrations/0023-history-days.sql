-- Sums of usage history over many entitlements: by the hour, of a tenant, an offering, a product. What is summed are
-- changes of a level: an hour in which an entitlement did nothing adds nothing.

-- Of the hour, this long is counted in the row: less than the hour only while it is the meter's last.
alter table history_hours add column counted_ms int;
update history_hours h
set counted_ms = round(extract(epoch from least(h.hour_end, m.at) - h.hour_start) * 1000)
from history_meters m
where m.tenant_id = h.tenant_id and m.entitlement_id = h.entitlement_id and m.feature_key = h.feature_key;
alter table history_hours alter column counted_ms set not null;

-- Denials in the hours, days and months of the tenant's time zone: distinct seats can be summed when each is counted once.
alter table history_denials
  add column hour_start timestamptz(3),
  add column hour_first boolean not null default false,
  add column day_first boolean not null default false,
  add column month_first boolean not null default false;
update history_denials d
set hour_start = date_trunc('hour', d.at, c.time_zone)
from history_cursors c
where c.tenant_id = d.tenant_id and c.entitlement_id = d.entitlement_id;
update history_denials d
set hour_first = f.hour_first, day_first = f.day_first, month_first = f.month_first
from (
  select tenant_id, entitlement_id, feature_key, at, sequence,
    lag(date_trunc('hour', at, time_zone)) over seat is distinct from date_trunc('hour', at, time_zone) as hour_first,
    lag(date_trunc('day', at, time_zone)) over seat is distinct from date_trunc('day', at, time_zone) as day_first,
    lag(date_trunc('month', at, time_zone)) over seat is distinct from date_trunc('month', at, time_zone) as month_first
  from (select d.*, c.time_zone from history_denials d join history_cursors c using (tenant_id, entitlement_id)) d
  window seat as (partition by tenant_id, entitlement_id, feature_key, seat_id order by at, sequence)
) f
where f.tenant_id = d.tenant_id and f.entitlement_id = d.entitlement_id and f.feature_key = d.feature_key
  and f.at = d.at and f.sequence = d.sequence;
alter table history_denials alter column hour_start set not null;

-- In which sums an entitlement is counted: what it is of now, for all of its history.
alter table history_cursors add column offering_id text collate "C", add column product_id text collate "C";
update history_cursors c
set offering_id = e.offering_id, product_id = e.product_id
from entitlements e
where e.tenant_id = c.tenant_id and e.entitlement_id = c.entitlement_id;
alter table history_cursors alter column offering_id set not null, alter column product_id set not null;

-- A level that changes by d at t has the integral d * (T - t) up to any later T. Of all that an hour changed there is
-- kept the sum of d, and the sum of d * (t - start of the hour), the moment, in unit-milliseconds.
create table history_sums (
  tenant_id              text collate "C" not null,
  scope                  text collate "C" not null check (scope in ('tenant', 'offering', 'product')),
  -- '' of the tenant
  scope_id               text collate "C" not null,
  hour_start             timestamptz(3) not null,
  grants                 bigint not null,
  used_change            bigint not null,
  used_moment            numeric not null,
  bought_change          bigint not null,
  bought_moment          numeric not null,
  overdraft_used_change  bigint not null,
  overdraft_used_moment  numeric not null,
  -- entitlements in overdraft, and at their hard cap
  overdraft_change       bigint not null,
  overdraft_moment       numeric not null,
  at_hard_cap_change     bigint not null,
  at_hard_cap_moment     numeric not null,
  -- attempts denied; seats denied for the first time in this hour, on this day, in this month
  denials                bigint not null default 0,
  hour_denied            bigint not null default 0,
  day_denied             bigint not null default 0,
  month_denied           bigint not null default 0,
  primary key (tenant_id, scope, scope_id, hour_start)
) with (fillfactor = 80);

-- What is to be added to the sums: written with the hours it is of, in their transaction, where nobody waits for anybody.
create table history_sum_changes (
  tenant_id              text collate "C" not null,
  change_id              bigint not null generated always as identity,
  offering_id            text collate "C" not null,
  product_id             text collate "C" not null,
  hour_start             timestamptz(3) not null,
  grants                 bigint not null default 0,
  used_change            bigint not null default 0,
  used_moment            numeric not null default 0,
  bought_change          bigint not null default 0,
  bought_moment          numeric not null default 0,
  overdraft_used_change  bigint not null default 0,
  overdraft_used_moment  numeric not null default 0,
  overdraft_change       bigint not null default 0,
  overdraft_moment       numeric not null default 0,
  at_hard_cap_change     bigint not null default 0,
  at_hard_cap_moment     numeric not null default 0,
  -- attempts denied; seats denied for the first time in this hour, on this day, in this month
  denials                bigint not null default 0,
  hour_denied            bigint not null default 0,
  day_denied             bigint not null default 0,
  month_denied           bigint not null default 0,
  primary key (tenant_id, change_id)
);

-- Changes and moments of an hour of the seats, in the order of the tables above. An entitlement that begins in the hour
-- has no limits before.
create function seat_changes(hour history_hours) returns table (
  grants bigint, used_change bigint, used_moment numeric, bought_change bigint, bought_moment numeric,
  overdraft_used_change bigint, overdraft_used_moment numeric, overdraft_change bigint, overdraft_moment numeric,
  at_hard_cap_change bigint, at_hard_cap_moment numeric
) language sql immutable as $$
  select hour.grants::bigint,
    hour.closing_used - hour.opening_used, hour.closing_used::numeric * hour.counted_ms - hour.used_ms,
    hour.closing_bought - hour.opening_bought, hour.closing_bought::numeric * hour.counted_ms - hour.bought_ms,
    closing_over - opening_over, closing_over::numeric * hour.counted_ms - hour.overdraft_used_ms,
    least(closing_over, 1) - least(opening_over, 1), least(closing_over, 1)::numeric * hour.counted_ms - hour.overdraft_ms,
    closing_capped - opening_capped, closing_capped::numeric * hour.counted_ms - hour.at_hard_cap_ms
  from (
    select greatest(hour.opening_used - hour.opening_bought, 0) as opening_over,
      greatest(hour.closing_used - hour.closing_bought, 0) as closing_over,
      (hour.opening_bought > 0 and hour.opening_used >= coalesce(hour.opening_hard_cap, 9223372036854775807))::int::bigint
        as opening_capped,
      (hour.closing_used >= coalesce(hour.closing_hard_cap, 9223372036854775807))::int::bigint as closing_capped
  ) level
$$;

-- Whatever writes or deletes hours, the sums are told.
create function tell_sums_of_hours() returns trigger language plpgsql as $$
begin
  execute format(
    'insert into history_sum_changes (
      tenant_id, offering_id, product_id, hour_start, grants, used_change, used_moment, bought_change, bought_moment,
      overdraft_used_change, overdraft_used_moment, overdraft_change, overdraft_moment, at_hard_cap_change,
      at_hard_cap_moment
    )
    select s.tenant_id, c.offering_id, c.product_id, s.hour_start, s.grants, s.used_change, s.used_moment, s.bought_change,
      s.bought_moment, s.overdraft_used_change, s.overdraft_used_moment, s.overdraft_change, s.overdraft_moment,
      s.at_hard_cap_change, s.at_hard_cap_moment
    from (
      select h.tenant_id, h.entitlement_id, h.hour_start, sum(sign * d.grants) as grants,
        sum(sign * used_change) as used_change, sum(sign * used_moment) as used_moment,
        sum(sign * bought_change) as bought_change, sum(sign * bought_moment) as bought_moment,
        sum(sign * overdraft_used_change) as overdraft_used_change,
        sum(sign * overdraft_used_moment) as overdraft_used_moment,
        sum(sign * overdraft_change) as overdraft_change, sum(sign * overdraft_moment) as overdraft_moment,
        sum(sign * at_hard_cap_change) as at_hard_cap_change, sum(sign * at_hard_cap_moment) as at_hard_cap_moment
      from (%s) h
      cross join lateral seat_changes(h.hour) d
      group by h.tenant_id, h.entitlement_id, h.hour_start
    ) s
    join history_cursors c on c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
    where s.grants <> 0 or s.used_change <> 0 or s.used_moment <> 0 or s.bought_change <> 0 or s.bought_moment <> 0
      or s.overdraft_used_change <> 0 or s.overdraft_used_moment <> 0 or s.overdraft_change <> 0
      or s.overdraft_moment <> 0 or s.at_hard_cap_change <> 0 or s.at_hard_cap_moment <> 0',
    case tg_op
      when 'INSERT' then 'select 1 as sign, tenant_id, entitlement_id, hour_start, a::history_hours as hour from added a where feature_key = '''''
      when 'DELETE' then 'select -1 as sign, tenant_id, entitlement_id, hour_start, r::history_hours as hour from removed r where feature_key = '''''
      else 'select 1 as sign, tenant_id, entitlement_id, hour_start, a::history_hours as hour from added a where feature_key = ''''
        union all
        select -1, tenant_id, entitlement_id, hour_start, r::history_hours from removed r where feature_key = '''''
    end
  );
  return null;
end
$$;
create trigger tell_sums_of_new_hours after insert on history_hours referencing new table as added
  for each statement execute function tell_sums_of_hours();
create trigger tell_sums_of_changed_hours after update on history_hours referencing old table as removed new table as added
  for each statement execute function tell_sums_of_hours();
create trigger tell_sums_of_deleted_hours after delete on history_hours referencing old table as removed
  for each statement execute function tell_sums_of_hours();

-- What denials add to the sums of their hours.
create function tell_sums_of_denials() returns trigger language plpgsql as $$
begin
  execute format(
    'insert into history_sum_changes (
      tenant_id, offering_id, product_id, hour_start, denials, hour_denied, day_denied, month_denied
    )
    select s.tenant_id, c.offering_id, c.product_id, s.hour_start, s.denials, s.hour_denied, s.day_denied, s.month_denied
    from (
      select tenant_id, entitlement_id, hour_start, sum(sign * attempts) as denials,
        sum(sign * hour_first::int) as hour_denied, sum(sign * day_first::int) as day_denied,
        sum(sign * month_first::int) as month_denied
      from (%s) d
      where feature_key = ''''
      group by tenant_id, entitlement_id, hour_start
    ) s
    join history_cursors c on c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
    where s.denials <> 0 or s.hour_denied <> 0 or s.day_denied <> 0 or s.month_denied <> 0',
    case tg_op
      when 'INSERT' then 'select 1 as sign, * from added'
      when 'DELETE' then 'select -1 as sign, * from removed'
      else 'select 1 as sign, * from added union all select -1, * from removed'
    end
  );
  return null;
end
$$;
create trigger tell_sums_of_new_denials after insert on history_denials referencing new table as added
  for each statement execute function tell_sums_of_denials();
create trigger tell_sums_of_changed_denials after update on history_denials
  referencing old table as removed new table as added
  for each statement execute function tell_sums_of_denials();
create trigger tell_sums_of_deleted_denials after delete on history_denials referencing old table as removed
  for each statement execute function tell_sums_of_denials();

create function tell_sums_of_entitlement(sign int, counted history_cursors) returns void language sql as $$
  insert into history_sum_changes (
    tenant_id, offering_id, product_id, hour_start, grants, used_change, used_moment, bought_change, bought_moment,
    overdraft_used_change, overdraft_used_moment, overdraft_change, overdraft_moment, at_hard_cap_change,
    at_hard_cap_moment
  )
  select h.tenant_id, counted.offering_id, counted.product_id, h.hour_start, sign * d.grants, sign * used_change,
    sign * used_moment, sign * bought_change, sign * bought_moment, sign * overdraft_used_change,
    sign * overdraft_used_moment, sign * overdraft_change, sign * overdraft_moment, sign * at_hard_cap_change,
    sign * at_hard_cap_moment
  from history_hours h
  cross join lateral seat_changes(h) d
  where h.tenant_id = counted.tenant_id and h.entitlement_id = counted.entitlement_id and h.feature_key = '';
  insert into history_sum_changes (
    tenant_id, offering_id, product_id, hour_start, denials, hour_denied, day_denied, month_denied
  )
  select d.tenant_id, counted.offering_id, counted.product_id, d.hour_start, sign * sum(d.attempts),
    sign * sum(d.hour_first::int), sign * sum(d.day_first::int), sign * sum(d.month_first::int)
  from history_denials d
  where d.tenant_id = counted.tenant_id and d.entitlement_id = counted.entitlement_id and d.feature_key = ''
  group by d.tenant_id, d.hour_start
$$;

-- An entitlement that goes takes its history out of the sums; its hours, deleted after their cursor, tell nothing.
create function tell_sums_of_cursor() returns trigger language plpgsql as $$
begin
  perform tell_sums_of_entitlement(-1, old);
  if tg_op = 'DELETE' then
    return old;
  end if;
  perform tell_sums_of_entitlement(1, new);
  return new;
end
$$;
create trigger tell_sums_of_deleted_cursor before delete on history_cursors
  for each row execute function tell_sums_of_cursor();
create trigger tell_sums_of_moved_cursor before update of offering_id, product_id on history_cursors
  for each row when (old.offering_id <> new.offering_id or old.product_id <> new.product_id)
  execute function tell_sums_of_cursor();

create function move_cursor_of_entitlement() returns trigger language plpgsql as $$
begin
  update history_cursors
  set offering_id = new.offering_id, product_id = new.product_id
  where tenant_id = new.tenant_id and entitlement_id = new.entitlement_id;
  return null;
end
$$;
create trigger move_history after update of offering_id, product_id on entitlements
  for each row when (old.offering_id <> new.offering_id or old.product_id <> new.product_id)
  execute function move_cursor_of_entitlement();

-- What was derived before there were sums.
insert into history_sums (
  tenant_id, scope, scope_id, hour_start, grants, used_change, used_moment, bought_change, bought_moment,
  overdraft_used_change, overdraft_used_moment, overdraft_change, overdraft_moment, at_hard_cap_change,
  at_hard_cap_moment
)
select h.tenant_id, s.scope, s.scope_id, h.hour_start, sum(d.grants), sum(used_change), sum(used_moment), sum(bought_change),
  sum(bought_moment), sum(overdraft_used_change), sum(overdraft_used_moment), sum(overdraft_change),
  sum(overdraft_moment), sum(at_hard_cap_change), sum(at_hard_cap_moment)
from history_hours h
join history_cursors c on c.tenant_id = h.tenant_id and c.entitlement_id = h.entitlement_id
cross join lateral (values ('tenant', ''), ('offering', c.offering_id), ('product', c.product_id)) s (scope, scope_id)
cross join lateral seat_changes(h) d
where h.feature_key = ''
group by h.tenant_id, s.scope, s.scope_id, h.hour_start;
insert into history_sums (
  tenant_id, scope, scope_id, hour_start, grants, used_change, used_moment, bought_change, bought_moment,
  overdraft_used_change, overdraft_used_moment, overdraft_change, overdraft_moment, at_hard_cap_change,
  at_hard_cap_moment, denials, hour_denied, day_denied, month_denied
)
select d.tenant_id, s.scope, s.scope_id, d.hour_start, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, sum(d.attempts),
  sum(d.hour_first::int), sum(d.day_first::int), sum(d.month_first::int)
from history_denials d
join history_cursors c on c.tenant_id = d.tenant_id and c.entitlement_id = d.entitlement_id
cross join lateral (values ('tenant', ''), ('offering', c.offering_id), ('product', c.product_id)) s (scope, scope_id)
where d.feature_key = ''
group by d.tenant_id, s.scope, s.scope_id, d.hour_start
on conflict (tenant_id, scope, scope_id, hour_start) do update
set denials = excluded.denials, hour_denied = excluded.hour_denied, day_denied = excluded.day_denied,
  month_denied = excluded.month_denied;

-- Pages of a tenant's statements, latest first.
create index statements_by_period on statements (tenant_id, period_start desc, customer_id, correction);
