-- What the operator decides about tenants, and what a tenant decides about its portal and its webhook listeners.

-- A disabled tenant keeps everything; its tokens are refused.
alter table tenants add column enabled boolean not null default true;
-- Made for trying things out: left out of the operator's list unless asked for.
alter table tenants add column is_test boolean not null default false;
-- Where the tenant's people sign in; null: here.
alter table tenants add column custom_auth_url text;

create table tenant_features (
  tenant_id     text collate "C" not null references tenants on delete cascade,
  feature_flag  text collate "C" not null,
  enabled       boolean not null,
  primary key (tenant_id, feature_flag)
);
create trigger audit after insert or update or delete on tenant_features
  for each row execute function record_change('tenant', 'tenant_id', 'features', 'feature_flag');

-- No row: everything is as it is by default. Null in a column: its default.
create table portal_settings (
  tenant_id               text collate "C" not null references tenants on delete cascade primary key,
  url                     text,
  theme_overrides         jsonb,
  show_activations_graph  text check (show_activations_graph in ('none', 'admin', 'user')),
  show_activation_codes   text check (show_activation_codes in ('none', 'admin', 'user')),
  show_entitlement_groups text check (show_entitlement_groups in ('none', 'admin', 'user')),
  show_user_management    text check (show_user_management in ('none', 'admin', 'user'))
);
create trigger audit after insert or update or delete on portal_settings
  for each row execute function record_change('portalSettings', 'tenant_id');

-- One logo a tenant; a new one has a new id, so that whoever remembers it by its address never shows the old one.
create table portal_logos (
  tenant_id   text collate "C" not null references tenants on delete cascade primary key,
  logo_id     text collate "C" not null,
  type        text not null,
  bytes       bytea not null,
  created_at  timestamptz(3) not null
);
create trigger audit after insert or update or delete on portal_logos
  for each row execute function record_change('portalSettings', 'tenant_id', 'logo', 'logo_id', 'bytes');

create table webhook_listeners (
  tenant_id            text collate "C" not null references tenants on delete cascade,
  webhook_listener_id  text collate "C" not null,
  uri                  text not null,
  subscriptions        text[] not null,
  -- what deliveries are signed with (Standard Webhooks): kept as it is, because it signs
  signing_secret       text not null,
  created_at           timestamptz(3) not null,
  primary key (tenant_id, webhook_listener_id)
);
create trigger audit after insert or update or delete on webhook_listeners
  for each row execute function record_change('webhookListener', 'webhook_listener_id', '', '', 'signing_secret');
