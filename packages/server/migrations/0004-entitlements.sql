create table entitlement_groups (
  tenant_id                 text collate "C" not null references tenants on delete cascade,
  entitlement_group_id      text collate "C" not null,
  customer_id               text collate "C",
  order_ref_id              text,
  license_file_name         text,
  license_file_type         text,
  license_file              bytea,
  license_file_uploaded_at  timestamptz(3),
  created_at                timestamptz(3) not null,
  primary key (tenant_id, entitlement_group_id),
  foreign key (tenant_id, customer_id) references customers
);
create index entitlement_groups_by_customer on entitlement_groups (tenant_id, customer_id);

create table activation_codes (
  tenant_id             text collate "C" not null,
  code                  text collate "C" not null,
  entitlement_group_id  text collate "C" not null,
  created_at            timestamptz(3) not null,
  primary key (tenant_id, code),
  foreign key (tenant_id, entitlement_group_id) references entitlement_groups on delete cascade
);
create index activation_codes_by_group on activation_codes (tenant_id, entitlement_group_id);

create table authorized_contacts (
  tenant_id             text collate "C" not null,
  entitlement_group_id  text collate "C" not null,
  contact_id            text collate "C" not null,
  primary key (tenant_id, entitlement_group_id, contact_id),
  foreign key (tenant_id, entitlement_group_id) references entitlement_groups on delete cascade,
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);

-- What was sold: the terms of one entitlement, copied from the offering (rule 6) and changed only by an edit.
create table entitlements (
  tenant_id                   text collate "C" not null,
  entitlement_id              text collate "C" not null,
  entitlement_group_id        text collate "C" not null,
  offering_id                 text collate "C" not null,
  product_id                  text collate "C" not null,
  edition_id                  text collate "C" not null,
  sku                         text not null,
  offering_name               text not null,
  plan_name                   text not null,
  plan_type                   text,
  license_type                text not null,
  license_start_type          text not null,
  license_duration_type       text not null,
  license_duration_count      int,
  concurrency_mode            text not null,
  seat_count                  int not null check (seat_count >= 1),
  seat_count_edited           boolean not null default false,
  overdraft_type              text not null,
  overdraft_value             int,
  overdraft_edited            boolean not null default false,
  -- null type: the product's lease period holds, live
  lease_period_type           text,
  lease_period_count          int,
  offline_lease_period_type   text,
  offline_lease_period_count  int,
  -- null type: the product's grace period holds, live
  grace_period_type           text,
  grace_period_count          int,
  grace_period_edited         boolean not null default false,
  usage_reset_schedule        text not null,
  usage_reset_schedule_edited boolean not null default false,
  has_maintenance             boolean not null,
  maintenance_duration_type   text not null,
  maintenance_duration_count  int,
  provisioning_date           timestamptz(3),
  created_at                  timestamptz(3) not null,
  primary key (tenant_id, entitlement_id),
  foreign key (tenant_id, entitlement_group_id) references entitlement_groups,
  foreign key (tenant_id, offering_id) references offerings,
  foreign key (tenant_id, product_id) references products
);
create index entitlements_by_group on entitlements (tenant_id, entitlement_group_id);
create index entitlements_by_product on entitlements (tenant_id, product_id);
create index entitlements_by_offering on entitlements (tenant_id, offering_id);

-- Values of features overridden on one entitlement; a feature without a row follows the catalogue live (rule 8).
create table entitlement_features (
  tenant_id         text collate "C" not null,
  entitlement_id    text collate "C" not null,
  feature_id        text collate "C" not null,
  value_edited      boolean not null,
  value             bigint check (value >= 0),
  overdraft_edited  boolean not null,
  overdraft_type    text,
  overdraft_value   int,
  primary key (tenant_id, entitlement_id, feature_id),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade,
  foreign key (tenant_id, feature_id) references features
);

-- The moving part of an entitlement: the one row that a decision, and every edit of a limit, locks. Narrow, and
-- without an index on what a decision changes, so that PostgreSQL updates it in place (HOT).
create table entitlement_states (
  tenant_id          text collate "C" not null,
  entitlement_id     text collate "C" not null,
  -- seats counted, those included whose lease has ended but which nobody has settled yet; see seats_in_use
  seats_used         int not null default 0 check (seats_used >= 0),
  -- the last number given to a log row or an event of this entitlement
  sequence           bigint not null default 0,
  -- grows with every edit of the entitlement or its group
  version            bigint not null default 1,
  -- no seat's lease and no usage period ends before this instant; null: nothing will end by itself
  due_at             timestamptz(3),
  activation_date    timestamptz(3),
  expiry_date        timestamptz(3),
  maintenance_expiry_date timestamptz(3),
  disabled_date      timestamptz(3),
  -- the customer is disabled (rule 26); kept apart from the entitlement's own
  customer_disabled  boolean not null default false,
  exported           boolean not null default false,
  primary key (tenant_id, entitlement_id),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade
) with (fillfactor = 50);

-- P(t) and H(t): the seat limits of an entitlement, effective-dated (rule 29). The first row is its creation.
create table limit_changes (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  sequence        bigint not null,
  at              timestamptz(3) not null,
  bought          int not null,
  -- null: unlimited
  hard_cap        bigint,
  primary key (tenant_id, entitlement_id, sequence),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade
);
