import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemAuthor } from './author.ts';
import type { Database, Queryable } from './database.ts';
import { packageFolder } from './package-folder.ts';

/**
 * Versioned, forward-only migrations in plain SQL, each in a transaction of its own whose first statement is the ledger
 * row: of two processes that start at once, one inserts the row and the other waits and then finds it done.
 */

const folder = fileURLToPath(new URL('migrations/', packageFolder));

export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

/** The migrations this build knows, in order. The hash ignores line ends, so a checkout's settings do not matter. */
export const knownMigrations = (): Migration[] =>
  readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(`${folder}${name}`, 'utf8').replaceAll('\r\n', '\n');
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    });

const createLedger = `
  create table if not exists schema_migrations (
    name text primary key,
    hash text not null,
    applied_at timestamptz not null default clock_timestamp()
  )`;

// Creating the ledger itself can race; PostgreSQL's "if not exists" does not lock. Released at the transaction's end.
const lockLedger = `select pg_advisory_xact_lock(hashtext('leeway.schema_migrations'))`;

const refuseForeign = async (db: Queryable, known: readonly Migration[]) => {
  const applied = await db.query<{ name: string; hash: string }>('select name, hash from schema_migrations');
  for (const { name, hash } of applied) {
    const own = known.find((migration) => migration.name === name);
    if (!own) {
      throw new SchemaError(
        `The database has migration ${name}, which this version does not know: run a newer one.`,
      );
    }
    if (own.hash !== hash) {
      throw new SchemaError(`Migration ${name} in the database differs from the one of this version.`);
    }
  }
  return new Set(applied.map(({ name }) => name));
};

/** Brings the schema up to date; answers the names of what was applied. Throws SchemaError on a foreign schema. */
export const migrate = async (db: Database): Promise<string[]> => {
  const version = await db.query<{ number: number }>(
    `select current_setting('server_version_num')::int as number`,
  );
  if ((version[0]?.number ?? 0) < 150000) throw new SchemaError('Leeway needs PostgreSQL 15 or newer.');
  const known = knownMigrations();
  await db.transaction(systemAuthor, async (tx) => {
    await tx.query(lockLedger);
    await tx.query(createLedger);
  });
  const done = await refuseForeign(db, known);
  const applied: string[] = [];
  for (const { name, sql, hash } of known) {
    if (done.has(name)) continue;
    const won = await db.transaction(systemAuthor, async (tx) => {
      const rows = await tx.query<{ name: string }>(
        'insert into schema_migrations (name, hash) values ($1, $2) on conflict do nothing returning name',
        [name, hash],
      );
      if (rows.length === 1) await tx.query(sql);
      return rows.length === 1;
    });
    if (won) applied.push(name);
  }
  return applied;
};

/** The names of migrations of this build that the database lacks. Throws when it does not answer. */
export const missingMigrations = async (db: Queryable): Promise<string[]> => {
  const ledger = await db.query<{ found: boolean }>(
    `select to_regclass('schema_migrations') is not null as found`,
  );
  const rows = ledger[0]?.found
    ? await db.query<{ name: string; hash: string }>('select name, hash from schema_migrations')
    : [];
  const applied = new Map(rows.map(({ name, hash }) => [name, hash]));
  return knownMigrations()
    .filter(({ name, hash }) => applied.get(name) !== hash)
    .map(({ name }) => name);
};
