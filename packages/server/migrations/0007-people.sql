-- People: the users of a tenant's console, their invitations and sessions, what the tenant asks of a sign-in, the key its
-- own signatures are made with, and the mails that go out.

create table users (
  tenant_id         text collate "C" not null references tenants on delete cascade,
  user_id           text collate "C" not null,
  username          text not null,
  first_name        text not null,
  last_name         text not null,
  email             text not null,
  email_verified    boolean not null default false,
  role              text not null check (role in (
    'Account Administrator', 'Product Management', 'Application Development', 'Back Office Integration', 'Support',
    'Sales', 'Viewer')),
  -- argon2id; null: invited, and has not chosen a password yet
  password_hash     text,
  disabled_date     timestamptz(3),
  created_at        timestamptz(3) not null,
  updated_at        timestamptz(3),
  primary key (tenant_id, user_id)
);
create unique index users_username on users (tenant_id, lower(username));
create unique index users_email on users (tenant_id, lower(email));
-- Who signs in without naming the tenant: the look-ups that are not led by it.
create index users_by_username on users (lower(username));
create index users_by_email on users (lower(email));
create trigger audit after insert or update or delete on users
  for each row execute function record_change('user', 'user_id', '', '', 'password_hash');

-- One open invitation a user: a newer one replaces it. Of its token only the sha-256 is kept.
create table invitations (
  tenant_id   text collate "C" not null,
  user_id     text collate "C" not null,
  token_hash  bytea not null,
  created_at  timestamptz(3) not null,
  expires_at  timestamptz(3) not null,
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users on delete cascade
);
create unique index invitations_token on invitations (tenant_id, token_hash);

-- A signed-in user. A session that has ended is deleted, so that what is there may be used until it expires.
create table sessions (
  tenant_id     text collate "C" not null,
  session_id    text collate "C" not null,
  user_id       text collate "C" not null,
  -- sha-256 of a token of 256 random bits
  token_hash    bytea not null,
  address       text,
  created_at    timestamptz(3) not null,
  last_used_at  timestamptz(3) not null,
  expires_at    timestamptz(3) not null,
  primary key (tenant_id, session_id),
  foreign key (tenant_id, user_id) references users on delete cascade
);
create unique index sessions_token on sessions (tenant_id, token_hash);
create index sessions_by_user on sessions (tenant_id, user_id);
create index sessions_by_end on sessions (expires_at);

create table security_settings (
  tenant_id    text collate "C" not null primary key references tenants on delete cascade,
  enforce_mfa  boolean not null default false
);
create trigger audit after insert or update or delete on security_settings
  for each row execute function record_change('securitySettings', 'tenant_id');

-- RSA: what a tenant signs for others to verify without asking, webhooks and offline tokens. Others hold its public half
-- for long, so it is made once and kept.
create table account_keys (
  tenant_id    text collate "C" not null primary key references tenants on delete cascade,
  key_id       text collate "C" not null,
  private_jwk  jsonb not null,
  created_at   timestamptz(3) not null
);

-- Mails to send, written in the transaction of what they tell of.
create table mails (
  tenant_id   text collate "C" not null references tenants on delete cascade,
  mail_id     text collate "C" not null,
  recipient   text not null,
  subject     text not null,
  text        text not null,
  created_at  timestamptz(3) not null,
  -- when it is tried next; null: nothing is left to do
  due_at      timestamptz(3),
  attempts    integer not null default 0,
  sent_at     timestamptz(3),
  sent_by     text check (sent_by in ('smtp', 'log')),
  -- given up at
  failed_at   timestamptz(3),
  last_error  text,
  primary key (tenant_id, mail_id)
);
create index mails_by_due on mails (due_at) where due_at is not null;
create index mails_by_age on mails (created_at);
