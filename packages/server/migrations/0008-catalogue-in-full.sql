-- Features and attributes on every level (rule 8), and the custom fields of customers and offerings. A value that is not
-- set on a level has no row there, so taking a row away lets the next level show again.

-- A feature without a product is global: every product of the tenant has it.
alter table features alter column product_id drop not null;
alter table features drop constraint features_tenant_id_product_id_key_key;
alter table features add unique nulls not distinct (tenant_id, product_id, key);

-- Whose use an edit of a feature concerns. Led by the feature, so that no look-up of a decision can take it.
create index feature_usage_by_feature on feature_usage (feature_id);

create table attributes (
  tenant_id         text collate "C" not null,
  attribute_id      text collate "C" not null,
  product_id        text collate "C",
  key               text not null,
  type              text not null check (type in ('number', 'date', 'string')),
  value             text,
  validation_rules  jsonb,
  created_at        timestamptz(3) not null,
  primary key (tenant_id, attribute_id),
  unique nulls not distinct (tenant_id, product_id, key),
  foreign key (tenant_id, product_id) references products
);

-- Of a global feature or attribute in one product. Value and overdraft are set together: one level shows both.
create table product_features (
  tenant_id        text collate "C" not null,
  product_id       text collate "C" not null,
  feature_id       text collate "C" not null,
  value            bigint check (value >= 0),
  overdraft_type   text not null,
  overdraft_value  int,
  primary key (tenant_id, product_id, feature_id),
  foreign key (tenant_id, product_id) references products,
  foreign key (tenant_id, feature_id) references features
);

create table product_attributes (
  tenant_id     text collate "C" not null,
  product_id    text collate "C" not null,
  attribute_id  text collate "C" not null,
  value         text,
  primary key (tenant_id, product_id, attribute_id),
  foreign key (tenant_id, product_id) references products,
  foreign key (tenant_id, attribute_id) references attributes
);

create table edition_features (
  tenant_id        text collate "C" not null,
  edition_id       text collate "C" not null,
  feature_id       text collate "C" not null,
  value            bigint check (value >= 0),
  overdraft_type   text not null,
  overdraft_value  int,
  primary key (tenant_id, edition_id, feature_id),
  foreign key (tenant_id, edition_id) references editions,
  foreign key (tenant_id, feature_id) references features
);

create table edition_attributes (
  tenant_id     text collate "C" not null,
  edition_id    text collate "C" not null,
  attribute_id  text collate "C" not null,
  value         text,
  primary key (tenant_id, edition_id, attribute_id),
  foreign key (tenant_id, edition_id) references editions,
  foreign key (tenant_id, attribute_id) references attributes
);

create table entitlement_attributes (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  attribute_id    text collate "C" not null,
  value           text,
  primary key (tenant_id, entitlement_id, attribute_id),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade,
  foreign key (tenant_id, attribute_id) references attributes
);

create table custom_fields (
  tenant_id        text collate "C" not null references tenants on delete cascade,
  custom_field_id  text collate "C" not null,
  entity_type      text not null check (entity_type in ('customer', 'offering')),
  key              text not null,
  field_group      text,
  display_name     text,
  is_unique        boolean not null,
  created_at       timestamptz(3) not null,
  primary key (tenant_id, custom_field_id),
  unique (tenant_id, entity_type, key)
);

-- Which customers and offerings have a value in a field, and whether two have the same. The values themselves are theirs,
-- and so is the audit of them; a hash also keeps a long text out of the index.
create table custom_field_values (
  tenant_id        text collate "C" not null,
  entity_id        text collate "C" not null,
  custom_field_id  text collate "C" not null,
  value_hash       bytea not null,
  is_unique        boolean not null,
  primary key (tenant_id, entity_id, custom_field_id),
  foreign key (tenant_id, custom_field_id) references custom_fields on delete cascade
);
create index custom_field_values_by_field on custom_field_values (tenant_id, custom_field_id);
create unique index custom_field_values_unique on custom_field_values (tenant_id, custom_field_id, value_hash)
  where is_unique;

create trigger audit after insert or update or delete on attributes
  for each row execute function record_change('attribute', 'attribute_id');
create trigger audit after insert or update or delete on product_features
  for each row execute function record_change('product', 'product_id', 'features', 'feature_id');
create trigger audit after insert or update or delete on product_attributes
  for each row execute function record_change('product', 'product_id', 'attributes', 'attribute_id');
create trigger audit after insert or update or delete on edition_features
  for each row execute function record_change('edition', 'edition_id', 'features', 'feature_id');
create trigger audit after insert or update or delete on edition_attributes
  for each row execute function record_change('edition', 'edition_id', 'attributes', 'attribute_id');
create trigger audit after insert or update or delete on entitlement_attributes
  for each row execute function record_change('entitlement', 'entitlement_id', 'attributes', 'attribute_id');
create trigger audit after insert or update or delete on custom_fields
  for each row execute function record_change('customField', 'custom_field_id');
