-- Usage history (rules 28 to 32): figures derived from the log, which they outlive, and which give them again.

-- How far the log of an entitlement has been read. All that is derived of an entitlement hangs on this row.
create table history_cursors (
  tenant_id        text collate "C" not null,
  entitlement_id   text collate "C" not null,
  -- whose hours the figures are of
  time_zone        text not null,
  -- of the last fact read, in the order of instants
  at               timestamptz(3),
  sequence         bigint,
  -- the highest sequence read: a higher one before the last fact came late
  sequence_read    bigint not null default 0,
  -- the entitlement's when it was last looked at: while it is the same there is no news
  sequence_seen    bigint not null default -1,
  -- of the last denial: its attempts may still grow for a minute (rule 16)
  last_denial_at   timestamptz(3),
  primary key (tenant_id, entitlement_id),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade
) with (fillfactor = 70);

-- Where each meter stands: the seats (feature_key '') and each metered feature.
create table history_meters (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  feature_key     text collate "C" not null,
  -- of the last fact; the figures are complete up to here, and what follows holds from here on
  at              timestamptz(3) not null,
  used            bigint not null,
  bought          bigint,
  hard_cap        bigint,
  -- of the episode that goes on
  episode_start   timestamptz(3),
  -- seats granted in overdraft at the very instant of the last fact
  granted         text[] not null,
  primary key (tenant_id, entitlement_id, feature_key),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
) with (fillfactor = 70);

-- What a seat holds of element pools, as far as the log has been read.
create table history_holdings (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  activation_id   text collate "C" not null,
  feature_key     text collate "C" not null,
  amount          bigint not null,
  primary key (tenant_id, entitlement_id, activation_id, feature_key),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
);

-- What was left in use of a pool when a seat went that had taken of it: no row of the log says so.
create table history_returns (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  feature_key     text collate "C" not null,
  at              timestamptz(3) not null,
  -- of the row of the log that took the seat away
  sequence        bigint not null,
  used            bigint not null,
  primary key (tenant_id, entitlement_id, feature_key, at, sequence),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
);

-- One row for each hour in which something happened; between them the closing level went on. Hours are of the tenant's
-- time zone. Integrals are in unit-milliseconds.
create table history_hours (
  tenant_id          text collate "C" not null,
  entitlement_id     text collate "C" not null,
  feature_key        text collate "C" not null,
  hour_start         timestamptz(3) not null,
  hour_end           timestamptz(3) not null,
  opening_used       bigint not null,
  opening_bought     bigint,
  opening_hard_cap   bigint,
  closing_used       bigint not null,
  closing_bought     bigint,
  closing_hard_cap   bigint,
  -- of the hour, this long is in the figures
  held_ms            int not null,
  used_ms            numeric not null,
  bought_ms          numeric not null,
  overdraft_ms       int not null,
  overdraft_used_ms  numeric not null,
  at_hard_cap_ms     int not null,
  -- activations; checkouts of a feature
  grants             int not null,
  -- time at each level of use, levels ascending
  levels             bigint[] not null,
  level_ms           int[] not null,
  primary key (tenant_id, entitlement_id, feature_key, hour_start),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
) with (fillfactor = 80);

-- Maximal times in overdraft (rule 30), as they were: what is shown merges short gaps.
create table history_episodes (
  tenant_id          text collate "C" not null,
  entitlement_id     text collate "C" not null,
  feature_key        text collate "C" not null,
  episode_start      timestamptz(3) not null,
  -- null: it goes on, counted up to the meter's instant
  episode_end        timestamptz(3),
  peak_used          bigint not null,
  peak_overdraft     bigint not null,
  overdraft_ms       bigint not null,
  overdraft_used_ms  numeric not null,
  primary key (tenant_id, entitlement_id, feature_key, episode_start),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
) with (fillfactor = 80);
create index history_episodes_by_start on history_episodes (tenant_id, episode_start);

-- Seats granted beyond the bought count during an episode.
create table history_episode_seats (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  feature_key     text collate "C" not null,
  episode_start   timestamptz(3) not null,
  seat_id         text collate "C" not null,
  primary key (tenant_id, entitlement_id, feature_key, episode_start, seat_id),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
);

-- Denials, a row for each of the log, with what came of it (rule 31).
create table history_denials (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  feature_key     text collate "C" not null,
  at              timestamptz(3) not null,
  sequence        bigint not null,
  seat_id         text collate "C" not null,
  attempts        int not null,
  reasons         text[] not null,
  -- when the same was granted to the seat, if within 15 minutes
  granted_at      timestamptz(3),
  primary key (tenant_id, entitlement_id, feature_key, at, sequence),
  foreign key (tenant_id, entitlement_id) references history_cursors on delete cascade
) with (fillfactor = 90);
create index history_denials_by_time on history_denials (tenant_id, at);
create index history_denials_by_seat on history_denials (tenant_id, entitlement_id, feature_key, seat_id, at);
