-- Usage that another license manager recorded, imported to the activity log. Its rows have sequences below 0, and
-- transaction_id 0: they happened elsewhere, so no event tells them and no statement bills them. All else that reads the
-- log reads them too.
create table usage_imports (
  tenant_id        text collate "C" not null,
  usage_import_id  text collate "C" not null,
  entitlement_id   text collate "C" not null,
  source           text not null check (source in ('flexlm', 'csv')),
  file_names       text[] not null,
  -- of the content of all files, SHA-256
  file_hash        text not null,
  -- that were counted as seats
  features         text[] not null,
  time_zone        text not null,
  -- the time that the files cover; imports of an entitlement do not overlap
  range_start      timestamptz(3) not null,
  range_end        timestamptz(3) not null,
  -- of its rows in the log; the one before the first is that of its limits, if it has any
  sequence_first   bigint not null,
  row_count        int not null,
  peak             int not null,
  author_name      text not null,
  created_at       timestamptz(3) not null,
  primary key (tenant_id, usage_import_id),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade,
  check (sequence_first < 0 and range_start <= range_end)
);
create index usage_imports_by_entitlement on usage_imports (tenant_id, entitlement_id, range_start);
create trigger audit after insert or update or delete on usage_imports
  for each row execute function record_change('entitlement', 'entitlement_id', 'usageImports', 'usage_import_id');
