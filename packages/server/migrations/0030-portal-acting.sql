-- What a customer's admins do themselves in the portal.

-- Seats that the customer allows itself, below the hard cap; null: as many as the hard cap. An edit like any other: under
-- the lock, with a version of its own, in the audit log with the contact as its author.
alter table entitlements add column own_cap int check (own_cap >= 0);

-- More seats, asked for by a customer's admin; one open request for each entitlement.
create table seat_requests (
  tenant_id        text collate "C" not null,
  seat_request_id  text collate "C" not null,
  customer_id      text collate "C" not null,
  entitlement_id   text collate "C" not null,
  -- how many more; null: the vendor is to propose
  seats            int check (seats >= 1),
  note             text,
  state            text not null check (state in ('open', 'accepted', 'declined')),
  requested_at     timestamptz(3) not null,
  requested_by     text not null,
  -- null: the vendor, in the customer's place. The request outlives the contact.
  contact_id       text collate "C",
  -- the last mail about it
  mailed_at        timestamptz(3) not null,
  answered_at      timestamptz(3),
  answered_by      text,
  answer           text,
  primary key (tenant_id, seat_request_id),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, entitlement_id) references entitlements on delete cascade,
  check ((state = 'open') = (answered_at is null))
);
create unique index seat_requests_open on seat_requests (tenant_id, entitlement_id) where state = 'open';
create index seat_requests_by_customer on seat_requests (tenant_id, customer_id, requested_at);
create index seat_requests_by_time on seat_requests (tenant_id, requested_at);
create index seat_requests_by_entitlement on seat_requests (tenant_id, entitlement_id);
create trigger audit after insert or update or delete on seat_requests
  for each row execute function record_change('seatRequest', 'seat_request_id');

-- Levels of use at which a customer's own people want a mail: of one entitlement, and none of the vendor's business.
-- customer_id null: the vendor's.
alter table thresholds
  add column customer_id text collate "C",
  add foreign key (tenant_id, customer_id) references customers on delete cascade,
  add check (customer_id is null or entitlement_id is not null);
create index thresholds_by_customer on thresholds (tenant_id, customer_id, created_at) where customer_id is not null;
create index thresholds_by_entitlement on thresholds (tenant_id, entitlement_id) where entitlement_id is not null;

-- Who took a seat away by hand, by name: through the API, in the console or in the portal. Null: its client gave it up, or
-- it was taken away by a rule.
alter table activity_log add column released_by text;
