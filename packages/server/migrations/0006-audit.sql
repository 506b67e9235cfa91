-- The audit log: every change of every object, field by field, with its author. Triggers write it, so that no path, a
-- bulk import included, can change an audited table and leave no row; a change without an author fails.

create table audit_log (
  tenant_id    text collate "C" not null,
  audit_id     bigint not null generated always as identity,
  at           timestamptz(3) not null,
  author_kind  text not null check (author_kind in ('client', 'user', 'contact', 'system')),
  author_id    text,
  author_name  text not null,
  object_type  text not null,
  object_id    text not null,
  -- what of the object was changed when it is kept in a table of its own, such as `activationCodes CODE-1`
  part         text,
  action       text not null check (action in ('create', 'update', 'delete')),
  -- [{"field", "old", "new"}], fields by their column's name, values as text (an amount of 64 bits is no JSON number);
  -- of what is secret or large only that it changed
  changes      jsonb not null,
  primary key (tenant_id, audit_id)
);
create index audit_log_by_object on audit_log (tenant_id, object_type, object_id, audit_id);

-- Arguments of the trigger: type of the object, column of its id, and optionally: name of the part, column of the
-- part's id, columns whose values are not shown (comma list).
-- The author and the test clock's offset are settings of the transaction, see transaction() in database.ts.
create function record_change() returns trigger language plpgsql as $$
declare
  object_type text := tg_argv[0];
  id_column text := tg_argv[1];
  part_name text := nullif(tg_argv[2], '');
  part_column text := nullif(tg_argv[3], '');
  masked text[] := string_to_array(coalesce(tg_argv[4], ''), ',');
  -- kept by the system: who reads of a change wants to know what was changed, not that something was
  kept text[] := array['tenant_id', 'created_at', 'updated_at', 'catalog_version', 'version', 'sequence',
    'seats_used', 'due_at', 'usage_resets', 'told_expiry', 'told_maintenance_expiry', id_column, coalesce(part_column, id_column)];
  was jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
  became jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
  present jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  author jsonb := nullif(current_setting('leeway.author', true), '')::jsonb;
  changes jsonb;
begin
  select coalesce(jsonb_agg(
    case when key = any (masked) then jsonb_build_object('field', key, 'masked', true)
    else jsonb_build_object('field', key, 'old', was ->> key, 'new', became ->> key) end order by key), '[]')
  into changes
  from jsonb_object_keys(present) as key
  where (was ->> key) is distinct from (became ->> key) and key <> all (kept);
  if tg_op = 'UPDATE' and changes = '[]' then
    return null;
  end if;
  if author is null then
    raise exception 'a change of % without an author', tg_table_name;
  end if;
  insert into audit_log (
    tenant_id, at, author_kind, author_id, author_name, object_type, object_id, part, action, changes
  )
  values (
    present ->> 'tenant_id',
    statement_timestamp() + current_setting('leeway.clock_offset_ms')::float8 * interval '1 ms',
    author ->> 'kind', author ->> 'id', author ->> 'name',
    object_type, present ->> id_column,
    part_name || coalesce(' ' || (present ->> part_column), ''),
    case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end,
    changes
  );
  return null;
end
$$;

create trigger audit after insert or update or delete on tenants
  for each row execute function record_change('tenant', 'tenant_id');
create trigger audit after insert or update or delete on api_clients
  for each row execute function record_change('apiClient', 'api_id', '', '', 'secret_hash');
create trigger audit after insert or update or delete on products
  for each row execute function record_change('product', 'product_id');
create trigger audit after insert or update or delete on editions
  for each row execute function record_change('edition', 'edition_id');
create trigger audit after insert or update or delete on features
  for each row execute function record_change('feature', 'feature_id');
create trigger audit after insert or update or delete on plans
  for each row execute function record_change('plan', 'plan_id');
create trigger audit after insert or update or delete on offerings
  for each row execute function record_change('offering', 'offering_id');
create trigger audit after insert or update or delete on customers
  for each row execute function record_change('customer', 'customer_id');
create trigger audit after insert or update or delete on contacts
  for each row execute function record_change('contact', 'contact_id');
create trigger audit after insert or update or delete on entitlement_groups
  for each row execute function record_change('entitlementGroup', 'entitlement_group_id', '', '', 'license_file');
create trigger audit after insert or update or delete on activation_codes
  for each row execute function
    record_change('entitlementGroup', 'entitlement_group_id', 'activationCodes', 'code');
create trigger audit after insert or update or delete on authorized_contacts
  for each row execute function
    record_change('entitlementGroup', 'entitlement_group_id', 'authorizedContacts', 'contact_id');
create trigger audit after insert or update or delete on entitlements
  for each row execute function record_change('entitlement', 'entitlement_id');
create trigger audit after insert or update or delete on entitlement_features
  for each row execute function record_change('entitlement', 'entitlement_id', 'features', 'feature_id');
-- Of the moving part only what is administered: seats and sequence are the activity log's, and so is a start by the
-- first activation, which no author administers.
create trigger audit after update of activation_date, disabled_date, customer_disabled, exported, expiry_date,
    maintenance_expiry_date on entitlement_states
  for each row
  when (
    (old.activation_date, old.disabled_date, old.customer_disabled, old.exported, old.expiry_date,
      old.maintenance_expiry_date) is distinct from
    (new.activation_date, new.disabled_date, new.customer_disabled, new.exported, new.expiry_date,
      new.maintenance_expiry_date)
    and (old.activation_date is not null or new.activation_date is null
      or coalesce(current_setting('leeway.author', true), '') <> '')
  )
  execute function record_change('entitlement', 'entitlement_id');
