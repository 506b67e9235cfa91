import { chmod, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot } from './account.ts';
import { findBinaries, prepareRuntime } from './binaries.ts';
import { chooseSettings, databaseUser, prepareCluster, writeAccessRules } from './cluster.ts';
import { EmbeddedPostgresError, hasCode, useYourOwnServer } from './error.ts';
import { deleteHome, openHome } from './home.ts';
import { lockFolder } from './lock.ts';
import { openLogFile } from './log-file.ts';
import { startPostmaster } from './postmaster.ts';
import { clearLeftovers, clusterName } from './server-processes.ts';
import { clearSocketFolder, makeSocketFolder, removeSocketFolder, socketPort } from './socket-folder.ts';
import { supervise } from './supervise.ts';

export { EmbeddedPostgresError } from './error.ts';

/** A running PostgreSQL of our own. It is started again when it dies, until `stop`. */
export interface EmbeddedPostgres {
  /** For `pg`: `host` is the folder of a unix socket. Valid until `stop`, restarts included. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password?: string;
    readonly database: string;
  };
  /** The same as a URL for a database, good for DATABASE_URL of another process of the same user on this machine. */
  url(database: string): string;
  /** Process id of the present main process; another one after a restart. */
  readonly postmasterPid: number;
  /** Ends sessions, writes everything out and releases the data folder. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Made when missing; holds the database (or, below a folder only root may enter, the path of it). */
  readonly dataDir: string;
  readonly log: (line: string, level?: 'info' | 'warn' | 'error') => void;
  /** PostgreSQL settings, except those that make it durable and private. */
  readonly settings?: Record<string, string>;
}

/**
 * Starts the PostgreSQL that comes with Leeway on a data folder, making the database on first use and clearing up
 * after any kind of crash.
 * @throws EmbeddedPostgresError whose message says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const releases: Release[] = [];
  const releaseAll = async () => {
    for (const release of releases.toReversed()) {
      await release().catch((error: Error) =>
        options.log(`PostgreSQL left something behind: ${error.message}`, 'warn'),
      );
    }
  };
  try {
    const { host, supervised } = await start(options, releases);
    let stopped: Promise<void> | undefined;
    return {
      connection: { host, port: socketPort, user: databaseUser, database: 'postgres' },
      url: (database) => connectionUrl(host, database),
      get postmasterPid() {
        return supervised.pid;
      },
      stop: () => {
        stopped ??= supervised.stop().finally(releaseAll);
        return stopped;
      },
    };
  } catch (error) {
    await releaseAll();
    throw explain(error, options.dataDir);
  }
}

/** Deletes the database of a data folder. @throws EmbeddedPostgresError when it is in use */
export async function deleteEmbeddedPostgres(dataDir: string): Promise<void> {
  const unlock = await lockFolder(await realpath(dataDir));
  try {
    await deleteHome(await realpath(dataDir));
  } finally {
    await unlock();
  }
}

type Release = () => Promise<void>;

/** What must be undone at the end is added to `releases` as it is done. */
async function start({ dataDir, log, settings = {} }: EmbeddedPostgresOptions, releases: Release[]) {
  const chosenSettings = chooseSettings(settings);
  const binaries = findBinaries();
  const folder = await openDataDir(dataDir);
  releases.push(await lockFolder(folder));
  const home = await openHome(folder, log);
  // A copied data folder may point to the same database.
  releases.push(await lockFolder(home.folder));

  await clearLeftovers(home, log);
  const bin = await prepareRuntime(binaries, join(home.folder, 'runtime'), home.account, home.owner);
  await prepareCluster(home, binaries, bin);
  const accessSettings = await writeAccessRules(home);
  const logFile = await openLogFile(home);
  releases.push(async () => logFile.close());
  const host = await makeSocketFolder(home);
  releases.push(() => removeSocketFolder(home));

  const allSettings = {
    ...chosenSettings,
    ...accessSettings,
    unix_socket_directories: `"${host.replaceAll('"', '""')}"`,
    port: String(socketPort),
    cluster_name: clusterName(home),
  };
  const supervised = await supervise(async (signal) => {
    await clearLeftovers(home, log);
    await clearSocketFolder(host);
    return startPostmaster({ home, bin, settings: allSettings, logFile, log }, signal);
  }, log);
  return { host, supervised };
}

/** Its real path. When root makes it, whoever PostgreSQL runs as may pass through, not look around. */
async function openDataDir(dataDir: string): Promise<string> {
  const made = await mkdir(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  if (made !== undefined && isRoot()) await chmod(dataDir, 0o711);
  const folder = await realpath(dataDir);
  // initdb puts its own path between double quotes in a shell command; postmaster.pid has it as a line.
  if (/["$`\\\n]/.test(folder)) {
    throw new EmbeddedPostgresError(
      `PostgreSQL cannot work below ${folder}: set LEEWAY_DATA_DIR to a path without double quotes, dollar signs, backquotes, backslashes and line breaks.`,
    );
  }
  return folder;
}

/** The form that libpq and pg share for a socket: no host before the path, the folder as a parameter. */
function connectionUrl(host: string, database: string): string {
  const address = `host=${encodeURIComponent(host)}&port=${socketPort}`;
  return `postgresql://${databaseUser}@/${encodeURIComponent(database)}?${address}`;
}

/** Failed system calls (no space, no permission, read-only) as a sentence; bugs stay what they are. */
function explain(error: unknown, dataDir: string): unknown {
  if (error instanceof EmbeddedPostgresError || !(error instanceof Error) || !('syscall' in error))
    return error;
  const remedy = hasCode(error, 'EACCES', 'EPERM')
    ? 'start Leeway as the user who owns that folder'
    : 'remove the cause and start again';
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot work in ${dataDir} (${error.message}): ${remedy}, or ${useYourOwnServer}.`,
    { cause: error },
  );
}
