-- What is sold. `catalog_version` grows with every edit of the product or anything below it: the decision plane reads
-- it under the entitlement's lock and so knows whether what it remembers of the catalogue still holds.

create table products (
  tenant_id                   text collate "C" not null references tenants on delete cascade,
  product_id                  text collate "C" not null,
  name                        text not null,
  description                 text,
  lease_period_type           text not null,
  lease_period_count          int,
  offline_lease_period_type   text not null,
  offline_lease_period_count  int,
  grace_period_type           text not null,
  grace_period_count          int,
  catalog_version             bigint not null default 1,
  created_at                  timestamptz(3) not null,
  primary key (tenant_id, product_id),
  unique (tenant_id, name)
);

create table editions (
  tenant_id    text collate "C" not null,
  edition_id   text collate "C" not null,
  product_id   text collate "C" not null,
  name         text not null,
  description  text,
  created_at   timestamptz(3) not null,
  primary key (tenant_id, edition_id),
  unique (tenant_id, product_id, name),
  foreign key (tenant_id, product_id) references products
);

create table features (
  tenant_id        text collate "C" not null,
  feature_id       text collate "C" not null,
  product_id       text collate "C" not null,
  key              text not null,
  type             text not null check (type in ('bool', 'elementPool', 'usageCount')),
  description      text,
  value            bigint check (value >= 0),
  overdraft_type   text not null default 'none',
  overdraft_value  int,
  created_at       timestamptz(3) not null,
  primary key (tenant_id, feature_id),
  unique (tenant_id, product_id, key),
  foreign key (tenant_id, product_id) references products
);

create table plans (
  tenant_id               text collate "C" not null references tenants on delete cascade,
  plan_id                 text collate "C" not null,
  name                    text not null,
  description             text,
  license_type            text not null check (license_type in ('subscription', 'perpetual')),
  license_start_type      text not null,
  license_duration_type   text not null,
  license_duration_count  int,
  plan_type               text,
  created_at              timestamptz(3) not null,
  primary key (tenant_id, plan_id),
  unique (tenant_id, name)
);

create table offerings (
  tenant_id                   text collate "C" not null,
  offering_id                 text collate "C" not null,
  edition_id                  text collate "C" not null,
  plan_id                     text collate "C" not null,
  name                        text not null,
  sku                         text not null,
  description                 text,
  seat_count                  int not null check (seat_count >= 1),
  overdraft_type              text not null default 'none',
  overdraft_value             int,
  concurrency_mode            text not null check (concurrency_mode in ('concurrent', 'nodeLock')),
  has_maintenance             boolean not null default false,
  maintenance_duration_type   text not null default 'none',
  maintenance_duration_count  int,
  usage_reset_schedule        text not null default 'never',
  -- null type: the product's grace period holds
  grace_period_type           text,
  grace_period_count          int,
  custom_fields               jsonb,
  created_at                  timestamptz(3) not null,
  primary key (tenant_id, offering_id),
  unique (tenant_id, sku),
  foreign key (tenant_id, edition_id) references editions,
  foreign key (tenant_id, plan_id) references plans
);
create index offerings_by_edition on offerings (tenant_id, edition_id);
create index offerings_by_plan on offerings (tenant_id, plan_id);
