-- Mails in a vendor's own words, and who wants no more of them.

alter table mails
  -- null: queued by a version that knew no kinds
  add column kind text collate "C",
  -- null: there is only the text
  add column html text,
  add column sender_name text,
  add column reply_to text,
  -- where the recipient says that no more mails of this kind are wanted; null: an essential mail
  add column stop_url text;

-- A tenant's own templates; of a kind without a row the one that the product brings is in force.
create table mail_templates (
  tenant_id   text collate "C" not null references tenants on delete cascade,
  kind        text collate "C" not null,
  subject     text not null,
  text        text not null,
  html        text not null,
  updated_at  timestamptz(3) not null,
  primary key (tenant_id, kind)
);
create trigger audit after insert or update or delete on mail_templates
  for each row execute function record_change('mailTemplate', 'kind', '', '', 'html');

-- No row, or null: the default.
create table mail_settings (
  tenant_id    text collate "C" not null references tenants on delete cascade primary key,
  sender_name  text,
  reply_to     text
);
create trigger audit after insert or update or delete on mail_settings
  for each row execute function record_change('mailSettings', 'tenant_id');

-- Addresses, in lower case, that want no more mails of a kind.
create table mail_stops (
  tenant_id     text collate "C" not null references tenants on delete cascade,
  mail_stop_id  text collate "C" not null,
  address       text not null,
  kind          text collate "C" not null,
  stopped_at    timestamptz(3) not null,
  primary key (tenant_id, mail_stop_id)
);
create unique index mail_stops_address on mail_stops (tenant_id, address, kind);

-- What the links to stop mails are sealed with: 256 random bits, made with the first such mail.
create table mail_stop_keys (
  tenant_id  text collate "C" not null references tenants on delete cascade primary key,
  key        bytea not null
);
