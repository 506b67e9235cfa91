import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { expect, inject, vi } from 'vitest';
import type { Queryable } from '../platform/database.ts';

export interface TestDatabase {
  readonly url: string;
  /** Ends the sessions still in it and deletes it. */
  drop(): Promise<void>;
}

/**
 * A database of one test file on the run's PostgreSQL, with a name of its own.
 * @param template a database to copy, which nobody may be connected to meanwhile; an empty one when left out
 */
export async function createTestDatabase(template = 'template1'): Promise<TestDatabase> {
  const { url } = inject('postgres');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(url, `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
  return {
    url: urlOfDatabase(url, name),
    drop: () => execute(url, `drop database if exists ${escapeIdentifier(name)} with (force)`),
  };
}

/**
 * Waits until no transaction of another database, begun before now, still writes. PostgreSQL numbers the transactions of
 * all its databases together, so that what is told in their order waits for those of other tests that run meanwhile.
 */
export async function waitForOtherDatabases(database: Queryable): Promise<void> {
  const [now] = await database.query<{ next: bigint }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next',
  );
  await vi.waitFor(
    async () => {
      const others = await database.query(
        `select pid from pg_stat_activity
         where backend_xid::text::bigint < $1::bigint % (1::bigint << 32)
           and not (datname = current_database() and backend_type = 'client backend')`,
        [now?.next],
      );
      expect(others).toEqual([]);
    },
    { timeout: 60_000, interval: 20 },
  );
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** By text, because a URL for a unix socket has no host, which the URL class refuses. */
function urlOfDatabase(url: string, name: string): string {
  return url.replace(/^(\w+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${name}`);
}
