create table customers (
  tenant_id              text collate "C" not null references tenants on delete cascade,
  customer_id            text collate "C" not null,
  name                   text not null,
  legal_name             text,
  description            text,
  type                   text,
  account_ref_id         text,
  status                 text not null default 'active' check (status in ('active', 'disabled', 'inactive')),
  disabled_date          timestamptz(3),
  custom_fields          jsonb,
  address                jsonb,
  website                text,
  linked_in_url          text,
  -- numeric: money is never a float in the database
  contract_value         numeric,
  contract_start_date    timestamptz(3),
  contract_renewal_date  timestamptz(3),
  sales_owner            text collate "C",
  customer_success_owner text collate "C",
  service_owner          text collate "C",
  created_at             timestamptz(3) not null,
  updated_at             timestamptz(3),
  primary key (tenant_id, customer_id),
  unique (tenant_id, account_ref_id)
);

create table contacts (
  tenant_id         text collate "C" not null,
  contact_id        text collate "C" not null,
  customer_id       text collate "C" not null,
  first_name        text,
  last_name         text,
  email             text not null,
  title             text,
  contact_ref_id    text,
  status            text not null default 'active' check (status in ('active', 'inactive')),
  is_key_contact    boolean not null default false,
  linked_in_profile text,
  phone_number      text,
  country_code      text,
  region_code       text,
  created_at        timestamptz(3) not null,
  updated_at        timestamptz(3),
  primary key (tenant_id, contact_id),
  foreign key (tenant_id, customer_id) references customers
);
-- One person, one contact: nobody means another mailbox by another case.
create unique index contacts_by_email on contacts (tenant_id, customer_id, lower(email));
