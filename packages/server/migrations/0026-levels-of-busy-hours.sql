-- Time at each level of use in hours with very many levels. What an hour has counted so far comes here once, in portions
-- that are summed when they are read, and the hour's row counts on from nothing.
create table history_levels (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  feature_key     text collate "C" not null,
  hour_start      timestamptz(3) not null,
  -- the portion holds what was counted up to here and is in none before
  until           timestamptz(3) not null,
  -- time at each level of use, levels ascending
  levels          bigint[] not null,
  level_ms        int[] not null,
  primary key (tenant_id, entitlement_id, feature_key, hour_start, until),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
);
