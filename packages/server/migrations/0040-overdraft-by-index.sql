-- What may be in overdraft is found by an index, without a look at every entitlement beside its state.

-- Seats bought, as the entitlement has them; null: not told, and so it may be anything.
alter table entitlement_states add column bought int;
update entitlement_states s
set bought = e.seat_count
from entitlements e
where e.tenant_id = s.tenant_id and e.entitlement_id = s.entitlement_id;

-- Whether it is beyond them changes seldom, and so costs an index little; what is in use changes all the time. Seats whose lease
-- has ended but which nobody has settled are among those in use: who asks looks again.
alter table entitlement_states
  add column maybe_over boolean not null generated always as (coalesce(seats_used > bought, true)) stored;
create index entitlement_states_over on entitlement_states (tenant_id, entitlement_id) where maybe_over;

create function tell_state_bought() returns trigger language plpgsql as $$
begin
  update entitlement_states
  set bought = new.seat_count
  where tenant_id = new.tenant_id and entitlement_id = new.entitlement_id;
  return null;
end
$$;
create trigger tell_state_bought after update of seat_count on entitlements
  for each row when (old.seat_count <> new.seat_count) execute function tell_state_bought();
