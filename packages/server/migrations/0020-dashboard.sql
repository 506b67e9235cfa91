-- The dashboard: what it is found by, and renewal insight computed ahead.

-- Whether a meter is in overdraft changes seldom, and so costs an index little; what is in use changes all the time.
alter table history_meters
  add column in_overdraft boolean not null generated always as (coalesce(used > bought, false)) stored;
create index history_meters_over on history_meters (tenant_id, entitlement_id)
  where feature_key = '' and (in_overdraft or episode_start is not null);

create index history_episodes_by_end on history_episodes (tenant_id, episode_end)
  where feature_key = '' and episode_end is not null;

create index entitlement_states_by_expiry on entitlement_states (tenant_id, expiry_date)
  where expiry_date is not null;

-- Renewal insight (rule 38) as of when it was computed. Derived from the log, which gives it again.
create table renewal_insights (
  tenant_id          text collate "C" not null,
  entitlement_id     text collate "C" not null,
  computed_at        timestamptz(3) not null,
  -- the thresholds and the time zone it was computed with
  basis              text not null,
  -- how far the log was read into history then
  sequence_read      bigint not null,
  class              text not null,
  reasons            text[] not null,
  -- all three null: not enough is known
  recommended_low    bigint,
  recommended_mid    bigint,
  recommended_high   bigint,
  purchased          bigint not null,
  peak               bigint not null,
  p95                bigint not null,
  p99                bigint not null,
  average            float8 not null,
  utilization_rate   float8,
  trend_per_month    float8,
  -- `expand` or `risk`, and by how many seats; null: neither
  opportunity        text check (opportunity in ('expand', 'risk')),
  opportunity_seats  bigint,
  -- what the seats above the bought ones came to
  held_ms            bigint not null,
  overdraft_unit_ms  numeric not null,
  -- over the last 30 days before
  recent_used_ms     numeric not null,
  recent_bought_ms   numeric not null,
  primary key (tenant_id, entitlement_id),
  check ((opportunity is null) = (opportunity_seats is null)),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade
);
create index renewal_insights_by_opportunity on renewal_insights (tenant_id, opportunity_seats desc, entitlement_id)
  where opportunity is not null;
