import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';

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
