import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Config, maskUrl } from './config.ts';
import { type Database, isUnavailable, openDatabase } from './platform/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './platform/embedded-postgres/index.ts';
import { endsWithin } from './platform/patience.ts';
import { writePrivateFile } from './platform/private-file.ts';

/** Where this installation keeps its data: an outside PostgreSQL, or the one that comes with Leeway. */
export interface Storage {
  readonly database: Database;
  /** Holds a password, or is a way in without one: not for the log. */
  readonly url: string;
  /** Closes the connections, and stops what was started for them. */
  close(): Promise<void>;
}

/** The database cannot be used; the message is a sentence for the operator. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

const databaseName = 'leeway';
/** Long enough for a PostgreSQL that is started at the same time, short enough to notice a wrong URL. */
const outsidePatienceMs = 10_000;
const longestPauseMs = 1_000;
const sessionsMayTakeMs = 1_000;

/** Besides a database that is down: a name that the network does not know yet. */
const mayHeal = (error: unknown): boolean =>
  isUnavailable(error) || /^(ENOTFOUND|EAI_AGAIN)$/.test((error as { code?: string }).code ?? '');

/** Names the database of a running server, so that commands beside it need not start another one. */
const addressFile = (dataDir: string) => join(dataDir, 'database-url');

const openAt = (url: string, log: Logger, connectionsMax?: number): Database =>
  openDatabase({
    url,
    log: (line) => log.warn(line),
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
  });

/** Asks until the database answers. Faults that waiting does not cure (wrong password, no such database) end it. */
const waitForAnswer = async (database: Database, shownUrl: string, patienceMs: number, log: Logger) => {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await database.query('select 1');
      return;
    } catch (error) {
      const reason = (error as Error).message || String((error as { code?: string }).code);
      if (!mayHeal(error) || performance.now() + pauseMs > deadline) {
        throw new StorageError(
          `The database ${shownUrl} cannot be used (${reason}). Start it or correct DATABASE_URL.`,
          { cause: error },
        );
      }
      log.info(`the database does not answer yet (${reason}), trying again`);
      await sleep(pauseMs);
    }
  }
};

const openOutside = async (url: string, log: Logger): Promise<Storage> => {
  const database = openAt(url, log);
  try {
    await waitForAnswer(database, maskUrl(url), outsidePatienceMs, log);
    return { database, url, close: () => closeSoon(database) };
  } catch (error) {
    await closeSoon(database);
    throw error;
  }
};

/** A session that is still at work does not hold up the end: what it has not committed is nobody's yet. */
const closeSoon = async (database: Database): Promise<void> => {
  await endsWithin(database.close(), sessionsMayTakeMs);
};

const createIfMissing = async (postgres: EmbeddedPostgres, log: Logger): Promise<void> => {
  const maintenance = openAt(postgres.url('postgres'), log, 1);
  try {
    const found = await maintenance.query('select from pg_database where datname = $1', [databaseName]);
    if (found.length === 0) await maintenance.query(`create database ${databaseName}`);
  } finally {
    await maintenance.close();
  }
};

const openEmbedded = async (dataDir: string, log: Logger): Promise<Storage> => {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: (line, level = 'info') => log[level](line),
  });
  try {
    await createIfMissing(postgres, log);
    const url = postgres.url(databaseName);
    await writePrivateFile(addressFile(dataDir), `${process.pid} ${url}\n`);
    const database = openAt(url, log);
    const close = async () => {
      await rm(addressFile(dataDir), { force: true });
      await closeSoon(database).finally(() => postgres.stop());
    };
    return { database, url, close };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
};

/** Opens the database and waits until it answers. @throws StorageError, EmbeddedPostgresError */
export const openStorage = ({ databaseUrl, dataDir }: Config, log: Logger): Promise<Storage> =>
  databaseUrl === null ? openEmbedded(dataDir, log) : openOutside(databaseUrl, log);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The database of a server that runs on this data folder; null when none does. */
const openRunning = async (dataDir: string, log: Logger): Promise<Storage | null> => {
  const text = await readFile(addressFile(dataDir), 'utf8').catch(() => '');
  const [pid, url] = text.trim().split(' ');
  if (!pid || !url || !isAlive(Number(pid))) return null;
  const database = openAt(url, log, 4);
  try {
    await database.query('select 1');
    return { database, url, close: () => database.close() };
  } catch {
    await database.close();
    return null;
  }
};

/** For a command beside a server: uses the embedded database of a running one, and starts it when none runs. */
export const openStorageBeside = async (config: Config, log: Logger): Promise<Storage> => {
  const running = config.databaseUrl === null ? await openRunning(config.dataDir, log) : null;
  return running ?? openStorage(config, log);
};
