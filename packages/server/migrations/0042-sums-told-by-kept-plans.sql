-- What hours and denials tell the sums is planned once in a session, not in every statement that writes some: each trigger
-- has a function of its own, in which the statement stands. Nothing is asked where nothing was written. The look-up of the
-- cursor is pinned, for the plan is kept.
drop trigger tell_sums_of_new_hours on history_hours;
drop trigger tell_sums_of_changed_hours on history_hours;
drop trigger tell_sums_of_deleted_hours on history_hours;
drop function tell_sums_of_hours();
drop trigger tell_sums_of_new_denials on history_denials;
drop trigger tell_sums_of_changed_denials on history_denials;
drop trigger tell_sums_of_deleted_denials on history_denials;
drop function tell_sums_of_denials();

do $make$
declare
  hours text := $sql$
    create function tell_sums_of_%1$s_hours() returns trigger language plpgsql as $$
    begin
      if not exists (select from %2$s) then
        return null;
      end if;
      insert into history_sum_changes (
        tenant_id, offering_id, product_id, hour_start, grants, used_change, used_moment, bought_change, bought_moment,
        overdraft_used_change, overdraft_used_moment, overdraft_change, overdraft_moment, at_hard_cap_change,
        at_hard_cap_moment
      )
      select s.tenant_id, c.offering_id, c.product_id, s.hour_start, s.grants, s.used_change, s.used_moment,
        s.bought_change, s.bought_moment, s.overdraft_used_change, s.overdraft_used_moment, s.overdraft_change,
        s.overdraft_moment, s.at_hard_cap_change, s.at_hard_cap_moment
      from (
        select h.tenant_id, h.entitlement_id, h.hour_start, sum(sign * d.grants) as grants,
          sum(sign * used_change) as used_change, sum(sign * used_moment) as used_moment,
          sum(sign * bought_change) as bought_change, sum(sign * bought_moment) as bought_moment,
          sum(sign * overdraft_used_change) as overdraft_used_change,
          sum(sign * overdraft_used_moment) as overdraft_used_moment,
          sum(sign * overdraft_change) as overdraft_change, sum(sign * overdraft_moment) as overdraft_moment,
          sum(sign * at_hard_cap_change) as at_hard_cap_change, sum(sign * at_hard_cap_moment) as at_hard_cap_moment
        from (%3$s) h
        cross join lateral seat_changes(h.hour) d
        group by h.tenant_id, h.entitlement_id, h.hour_start
      ) s
      cross join lateral (
        select c.offering_id, c.product_id from history_cursors c
        where c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
        offset 0
      ) c
      where s.grants <> 0 or s.used_change <> 0 or s.used_moment <> 0 or s.bought_change <> 0 or s.bought_moment <> 0
        or s.overdraft_used_change <> 0 or s.overdraft_used_moment <> 0 or s.overdraft_change <> 0
        or s.overdraft_moment <> 0 or s.at_hard_cap_change <> 0 or s.at_hard_cap_moment <> 0;
      return null;
    end
    $$
  $sql$;
  of_hours text := $sql$
    select %s as sign, tenant_id, entitlement_id, hour_start, r::history_hours as hour from %s r where feature_key = ''
  $sql$;
  denials text := $sql$
    create function tell_sums_of_%1$s_denials() returns trigger language plpgsql as $$
    begin
      if not exists (select from %2$s) then
        return null;
      end if;
      insert into history_sum_changes (
        tenant_id, offering_id, product_id, hour_start, denials, hour_denied, day_denied, month_denied
      )
      select s.tenant_id, c.offering_id, c.product_id, s.hour_start, s.denials, s.hour_denied, s.day_denied,
        s.month_denied
      from (
        select tenant_id, entitlement_id, hour_start, sum(sign * attempts) as denials,
          sum(sign * hour_first::int) as hour_denied, sum(sign * day_first::int) as day_denied,
          sum(sign * month_first::int) as month_denied
        from (%3$s) d
        group by tenant_id, entitlement_id, hour_start
      ) s
      cross join lateral (
        select c.offering_id, c.product_id from history_cursors c
        where c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
        offset 0
      ) c
      where s.denials <> 0 or s.hour_denied <> 0 or s.day_denied <> 0 or s.month_denied <> 0;
      return null;
    end
    $$
  $sql$;
  of_denials text := $sql$
    select %s as sign, tenant_id, entitlement_id, hour_start, attempts, hour_first, day_first, month_first
    from %s r
    where feature_key = ''
  $sql$;
  part record;
begin
  for part in
    select * from (values (hours, of_hours), (denials, of_denials)) t (function, changes)
  loop
    execute format(part.function, 'new', 'added', format(part.changes, 1, 'added'));
    execute format(part.function, 'deleted', 'removed', format(part.changes, -1, 'removed'));
    execute format(part.function, 'changed', 'added',
      format(part.changes, 1, 'added') || ' union all ' || format(part.changes, -1, 'removed'));
  end loop;
end
$make$;

create trigger tell_sums_of_new_hours after insert on history_hours referencing new table as added
  for each statement execute function tell_sums_of_new_hours();
create trigger tell_sums_of_changed_hours after update on history_hours referencing old table as removed new table as added
  for each statement execute function tell_sums_of_changed_hours();
create trigger tell_sums_of_deleted_hours after delete on history_hours referencing old table as removed
  for each statement execute function tell_sums_of_deleted_hours();
create trigger tell_sums_of_new_denials after insert on history_denials referencing new table as added
  for each statement execute function tell_sums_of_new_denials();
create trigger tell_sums_of_changed_denials after update on history_denials
  referencing old table as removed new table as added
  for each statement execute function tell_sums_of_changed_denials();
create trigger tell_sums_of_deleted_denials after delete on history_denials referencing old table as removed
  for each statement execute function tell_sums_of_deleted_denials();
