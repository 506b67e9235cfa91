import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@leeway/server/dist/platform/database.js';
import { startEmbeddedPostgres } from '@leeway/server/dist/platform/embedded-postgres/index.js';
import { migrate } from '@leeway/server/dist/platform/migrations.js';

/** The PostgreSQL that comes with Leeway, with the settings it has there: durable, and tuned for nothing. */
export interface Postgres {
  readonly url: string;
  readonly database: Database;
  readonly version: string;
  stop(): Promise<void>;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Starts it on a folder of its own, with Leeway's schema. */
export const startPostgres = async (): Promise<Postgres> => {
  const folder = await mkdtemp(join(tmpdir(), 'leeway-bench-'));
  // PostgreSQL does not run as root: the user it runs as then must be able to pass through.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
  const url = postgres.url('postgres');
  const database = openDatabase({ url, log: say });
  await migrate(database);
  const [row] = await database.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  );
  return {
    url,
    database,
    version: row?.version ?? '',
    stop: async () => {
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
