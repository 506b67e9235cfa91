-- What the activity log and the outbox need so that every row of them can be told as an event (rules 35 and 36).

-- The transaction that wrote a row tells which rows are new, without an index that a decision pays for: it grows with
-- the place of a row on disk, which is all that BRIN asks. Rows from before are never new.
alter table activity_log add column transaction_id bigint not null default 0;
alter table activity_log alter column transaction_id set default (pg_current_xact_id()::text::bigint);
create index activity_log_by_transaction on activity_log
  using brin (transaction_id) with (pages_per_range = 32, autosummarize = on);

alter table outbox add column transaction_id bigint not null default 0;
alter table outbox alter column transaction_id set default (pg_current_xact_id()::text::bigint);
create index outbox_by_transaction on outbox
  using brin (transaction_id) with (pages_per_range = 32, autosummarize = on);

alter table activity_log
  -- the seat that a row gave or took away (`activate` and `deactivate`)
  add column seat_name text,
  add column mode text,
  add column activated_at timestamptz(3),
  -- how it was taken away: `deactivate` or `delete`
  add column method text,
  -- rule 5
  add column overdraft_seat boolean;

alter table outbox
  -- what an event is about; null: the entitlement
  add column resource_id text collate "C",
  alter column entitlement_id drop not null,
  alter column sequence drop not null,
  add check ((entitlement_id is null) = (sequence is null)),
  add check (entitlement_id is not null or resource_id is not null);
