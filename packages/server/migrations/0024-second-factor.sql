-- How people sign in besides a password: second factors, forgotten passwords, the tenant's own OpenID provider.

-- Time-based one-time passwords (RFC 6238). The secret has to be readable to check a code; it never leaves the server
-- again once a first code has confirmed it.
create table second_factors (
  tenant_id        text collate "C" not null,
  user_id          text collate "C" not null,
  secret           bytea not null,
  enabled_at       timestamptz(3) not null,
  -- sha-256 of the recovery codes that are left, each of 80 random bits
  recovery_hashes  bytea[] not null,
  -- half minutes since 1970 of the last code that was accepted: it and those before it are not accepted again
  last_step        integer not null,
  -- in a row; the pause grows with them
  wrong_codes      integer not null default 0,
  blocked_until    timestamptz(3),
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users on delete cascade
);
-- Not the codes that were tried: they are what happens, not what is administered.
create trigger audit after insert or update of secret, recovery_hashes or delete on second_factors
  for each row execute function
    record_change('user', 'user_id', 'secondFactor', '', 'secret,recovery_hashes,last_step,wrong_codes,blocked_until');

-- A second factor that waits for its first code; a newer one replaces it.
create table second_factor_enrolments (
  tenant_id   text collate "C" not null,
  user_id     text collate "C" not null,
  secret      bytea not null,
  expires_at  timestamptz(3) not null,
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users on delete cascade
);

alter table sessions
  -- the password was right, and the code of the second factor is still to come: nothing is open to it
  add column awaits_code boolean not null default false,
  add column method text not null default 'password' check (method in ('password', 'openId'));

-- Links to choose another password. Of a token only the sha-256 is kept.
create table password_resets (
  tenant_id   text collate "C" not null,
  token_hash  bytea not null,
  user_id     text collate "C" not null,
  created_at  timestamptz(3) not null,
  expires_at  timestamptz(3) not null,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, user_id) references users on delete cascade
);
create index password_resets_by_user on password_resets (tenant_id, user_id);
create index password_resets_by_end on password_resets (expires_at);

-- Where a tenant's people sign in by OpenID, one row for each tenant that says so.
create table openid_sign_in_settings (
  tenant_id      text collate "C" not null references tenants on delete cascade primary key,
  enabled        boolean not null,
  issuer         text,
  client_id      text,
  -- null: a public client
  client_secret  text,
  -- of who is no user yet; null: only users can sign in
  default_role   text
);
create trigger audit after insert or update or delete on openid_sign_in_settings
  for each row execute function record_change('openIdSignInSettings', 'tenant_id', '', '', 'client_secret');

-- Who has left for the provider and not come back: what the answer must fit. Of the state only the sha-256 is kept.
create table openid_sign_ins (
  tenant_id      text collate "C" not null references tenants on delete cascade,
  state_hash     bytea not null,
  issuer         text not null,
  nonce          text not null,
  code_verifier  text not null,
  expires_at     timestamptz(3) not null,
  primary key (tenant_id, state_hash)
);
create index openid_sign_ins_by_end on openid_sign_ins (expires_at);

alter table users
  -- the account at the provider that the user signs in with; an address can come to belong to somebody else, this cannot
  add column openid_issuer text,
  add column openid_subject text,
  add check ((openid_issuer is null) = (openid_subject is null));
create unique index users_openid on users (tenant_id, openid_issuer, openid_subject);
