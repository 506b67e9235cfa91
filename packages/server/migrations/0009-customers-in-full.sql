-- Notes, the credentials of contacts, and imports of customers.

-- Of a customer or of an entitlement. A note is never changed; it goes with what it is about.
create table notes (
  tenant_id        text collate "C" not null references tenants on delete cascade,
  note_id          text collate "C" not null,
  subject_type     text not null check (subject_type in ('customer', 'entitlement')),
  subject_id       text collate "C" not null,
  note             text not null,
  author_kind      text not null check (author_kind in ('client', 'user', 'contact', 'system')),
  author_username  text,
  author_name      text not null,
  created_at       timestamptz(3) not null,
  primary key (tenant_id, note_id)
);
create index notes_by_subject on notes (tenant_id, subject_id, created_at, note_id);
create trigger audit after insert on notes
  for each row when (new.subject_type = 'customer')
  execute function record_change('customer', 'subject_id', 'notes', 'note_id');
create trigger audit_of_entitlements after insert on notes
  for each row when (new.subject_type = 'entitlement')
  execute function record_change('entitlement', 'subject_id', 'notes', 'note_id');

-- How a contact signs in. `username` is its address in lower case, and there while it signs in with a password, so that
-- one address is one person in the whole tenant.
create table contact_credentials (
  tenant_id             text collate "C" not null,
  contact_id            text collate "C" not null,
  authentication        text not null check (authentication in ('password', 'openIdToken')),
  role                  text not null check (role in ('user', 'admin')),
  username              text collate "C",
  -- argon2id; null: no password has been chosen yet
  password_hash         text,
  claim_value           text,
  locked                boolean not null default false,
  -- in a row; at wrongPasswordsMax the credentials are locked
  wrong_password_count  int not null default 0,
  primary key (tenant_id, contact_id),
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  check ((authentication = 'password') = (username is not null)),
  check (authentication = 'password' or password_hash is null),
  check ((authentication = 'openIdToken') = (claim_value is not null))
);
create unique index contact_credentials_by_username on contact_credentials (tenant_id, username);
create unique index contact_credentials_by_claim on contact_credentials (tenant_id, claim_value);
-- Counting wrong passwords is no administration: it is done by whoever guesses.
create trigger audit after insert or delete or update of authentication, role, username, password_hash, claim_value, locked
  on contact_credentials
  for each row execute function
    record_change('contact', 'contact_id', 'credentials', '', 'password_hash');

-- One open link a contact: a newer one replaces it. Of its token only the sha-256 is kept.
create table contact_password_links (
  tenant_id   text collate "C" not null,
  contact_id  text collate "C" not null,
  token_hash  bytea not null,
  expires_at  timestamptz(3) not null,
  primary key (tenant_id, contact_id),
  foreign key (tenant_id, contact_id) references contact_credentials on delete cascade
);
create unique index contact_password_links_by_token on contact_password_links (tenant_id, token_hash);

create table customer_imports (
  tenant_id        text collate "C" not null references tenants on delete cascade,
  import_id        text collate "C" not null,
  file_name        text not null,
  dry_run          boolean not null,
  -- who uploaded the file, and so makes its changes
  author           jsonb not null,
  row_count        int not null,
  processed_count  int not null,
  created_count    int not null default 0,
  updated_count    int not null default 0,
  failed_count     int not null,
  created_at       timestamptz(3) not null,
  -- when a process last took it up; null: none has yet
  worked_at        timestamptz(3),
  completed_at     timestamptz(3),
  primary key (tenant_id, import_id)
);
create index customer_imports_to_do on customer_imports (coalesce(worked_at, created_at))
  where completed_at is null;
create index customer_imports_by_age on customer_imports (created_at);

-- The rows that are still to do, and those that were refused; the others are deleted when they are done.
create table customer_import_rows (
  tenant_id   text collate "C" not null,
  import_id   text collate "C" not null,
  row_number  int not null,
  -- {column: cell}; null: the row was refused
  cells       jsonb,
  -- [{"field", "message"}], why
  errors      jsonb,
  primary key (tenant_id, import_id, row_number),
  foreign key (tenant_id, import_id) references customer_imports on delete cascade,
  check ((cells is null) <> (errors is null))
);
create index customer_import_rows_to_do on customer_import_rows (tenant_id, import_id, row_number)
  where cells is not null;

-- Owners are users of the console; who is removed answers for nobody.
update customers set sales_owner = null, customer_success_owner = null, service_owner = null
where coalesce(sales_owner, customer_success_owner, service_owner) is not null;
alter table customers
  add foreign key (tenant_id, sales_owner) references users on delete set null (sales_owner),
  add foreign key (tenant_id, customer_success_owner) references users on delete set null (customer_success_owner),
  add foreign key (tenant_id, service_owner) references users on delete set null (service_owner);
create index customers_by_sales_owner on customers (tenant_id, sales_owner) where sales_owner is not null;
create index customers_by_customer_success_owner on customers (tenant_id, customer_success_owner)
  where customer_success_owner is not null;
create index customers_by_service_owner on customers (tenant_id, service_owner) where service_owner is not null;
