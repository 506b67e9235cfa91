import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
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
  /** Whether the schema was made or changed just now. */
  readonly isMigrated: boolean;
  stop(): Promise<void>;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Starts it with Leeway's schema: on a folder that is kept, or on one of its own that goes when it stops. */
export const startPostgres = async (kept?: string): Promise<Postgres> => {
  if (kept !== undefined) await mkdir(kept, { recursive: true });
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'leeway-bench-')));
  // PostgreSQL does not run as root: the user it runs as then must be able to pass through.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
  const url = postgres.url('postgres');
  const database = openDatabase({ url, log: say });
  const migrated = await migrate(database);
  const [row] = await database.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  );
  return {
    url,
    database,
    version: row?.version ?? '',
    isMigrated: migrated.length > 0,
    stop: async () => {
      await database.close();
      await postgres.stop();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
};
