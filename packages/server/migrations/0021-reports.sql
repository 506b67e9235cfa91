-- Reports: saved ones, files made of them, and what the reporting SQL needs to name.

create table reports (
  tenant_id    text collate "C" not null references tenants on delete cascade,
  report_id    text collate "C" not null,
  name         text not null,
  subject      text collate "C" not null,
  definition   jsonb not null,
  shared       boolean not null,
  owner_kind   text not null,
  owner_id     text collate "C" not null,
  owner_name   text not null,
  created_at   timestamptz(3) not null,
  updated_at   timestamptz(3),
  primary key (tenant_id, report_id),
  unique (tenant_id, owner_kind, owner_id, name)
);
create trigger audit after insert or update or delete on reports
  for each row execute function record_change('report', 'report_id');

-- Files that are made in the background. `due_at` says when one is taken up next, and while one is made it is the end
-- of its lease, so that what a server that has gone was making is begun again by itself. Null: done, or failed.
create table report_exports (
  tenant_id    text collate "C" not null references tenants on delete cascade,
  export_id    text collate "C" not null,
  subject      text collate "C" not null,
  definition   jsonb not null,
  format       text not null check (format in ('csv', 'xlsx')),
  file_name    text not null,
  owner_kind   text not null,
  owner_id     text collate "C" not null,
  state        text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  rows_done    int not null default 0,
  -- null: not counted yet
  rows_total   int,
  size_bytes   bigint not null default 0,
  attempts     int not null default 0,
  error        text,
  due_at       timestamptz(3),
  lease_token  text collate "C",
  created_at   timestamptz(3) not null,
  finished_at  timestamptz(3),
  expires_at   timestamptz(3) not null,
  primary key (tenant_id, export_id),
  check ((state in ('waiting', 'running')) = (due_at is not null))
);
create index report_exports_due on report_exports (due_at) where due_at is not null;
create index report_exports_by_age on report_exports (expires_at);

-- What a file is made of; `chunk` counts from 0. Compressed by the writer or not worth it: kept as it is.
create table report_files (
  tenant_id  text collate "C" not null,
  export_id  text collate "C" not null,
  chunk      int not null,
  bytes      bytea not null,
  primary key (tenant_id, export_id, chunk),
  foreign key (tenant_id, export_id) references report_exports on delete cascade
);
alter table report_files alter column bytes set storage external;

-- The end of a grace period: the rule graceEnd in SQL, for conditions on it. A wall-clock time that a change of daylight
-- saving repeats is its first occurrence, where PostgreSQL takes the second.
create function grace_end(expiry timestamptz, type text, count int, zone text) returns timestamptz
language sql stable as $$
  select case
    when type = 'none' then expiry
    when type in ('second', 'minute', 'hour') then expiry + count * ('1 ' || type)::interval
    when (later.at - interval '1 hour') at time zone zone = later.wall then later.at - interval '1 hour'
    else later.at
  end
  from (
    select wall, wall at time zone zone as at
    from (
      select case
        when type in ('day', 'week', 'month', 'year')
          then (expiry at time zone zone) + count * ('1 ' || type)::interval
      end as wall
    ) moved
  ) later
$$;
