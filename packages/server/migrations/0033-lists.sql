-- Lists of tens of thousands: what is sorted by the customer's name is read in its order.
create index customers_by_name on customers (tenant_id, name);

-- Seats still counted whose lease has ended at an instant, settled by nobody yet (rule 14). By its keys, so that who asks needs
-- no more of the row than those.
create function seats_ended(tenant text, entitlement text, at timestamptz) returns int
language sql stable as $$
  select count(*)::int
  from activations a
  join entitlements e on e.tenant_id = a.tenant_id and e.entitlement_id = a.entitlement_id
  where a.tenant_id = tenant and a.entitlement_id = entitlement
    and a.counted and a.lease_end <= at and e.concurrency_mode = 'concurrent'
$$;

create or replace function seats_in_use(states entitlement_states, at timestamptz) returns int
language sql stable as $$
  select states.seats_used
    - case when states.due_at <= at then seats_ended(states.tenant_id, states.entitlement_id, at) else 0 end
$$;
