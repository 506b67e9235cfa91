import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo, operatingSystemUser, run } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, useYourOwnServer } from './error.ts';
import { readIfPresent, replaceFile, syncFolder } from './files.ts';
import { clusterFolder, type Home } from './home.ts';

/** The superuser of the cluster. */
export const databaseUser = 'leeway';

/** What the embedded server promises (an acknowledged write is on the disk, only this user gets in). */
const fixedSettings: Record<string, string> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  listen_addresses: '',
  unix_socket_permissions: '0700',
};

/** Sized for a small machine; the caller may choose others. */
const usualSettings: Record<string, string> = {
  shared_buffers: '128MB',
  max_connections: '100',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // One stream to one file, which Leeway keeps small.
  logging_collector: 'off',
  log_destination: 'stderr',
};

const managedSettings = [
  'unix_socket_directories',
  'port',
  'cluster_name',
  'hba_file',
  'ident_file',
  'data_directory',
];

/** @throws EmbeddedPostgresError when `settings` (the caller's wishes) touch what is not theirs to choose. */
export function chooseSettings(settings: Record<string, string>): Record<string, string> {
  const wrong = Object.keys(settings).find((name) => name in fixedSettings || managedSettings.includes(name));
  if (wrong !== undefined) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL does not let go of its own "${wrong}": remove that setting, or ${useYourOwnServer}.`,
    );
  }
  return { ...usualSettings, ...settings, ...fixedSettings };
}

/** Makes the cluster of a home when there is none. @throws EmbeddedPostgresError when another version made it. */
export async function prepareCluster(home: Home, binaries: Binaries, bin: string): Promise<void> {
  const cluster = clusterFolder(home);
  const version = (await readIfPresent(join(cluster, 'PG_VERSION')))?.trim();
  if (version === undefined) return createCluster(home, bin);
  if (version === String(binaries.majorVersion)) return;
  throw new EmbeddedPostgresError(
    `The database in ${cluster} was written by PostgreSQL ${version}, and this Leeway brings PostgreSQL ${binaries.majorVersion}: ` +
      'make a backup with the Leeway that wrote it and restore that into a new data folder, ' +
      `or serve it with a PostgreSQL ${version} of your own and set DATABASE_URL.`,
  );
}

/** initdb works under another name, so that a cluster half made by a killed process is never taken for a whole one. */
async function createCluster(home: Home, bin: string): Promise<void> {
  const cluster = clusterFolder(home);
  if (existsSync(cluster) && (await readdir(cluster)).length > 0) {
    throw new EmbeddedPostgresError(
      `${cluster} holds files but no PostgreSQL database: move it out of the way, or set LEEWAY_DATA_DIR to another folder.`,
    );
  }
  for (const name of await readdir(home.folder)) {
    if (name.startsWith('cluster.new-')) await rm(join(home.folder, name), { recursive: true, force: true });
  }
  const fresh = join(home.folder, `cluster.new-${randomBytes(4).toString('hex')}`);
  await mkdir(fresh, { mode: 0o700 });
  await giveTo(home.account, fresh);
  const { exitCode, output } = await run(home.account, join(bin, 'initdb'), [
    ...[
      '-D',
      fresh,
      '-U',
      databaseUser,
      '--auth=peer',
      '--encoding=UTF8',
      '--data-checksums',
      '--no-instructions',
    ],
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ]);
  if (exitCode !== 0) {
    const lastWords = output.trim().split('\n').slice(-5).join(' / ');
    throw new EmbeddedPostgresError(
      `initdb could not make a database in ${home.folder} (${lastWords}): remove the cause and start again, or ${useYourOwnServer}.`,
    );
  }
  await rm(cluster, { recursive: true, force: true });
  await rename(fresh, cluster);
  await syncFolder(home.folder);
}

/**
 * Who gets in, besides having to pass the socket folder's mode: the kernel tells PostgreSQL who is calling (peer),
 * and only the user of the system that Leeway runs as is let in. No password exists that could leak.
 */
export async function writeAccessRules(home: Home): Promise<Record<string, string>> {
  const caller = operatingSystemUser().replaceAll('"', '""');
  const hba = join(home.folder, 'pg_hba.conf');
  const ident = join(home.folder, 'pg_ident.conf');
  await replaceFile(
    hba,
    'local all all peer map=leeway\nlocal replication all peer map=leeway\n',
    0o644,
    home.owner,
  );
  await replaceFile(ident, `leeway "${caller}" ${databaseUser}\n`, 0o644, home.owner);
  return { hba_file: hba, ident_file: ident };
}
