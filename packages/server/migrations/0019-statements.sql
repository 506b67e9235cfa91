-- Renewal insight and usage statements (rules 38 and 40).

-- Thresholds of renewal insight. No row, or null: the default.
create table insight_settings (
  tenant_id                   text collate "C" not null references tenants on delete cascade primary key,
  history_days_min            int,
  expand_overdraft_percent    int,
  expand_denials              int,
  shrink_utilization_percent  int,
  churn_utilization_percent   int,
  churn_decline_percent       int,
  horizon_months              int
);
create trigger audit after insert or update or delete on insight_settings
  for each row execute function record_change('insightSettings', 'tenant_id');

-- No row: by the calendar month.
create table billing_settings (
  tenant_id              text collate "C" not null references tenants on delete cascade primary key,
  billing_period_length  text not null check (billing_period_length in ('month', 'quarter', 'year'))
);
create trigger audit after insert or update or delete on billing_settings
  for each row execute function record_change('billingSettings', 'tenant_id');

create table rates (
  tenant_id       text collate "C" not null references tenants on delete cascade,
  rate_id         text collate "C" not null,
  -- both null: of the tenant
  entitlement_id  text collate "C",
  offering_id     text collate "C",
  -- null: the seats
  feature_key     text collate "C",
  kind            text not null,
  -- minor units of the currency for unit_count units
  amount          bigint not null check (amount >= 0),
  unit_count      bigint not null check (unit_count >= 1),
  currency        text collate "C" not null,
  valid_from      timestamptz(3),
  valid_to        timestamptz(3),
  created_at      timestamptz(3) not null,
  primary key (tenant_id, rate_id),
  check (entitlement_id is null or offering_id is null),
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade,
  foreign key (tenant_id, offering_id) references offerings on delete cascade
);
create unique index rates_by_scope on rates (
  tenant_id, coalesce(entitlement_id, ''), coalesce(offering_id, ''), coalesce(feature_key, ''),
  coalesce(valid_from, timestamptz '-infinity')
);
create trigger audit after insert or update or delete on rates
  for each row execute function record_change('rate', 'rate_id');

-- How far the periods of a customer are closed. Whoever holds the lock of the row is the only one who closes.
create table statement_cursors (
  tenant_id     text collate "C" not null,
  customer_id   text collate "C" not null,
  -- of the period that is open
  period_start  timestamptz(3) not null,
  -- when there is something to close; the period's true end is asked for then
  due_at        timestamptz(3) not null,
  primary key (tenant_id, customer_id),
  foreign key (tenant_id, customer_id) references customers on delete cascade
);
create index statement_cursors_due on statement_cursors (due_at);

-- Closed statements and their corrections. Their figures never change.
create table statements (
  tenant_id      text collate "C" not null,
  statement_id   text collate "C" not null,
  customer_id    text collate "C" not null,
  period_start   timestamptz(3) not null,
  period_end     timestamptz(3) not null,
  time_zone      text not null,
  -- 0: the statement; from 1 on its corrections
  correction     int not null check (correction >= 0),
  closed_at      timestamptz(3) not null,
  -- when to look for late facts next; null: not here (a correction)
  check_due_at   timestamptz(3),
  primary key (tenant_id, statement_id),
  unique (tenant_id, customer_id, period_start, correction),
  foreign key (tenant_id, customer_id) references customers on delete cascade
);
create index statements_check_due on statements (check_due_at) where check_due_at is not null;

create table statement_lines (
  tenant_id          text collate "C" not null,
  statement_id       text collate "C" not null,
  line_id            text collate "C" not null,
  entitlement_id     text collate "C" not null,
  -- null: the seats
  feature_key        text collate "C",
  sku                text not null,
  offering_id        text collate "C" not null,
  offering_name      text not null,
  product_id         text collate "C" not null,
  -- up to this sequence of the entitlement the log was read
  sequence_read      bigint not null,
  bought             bigint,
  peak               bigint,
  p99                bigint,
  used_ms            numeric not null,
  held_ms            bigint not null,
  overdraft_ms       bigint not null,
  overdraft_peak     bigint not null,
  overdraft_p99      bigint not null,
  overdraft_unit_ms  numeric not null,
  used               bigint,
  overdraft_used     bigint,
  -- the rate as it was; null: none
  rate_id            text collate "C",
  rate_kind          text,
  rate_amount        bigint,
  rate_unit_count    bigint,
  currency           text collate "C",
  -- minor units; numeric because a product of two amounts may pass 64 bits
  amount             numeric,
  -- of a correction: what was said before
  previous_amount    numeric,
  primary key (tenant_id, statement_id, line_id),
  foreign key (tenant_id, statement_id) references statements on delete cascade
);

-- Per entitlement of a statement how far its log was read, to find facts that came later. Null: look again.
create table statement_sources (
  tenant_id       text collate "C" not null,
  statement_id    text collate "C" not null,
  entitlement_id  text collate "C" not null,
  sequence_read   bigint,
  -- rows of the log that the figures rest on: with fewer left they are not made anew
  fact_count      int not null,
  primary key (tenant_id, statement_id, entitlement_id),
  foreign key (tenant_id, statement_id) references statements on delete cascade
);

-- A figure that was sent out stays as it was; what is found later becomes a correction.
create function refuse_change_of_statement() returns trigger language plpgsql as $$
begin
  raise exception 'figures of a closed statement never change';
end
$$;
create trigger frozen before update on statement_lines
  for each row execute function refuse_change_of_statement();
