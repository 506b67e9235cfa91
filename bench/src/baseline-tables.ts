import type { Database } from '@leeway/server/dist/platform/database.js';

/**
 * The tables of the baseline: copies of those of the product that a seat is written to, so that nothing of it is news to
 * Leeway's worker, with all that a write to them pays for, as the catalogue of the database has it.
 */

/** Where a scenario's entitlement_states, activations and activity_log are. */
export type TablesOf = 'public' | 'baseline';

const copiedTables = ['entitlement_states', 'activations', 'activity_log'];

// `like` brings columns, defaults, checks and indexes; what it leaves out is asked of the catalogue.
const selectStatements = `
  with original as (
    select oid, relname, relkind, ' with (' || array_to_string(reloptions, ', ') || ')' as options
    from pg_class
    where relnamespace = 'public'::regnamespace and relname = any($1::text[])
  )
  select 1 as step, format('create table baseline.%1$I (like public.%1$I including all)%2$s%3$s', relname,
    case relkind when 'p' then ' partition by ' || pg_get_partkeydef(oid) end, options) as text
  from original
  union all
  select 2, format('create table baseline.%I partition of baseline.%I %s%s', part.relname, o.relname,
    pg_get_expr(part.relpartbound, part.oid), ' with (' || array_to_string(part.reloptions, ', ') || ')')
  from original o
  join pg_inherits i on i.inhparent = o.oid
  join pg_class part on part.oid = i.inhrelid
  union all
  select 3, format('alter table baseline.%I add constraint %I %s', o.relname, c.conname, pg_get_constraintdef(c.oid))
  from original o
  join pg_constraint c on c.conrelid = o.oid and c.contype = 'f'
  union all
  select 4, replace(pg_get_triggerdef(t.oid), ' ON public.', ' ON baseline.')
  from original o
  join pg_trigger t on t.tgrelid = o.oid and not t.tgisinternal
  order by step`;

/** Makes them, without rows. The product's must have their partitions. */
export const createBaselineTables = async (database: Database): Promise<void> => {
  await database.query('create schema baseline');
  const statements = await database.query<{ text: string }>(selectStatements, [copiedTables]);
  for (const { text } of statements) await database.query(text);
};

/**
 * Gives the copies the seats that the product's table has, so that both write into indexes of the same size. They belong to
 * no entitlement of the baseline, as those in the product's belong to none that is compared with it.
 */
export const fillBaselineTables = async (database: Database): Promise<void> => {
  await database.query('insert into baseline.activations select * from public.activations');
};
