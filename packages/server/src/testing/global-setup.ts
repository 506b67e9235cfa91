import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { deleteEmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the maintenance database of the PostgreSQL that all tests of a run share. */
    postgres: { readonly url: string };
  }
}

/** One real PostgreSQL for the run: that of LEEWAY_TEST_DATABASE_URL, else an embedded one in a fresh folder. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const own = process.env.LEEWAY_TEST_DATABASE_URL;
  if (own) {
    project.provide('postgres', { url: own });
    return undefined;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'leeway-test-'));
  // As root, PostgreSQL runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: (line, level = 'info') => {
      if (level !== 'info') console.error(line);
    },
    settings: { max_connections: '200' },
  });
  project.provide('postgres', { url: postgres.url('postgres') });
  return async () => {
    await postgres.stop();
    await deleteEmbeddedPostgres(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
}
