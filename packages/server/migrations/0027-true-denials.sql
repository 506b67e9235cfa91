-- True denials (rule 31) in one place, for all that counts them.

-- A request that was refused because it would have passed the hard cap, and for nothing else: with more units it would have
-- been granted. The same as the rule `isForWant`.
create function is_for_want(reasons text[]) returns boolean language sql immutable parallel safe as $$
  select reasons = array['seatLimitReached'] or reasons = array['featureLimitReached']
$$;

alter table history_denials
  add column for_want boolean not null generated always as (is_for_want(reasons)) stored,
  -- The same seat was denied again for want before its window had closed: that row tells what came of it.
  add column followed boolean not null default false;

update history_denials d
set followed = true
from (
  select tenant_id, entitlement_id, feature_key, at, sequence,
    lead(at) over (partition by tenant_id, entitlement_id, feature_key, seat_id order by at, sequence) as next_at
  from history_denials
  where for_want
) n
where n.next_at < n.at + interval '15 minutes'
  and d.tenant_id = n.tenant_id and d.entitlement_id = n.entitlement_id and d.feature_key = n.feature_key
  and d.at = n.at and d.sequence = n.sequence;

-- Denials of an entitlement are written in the order in which they happened.
create function follow_denials() returns trigger language plpgsql as $$
begin
  update history_denials d
  set followed = true
  from added n
  where n.for_want and d.for_want and not d.followed
    and d.tenant_id = n.tenant_id and d.entitlement_id = n.entitlement_id and d.feature_key = n.feature_key
    and d.seat_id = n.seat_id and d.at > n.at - interval '15 minutes' and (d.at, d.sequence) < (n.at, n.sequence);
  return null;
end
$$;
create trigger follow_denials after insert on history_denials referencing new table as added
  for each statement execute function follow_denials();

-- Whether a row was a true denial at an instant: the last of its window, which had closed, and nobody had got the seat.
create function is_true_denial(denial history_denials, instant timestamptz) returns boolean
language sql stable parallel safe as $$
  select denial.for_want and not denial.followed and denial.granted_at is null
    and denial.at + interval '15 minutes' <= instant
$$;

-- Counting many is done in the index alone.
drop index history_denials_by_time;
create index history_denials_by_time on history_denials (tenant_id, at)
  include (feature_key, entitlement_id, seat_id, attempts, for_want, followed, granted_at);
