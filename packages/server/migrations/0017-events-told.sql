-- Telling: how far each tenant's log and outbox have become events (rules 35 and 36).

-- A row from the first listener, threshold or reader of a tenant on; what happened before is not told. Whoever holds the
-- lock of the row is the only one who tells, and the only one who gives out positions.
create table event_feeds (
  tenant_id         text collate "C" not null primary key references tenants on delete cascade,
  -- every transaction before these has ended, and what it wrote is told or noted in event_cursors
  horizon           bigint not null,
  resource_horizon  bigint not null
);

insert into event_feeds (tenant_id, horizon, resource_horizon)
select distinct tenant_id, pg_current_xact_id()::text::bigint, pg_current_xact_id()::text::bigint
from webhook_listeners;

-- How far an entitlement is told: everything up to a sequence.
create table event_cursors (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  sequence        bigint not null,
  -- no row that is not told is older
  since           timestamptz(3) not null,
  untold          boolean not null default true,
  primary key (tenant_id, entitlement_id),
  foreign key (tenant_id) references event_feeds on delete cascade
);
create index event_cursors_untold on event_cursors (tenant_id, entitlement_id) where untold;

-- Overdrafts that last, with their figures so far (rule 30).
create table overdraft_episodes (
  tenant_id        text collate "C" not null,
  entitlement_id   text collate "C" not null,
  started_at       timestamptz(3) not null,
  start_sequence   bigint not null,
  peak             int not null,
  -- the peak that was told last, and when
  told_peak        int not null,
  told_at          timestamptz(3) not null,
  -- seats above the bought ones, times milliseconds, until counted_at
  overdraft_ms     bigint not null,
  counted_at       timestamptz(3) not null,
  seats_used       int not null,
  bought           int not null,
  primary key (tenant_id, entitlement_id),
  foreign key (tenant_id) references event_feeds on delete cascade
);

create index event_messages_by_position on event_messages (tenant_id, position);

-- Levels of use at which somebody wants to be told: of the whole tenant, of one offering or of one entitlement.
create table thresholds (
  tenant_id       text collate "C" not null references tenants on delete cascade,
  threshold_id    text collate "C" not null,
  offering_id     text collate "C",
  entitlement_id  text collate "C",
  -- null: the seats
  feature_key     text collate "C",
  measure         text not null check (measure in ('percentOfBought', 'percentOfHardCap', 'absolute')),
  value           int not null check (value >= 1),
  -- null: no mail
  mail            jsonb,
  quiet_hours     jsonb,
  created_at      timestamptz(3) not null,
  primary key (tenant_id, threshold_id),
  foreign key (tenant_id, offering_id) references offerings on delete cascade,
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade,
  check (offering_id is null or entitlement_id is null)
);
create trigger audit after insert or update or delete on thresholds
  for each row execute function record_change('threshold', 'threshold_id');

-- Thresholds that are crossed and not cleared.
create table threshold_states (
  tenant_id       text collate "C" not null,
  entitlement_id  text collate "C" not null,
  threshold_id    text collate "C" not null,
  primary key (tenant_id, entitlement_id, threshold_id),
  foreign key (tenant_id, threshold_id) references thresholds on delete cascade,
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade
);
create index threshold_states_by_threshold on threshold_states (tenant_id, threshold_id);

-- Mails of thresholds that wait for the end of quiet hours, with what was so when they were written.
create table threshold_mails (
  tenant_id          text collate "C" not null references tenants on delete cascade,
  threshold_mail_id  text collate "C" not null,
  due_at             timestamptz(3) not null,
  recipient          text not null,
  said               jsonb not null,
  primary key (tenant_id, threshold_mail_id)
);
create index threshold_mails_due on threshold_mails (due_at);
