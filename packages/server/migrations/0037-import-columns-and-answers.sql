-- What the columns of a file were taken for: [{"name", "column", "guessed"}] in the order of the file; a null column is
-- left out. No cell is kept.

alter table customer_imports add column columns jsonb not null default '[]';

-- The language of who asked for more seats, in which the answer goes out by mail.
alter table seat_requests
  add column language text collate "C" not null default 'en' check (language in ('en', 'de', 'es'));
