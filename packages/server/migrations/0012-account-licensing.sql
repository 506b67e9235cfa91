-- Whose word is taken for who a user is, one row for each tenant that says so.
create table licensing_settings (
  tenant_id        text collate "C" not null references tenants on delete cascade,
  -- null: no OpenID token opens anything
  authority_url    text,
  -- null: what the authority's metadata says
  issuer           text,
  audience         text,
  user_claim       text not null,
  group_ids_claim  text,
  primary key (tenant_id)
);
create trigger audit after insert or update or delete on licensing_settings
  for each row execute function record_change('licensingSettings', 'tenant_id');

-- Which groups a contact may use, asked with each activation by an account.
create index authorized_contacts_by_contact on authorized_contacts (tenant_id, contact_id);

alter table activations add column mode text not null default 'online' check (mode in ('online', 'offline'));

-- A local license server is known by the seat it takes of the entitlement that licenses it.
create table local_license_servers (
  tenant_id                text collate "C" not null references tenants on delete cascade,
  local_license_server_id  text collate "C" not null,
  name                     text not null,
  entitlement_id           text collate "C" not null,
  seat_id                  text collate "C" not null,
  -- as of the licence it had last; the seat itself tells more while it is held
  activation_id            text collate "C" not null,
  activated_at             timestamptz(3) not null,
  last_lease_at            timestamptz(3) not null,
  lease_end                timestamptz(3) not null,
  deactivated_at           timestamptz(3),
  created_at               timestamptz(3) not null,
  primary key (tenant_id, local_license_server_id),
  unique (tenant_id, entitlement_id, seat_id),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade
);
create index local_license_servers_by_activation on local_license_servers (tenant_id, activation_id);
-- Not its leases: they are what happens, not what is administered.
create trigger audit after insert or update of name, activation_id, deactivated_at or delete on local_license_servers
  for each row execute function record_change('localLicenseServer', 'local_license_server_id');

-- Entitlements that are at a local license server; the row goes when the entitlement comes back.
create table entitlement_exports (
  tenant_id                text collate "C" not null,
  entitlement_id           text collate "C" not null,
  local_license_server_id  text collate "C" not null,
  export_date              timestamptz(3) not null,
  last_export_date         timestamptz(3) not null,
  -- what the last token was made of: the version of the entitlement and that of its product, added up
  exported_version         bigint not null,
  primary key (tenant_id, entitlement_id),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade,
  foreign key (tenant_id, local_license_server_id) references local_license_servers
);
create index entitlement_exports_by_server on entitlement_exports (tenant_id, local_license_server_id);
create trigger audit after insert or update or delete on entitlement_exports
  for each row execute function record_change('entitlement', 'entitlement_id', 'export', 'local_license_server_id');
