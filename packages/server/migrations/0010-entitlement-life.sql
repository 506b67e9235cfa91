-- The life of an entitlement: renewals that end a usage period later on, and which ends are told (rules 23 and 24).
-- `due_at` wakes the worker for these too: no notice of an end and no start at a set date is untold before it.

alter table entitlement_states
  -- instants at which renewals and changes of offering end a usage period, past ones and those to come; ascending
  add column usage_resets timestamptz(3)[] not null default '{}',
  -- the last end, grace included, whose event is written; null again when the end moves ahead
  add column told_expiry timestamptz(3),
  add column told_maintenance_expiry timestamptz(3);

-- What ended before there were such events stays untold.
update entitlement_states
set told_expiry = case when expiry_date < now() then timestamptz '9999-12-31 23:59:59.999Z' end,
  told_maintenance_expiry =
    case when maintenance_expiry_date < now() then timestamptz '9999-12-31 23:59:59.999Z' end,
  due_at = least(due_at, now())
where expiry_date is not null or maintenance_expiry_date is not null;

-- A product's grace period moves the end of every entitlement that has none of its own: whatever that makes of them is
-- found out by the worker, who is woken here. In id order, like every writer; a millisecond on, because what happened at
-- this very instant may be told already.
create function wake_entitlements_of_product() returns trigger language plpgsql as $$
begin
  with locked as (
    select s.entitlement_id
    from entitlements e
    join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
    where e.tenant_id = new.tenant_id and e.product_id = new.product_id
      and e.grace_period_type is null and s.expiry_date is not null
    order by s.entitlement_id
    for update of s
  )
  update entitlement_states s
  set due_at = least(s.due_at, clock_timestamp() + interval '1 ms'
    + coalesce(nullif(current_setting('leeway.clock_offset_ms', true), ''), '0')::float8 * interval '1 ms')
  from locked
  where s.tenant_id = new.tenant_id and s.entitlement_id = locked.entitlement_id;
  return null;
end
$$;

create trigger wake_entitlements after update of grace_period_type, grace_period_count on products
  for each row
  when ((old.grace_period_type, old.grace_period_count) is distinct from
    (new.grace_period_type, new.grace_period_count))
  execute function wake_entitlements_of_product();
