-- The portal: who of a customer is signed in, at which provider its people can, and the host name it is found at.

-- Somebody who is signed in to a customer's portal: a contact, or one of the vendor's people in the customer's place.
create table portal_sessions (
  tenant_id          text collate "C" not null,
  session_id         text collate "C" not null,
  customer_id        text collate "C" not null,
  -- null: the vendor
  contact_id         text collate "C",
  -- sha-256 of a token of 256 random bits
  token_hash         bytea not null,
  method             text not null check (method in ('password', 'openId', 'vendorLink')),
  -- what the contact signed in with: another password, or another way of signing in, ends the session
  credentials_stamp  bytea,
  -- who of the vendor has opened it
  vendor             jsonb,
  address            text,
  created_at         timestamptz(3) not null,
  last_used_at       timestamptz(3) not null,
  expires_at         timestamptz(3) not null,
  primary key (tenant_id, session_id),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  check ((contact_id is null) = (method = 'vendorLink')),
  check ((contact_id is null) = (vendor is not null)),
  check ((contact_id is null) = (credentials_stamp is null))
);
create unique index portal_sessions_token on portal_sessions (tenant_id, token_hash);
create index portal_sessions_by_contact on portal_sessions (tenant_id, contact_id);
create index portal_sessions_by_customer on portal_sessions (tenant_id, customer_id);
create index portal_sessions_by_end on portal_sessions (expires_at);
-- Signing in is no administration; being in a customer's place is something the customer may ask about.
create trigger audit after insert on portal_sessions
  for each row when (new.method = 'vendorLink')
  execute function record_change('customer', 'customer_id', 'portalSessions', 'session_id',
    'token_hash,contact_id,credentials_stamp,last_used_at');

-- Where customers' people sign in by OpenID, one row for each tenant that says so.
create table portal_openid_settings (
  tenant_id      text collate "C" not null references tenants on delete cascade primary key,
  enabled        boolean not null,
  issuer         text,
  client_id      text,
  -- null: a public client
  client_secret  text
);
create trigger audit after insert or update or delete on portal_openid_settings
  for each row execute function record_change('portalOpenIdSettings', 'tenant_id', '', '', 'client_secret');

-- In lower case; a request for this host is for this tenant's portal. No two tenants have the same one.
alter table portal_settings add column host text;
create index portal_settings_by_host on portal_settings (host) where host is not null;
