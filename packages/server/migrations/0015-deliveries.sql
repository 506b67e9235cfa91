-- Webhook delivery (rules 35 and 37): what is told, to whom, and what became of it.

alter table webhook_listeners
  -- disabled: gets nothing until it is enabled again
  add column disabled_date timestamptz(3),
  add column disabled_reason text,
  -- the secret before the last rotation signs as well until then
  add column previous_signing_secret text,
  add column previous_secret_until timestamptz(3);
drop trigger audit on webhook_listeners;
create trigger audit after insert or update or delete on webhook_listeners
  for each row execute function record_change(
    'webhookListener', 'webhook_listener_id', '', '', 'signing_secret,previous_signing_secret');

-- Listeners whose last attempt failed, and since when none has succeeded. Apart from the listener itself, which is
-- administered: what happens to deliveries is no change of it.
create table webhook_listener_failures (
  tenant_id            text collate "C" not null,
  webhook_listener_id  text collate "C" not null,
  failing_since        timestamptz(3) not null,
  primary key (tenant_id, webhook_listener_id),
  foreign key (tenant_id, webhook_listener_id) references webhook_listeners on delete cascade
);

-- One row for each event that somebody may be told of, whether or not a listener is there.
create table event_messages (
  tenant_id       text collate "C" not null references tenants on delete cascade,
  event_id        text collate "C" not null,
  -- in the order of writing: tells apart events that share a sequence
  position        bigint not null generated always as identity,
  at              timestamptz(3) not null,
  event_code      text not null,
  resource_id     text collate "C" not null,
  entitlement_id  text collate "C",
  sequence        bigint,
  payload         jsonb not null,
  primary key (tenant_id, event_id),
  check (sequence is null or entitlement_id is not null)
);
create index event_messages_by_time on event_messages (tenant_id, at, event_id);
create index event_messages_by_age on event_messages (at);

-- One event for one listener. Waiting rows are the queue: `due_at` says when one is tried next, and while one is being
-- sent it is the end of its lease, so that what a server that has gone had claimed is due again by itself.
create table deliveries (
  tenant_id            text collate "C" not null,
  delivery_id          text collate "C" not null,
  webhook_listener_id  text collate "C" not null,
  event_id             text collate "C" not null,
  event_code           text not null,
  at                   timestamptz(3) not null,
  -- deliveries of one listener and one entitlement go out one after the other, by sequence; null: in no order
  entitlement_id       text collate "C",
  sequence             bigint,
  position             bigint not null,
  status               text not null default 'waiting'
    check (status in ('waiting', 'delivered', 'failed', 'cancelled')),
  -- ever made
  attempts             integer not null default 0,
  -- made since it was last put in the queue, and when the first of these was: what the retry plan goes by
  tries                integer not null default 0,
  tried_since          timestamptz(3),
  due_at               timestamptz(3),
  lease_token          text collate "C",
  finished_at          timestamptz(3),
  primary key (tenant_id, delivery_id),
  foreign key (tenant_id, webhook_listener_id) references webhook_listeners on delete cascade,
  foreign key (tenant_id, event_id) references event_messages on delete cascade,
  check ((status = 'waiting') = (due_at is not null))
);
-- An event goes to a listener once, however often it is replayed.
create unique index deliveries_by_event on deliveries (tenant_id, event_id, webhook_listener_id);
create index deliveries_by_time on deliveries (tenant_id, webhook_listener_id, at, delivery_id);
-- The queue, and the order within an entitlement. Their conditions say the same in two ways, so that a look-up of the one
-- kind cannot be planned through the index of the other, which on a young table it would be.
create index deliveries_due on deliveries (tenant_id, webhook_listener_id, due_at) where due_at is not null;
create index deliveries_in_order on deliveries (tenant_id, webhook_listener_id, entitlement_id, sequence, position)
  where status = 'waiting';

create table delivery_attempts (
  tenant_id    text collate "C" not null,
  delivery_id  text collate "C" not null,
  attempt      integer not null,
  at           timestamptz(3) not null,
  -- of the answer; null: there was none, and `error` says why
  status       integer,
  error        text,
  latency_ms   integer not null,
  -- the first 4 kB of the answer's body
  answer       text,
  primary key (tenant_id, delivery_id, attempt),
  foreign key (tenant_id, delivery_id) references deliveries on delete cascade
);
