import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../platform/embedded-postgres/index.ts';

/**
 * A process of its own that holds an embedded PostgreSQL on the data folder of its first argument, for tests that
 * kill it or run it as another user. It prints one JSON line when ready, then one for each line of SQL it reads.
 */
try {
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log: () => {} });
  console.log(JSON.stringify({ postmasterPid: postgres.postmasterPid, url: postgres.url('postgres') }));
  for await (const statement of createInterface({ input: process.stdin })) {
    const client = new Client({ connectionString: postgres.url('postgres') });
    await client.connect();
    console.log(JSON.stringify((await client.query(statement)).rows));
    await client.end();
  }
  await postgres.stop();
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
  process.exitCode = 1;
}
