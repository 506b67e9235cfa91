-- Rule 27: what belongs to an entitlement goes with it. Tables that are written with every seat have no foreign key,
-- which would lock the entitlement for each row; so the deletion looks after them. Closed statements and the audit log stay.

create function forget_entitlement() returns trigger language plpgsql as $$
begin
  delete from feature_holdings h
  using activations a
  where a.tenant_id = old.tenant_id and a.entitlement_id = old.entitlement_id
    and h.tenant_id = a.tenant_id and h.activation_id = a.activation_id;
  delete from activations where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from feature_usage where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from usage_closings where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from open_denials where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from idempotent_answers where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from activity_log where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from overdraft_episodes where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from event_cursors where tenant_id = old.tenant_id and entitlement_id = old.entitlement_id;
  delete from notes
  where tenant_id = old.tenant_id and subject_type = 'entitlement' and subject_id = old.entitlement_id;
  return null;
end
$$;
create trigger forget after delete on entitlements
  for each row execute function forget_entitlement();

create function forget_customer() returns trigger language plpgsql as $$
begin
  delete from contacts where tenant_id = old.tenant_id and customer_id = old.customer_id;
  delete from custom_field_values where tenant_id = old.tenant_id and entity_id = old.customer_id;
  delete from notes where tenant_id = old.tenant_id and subject_type = 'customer' and subject_id = old.customer_id;
  return old;
end
$$;
create trigger forget before delete on customers
  for each row execute function forget_customer();
