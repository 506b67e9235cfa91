-- Seats held. A released seat's row is deleted: the log keeps what happened.
create table activations (
  tenant_id          text collate "C" not null,
  activation_id      text collate "C" not null,
  entitlement_id     text collate "C" not null,
  seat_id            text collate "C" not null,
  seat_name          text,
  activation_method  text not null,
  username           text,
  activated_at       timestamptz(3) not null,
  last_lease_at      timestamptz(3) not null,
  lease_end          timestamptz(3) not null,
  -- false: the lease ended and its end is recorded; the seat no longer counts (rule 14)
  counted            boolean not null,
  primary key (tenant_id, activation_id),
  unique (tenant_id, entitlement_id, seat_id)
);
-- Which leases end next: read for what is overdue and for retryAt.
create index activations_by_lease_end on activations (tenant_id, entitlement_id, lease_end) where counted;

-- Use of metered features. For an element pool `used` is the sum of the holdings.
create table feature_usage (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  feature_id      text collate "C" not null,
  used            bigint not null check (used >= 0),
  -- start of the usage period that `used` belongs to; null: counting since the beginning
  period_start    timestamptz(3),
  primary key (tenant_id, entitlement_id, feature_id)
) with (fillfactor = 50);

-- What one seat holds of an element pool.
create table feature_holdings (
  tenant_id      text collate "C" not null,
  activation_id  text collate "C" not null,
  feature_id     text collate "C" not null,
  amount         bigint not null check (amount > 0),
  primary key (tenant_id, activation_id, feature_id)
);

-- Closing figures of ended usage periods; never changed afterwards (rule 22).
create table usage_closings (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  feature_id      text collate "C" not null,
  period_end      timestamptz(3) not null,
  period_start    timestamptz(3),
  feature_key     text not null,
  used            bigint not null,
  overdraft_used  bigint not null,
  primary key (tenant_id, entitlement_id, feature_id, period_end)
);

-- The activity log (rule 28): one row per operation, append-only but for `attempts` of a denial that repeats within
-- its window (rule 16). Partitioned by month; the partition key must be part of the primary key.
create table activity_log (
  tenant_id         text collate "C" not null,
  entitlement_id    text collate "C" not null,
  at                timestamptz(3) not null,
  sequence          bigint not null,
  operation         text not null,
  activation_id     text collate "C",
  seat_id           text not null,
  -- seats counted after the operation, and the limits in force; hard_cap null: unlimited
  seats_used        int not null,
  bought            int not null,
  hard_cap          bigint,
  overdraft         boolean not null,
  lease_end         timestamptz(3),
  ip_address        text,
  attempts          int not null default 1,
  reasons           text[],
  -- for operations on a feature: units asked, used after, and the feature's limits
  feature_key       text,
  amount            bigint,
  feature_used      bigint,
  feature_bought    bigint,
  feature_hard_cap  bigint,
  primary key (tenant_id, entitlement_id, at, sequence)
) partition by range (at);

-- Catches what no month's partition covers (a clock far ahead); normally empty.
create table activity_log_other partition of activity_log default;

-- Denials whose window is still open: where the next attempt of the same seat is counted.
create table open_denials (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  seat_id         text collate "C" not null,
  -- '' for a seat
  feature_key     text collate "C" not null,
  at              timestamptz(3) not null,
  sequence        bigint not null,
  primary key (tenant_id, entitlement_id, seat_id, feature_key)
) with (fillfactor = 70);

create table idempotent_answers (
  tenant_id        text collate "C" not null,
  entitlement_id   text collate "C" not null,
  idempotency_key  text collate "C" not null,
  request_hash     text not null,
  answer           jsonb not null,
  at               timestamptz(3) not null,
  primary key (tenant_id, entitlement_id, idempotency_key)
);

-- Changes of state to tell the world (rule 35), written with the change. Seat by seat events are read from the log.
create table outbox (
  tenant_id       text collate "C" not null,
  event_id        text collate "C" not null,
  entitlement_id  text collate "C" not null,
  sequence        bigint not null,
  at              timestamptz(3) not null,
  event_code      text not null,
  payload         jsonb not null,
  primary key (tenant_id, event_id)
);
create index outbox_by_entitlement on outbox (tenant_id, entitlement_id, sequence);

-- Work the background loop finds by time. Not unique and so free not to lead with the tenant: it serves the worker only.
create index entitlement_states_due on entitlement_states (due_at) where due_at is not null;

-- Seats in use at an instant: a lease that has ended does not count from its very end on, recorded or not (rule 14).
create function seats_in_use(states entitlement_states, at timestamptz) returns int
language sql stable as $$
  select states.seats_used - case when states.due_at <= at then (
    select count(*)::int
    from activations a
    join entitlements e on e.tenant_id = a.tenant_id and e.entitlement_id = a.entitlement_id
    where a.tenant_id = states.tenant_id and a.entitlement_id = states.entitlement_id
      and a.counted and a.lease_end <= at and e.concurrency_mode = 'concurrent'
  ) else 0 end
$$;

-- Units of a feature in use at an instant: seats whose lease has ended hold no units of an element pool any more.
create function units_in_use(usage feature_usage, at timestamptz) returns bigint
language sql stable as $$
  select usage.used - coalesce((
    select sum(h.amount)::bigint
    from activations a
    join entitlements e on e.tenant_id = a.tenant_id and e.entitlement_id = a.entitlement_id
    join feature_holdings h
      on h.tenant_id = a.tenant_id and h.activation_id = a.activation_id and h.feature_id = usage.feature_id
    where a.tenant_id = usage.tenant_id and a.entitlement_id = usage.entitlement_id
      and a.counted and a.lease_end <= at and e.concurrency_mode = 'concurrent'
  ), 0)
$$;
