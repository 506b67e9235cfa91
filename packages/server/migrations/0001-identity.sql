-- Tenants and what may call for them. The tenant leads every key, so that the schema can be distributed by tenant.
-- Ids compare bytewise (collate "C"): cheaper than any language's order and the same on every server.

create table tenants (
  tenant_id   text collate "C" not null primary key,
  slug        text collate "C" not null,
  name        text not null,
  time_zone   text not null default 'UTC',
  created_at  timestamptz(3) not null
);
-- The realm in the token URL names a tenant before any tenant is known: the one look-up that is not led by it.
create index tenants_by_slug on tenants (slug);

create table api_clients (
  tenant_id    text collate "C" not null references tenants on delete cascade,
  api_id       text collate "C" not null,
  client_id    text collate "C" not null,
  client_name  text,
  -- sha-256 of a secret that is itself 256 random bits (or the vendor's own of 32 to 64 characters)
  secret_hash  bytea not null,
  scopes       text[] not null,
  created_at   timestamptz(3) not null,
  primary key (tenant_id, api_id),
  unique (tenant_id, client_id)
);
create index api_clients_by_client_id on api_clients (client_id);

-- Access tokens are signed with the tenant's newest key; older ones still verify until they are removed.
create table token_keys (
  tenant_id    text collate "C" not null references tenants on delete cascade,
  key_id       text collate "C" not null,
  private_jwk  jsonb not null,
  created_at   timestamptz(3) not null,
  primary key (tenant_id, key_id)
);
