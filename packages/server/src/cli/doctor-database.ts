import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Config, maskUrl } from '../config.ts';
import type { Database } from '../platform/database.ts';
import { missingMigrations } from '../platform/migrations.ts';
import { openStorageBeside } from '../storage.ts';
import type { Finding } from './finding.ts';

/** The checks that ask the database. */

const oldestPostgres = 150000;
/** Decisions are timed by the database, tokens by this machine: apart, leases and tokens end at odd moments. */
const clocksApartMs = { warn: 1_000, fail: 60_000 };

const aboutSql = `
  select current_setting('server_version') as version,
         current_setting('server_version_num')::int as number,
         current_setting('fsync') as fsync,
         current_setting('synchronous_commit') as "synchronousCommit",
         current_setting('full_page_writes') as "fullPageWrites"`;

interface About {
  readonly version: string;
  readonly number: number;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
}

const durability = (about: About): Finding => {
  const { fsync, synchronousCommit, fullPageWrites } = about;
  const settings = { fsync, synchronous_commit: synchronousCommit, full_page_writes: fullPageWrites };
  const off = Object.entries(settings).filter(([, value]) => value === 'off');
  return off.length === 0
    ? {
        check: 'durability',
        state: 'ok',
        says: Object.entries(settings)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
      }
    : {
        check: 'durability',
        state: 'fail',
        says: `${off.map(([name]) => name).join(', ')} off: a power cut loses acknowledged work; set to on`,
      };
};

const migrations = async (database: Database): Promise<Finding> => {
  const check = 'schema';
  const missing = await missingMigrations(database);
  return missing.length === 0
    ? { check, state: 'ok', says: 'up to date' }
    : { check, state: 'warn', says: `${missing.length} migrations to apply: done at the next start` };
};

const clocks = async (database: Database): Promise<Finding> => {
  const before = Date.now();
  const [row] = await database.query<{ now: Date }>('select clock_timestamp() as now');
  const apartMs = Math.abs((row?.now.getTime() ?? Number.NaN) - (before + Date.now()) / 2);
  const state = apartMs >= clocksApartMs.fail ? 'fail' : apartMs >= clocksApartMs.warn ? 'warn' : 'ok';
  const advice = state === 'ok' ? '' : ': let both machines follow a time server';
  return { check: 'clock', state, says: `${Math.round(apartMs)} ms from the database's${advice}` };
};

const examine = async (database: Database, where: string): Promise<Finding[]> => {
  const [about] = await database.query<About>(aboutSql);
  if (!about) throw new Error('the database does not tell its version');
  const isOld = about.number < oldestPostgres;
  return [
    {
      check: 'database',
      state: isOld ? 'fail' : 'ok',
      says: `PostgreSQL ${about.version}, ${where}${isOld ? ': use 15 or newer' : ''}`,
    },
    durability(about),
    await migrations(database),
    await clocks(database),
  ];
};

/** Starts the embedded PostgreSQL for the look when there is a data folder and nobody runs it. */
export const checkDatabase = async (config: Config, log: Logger): Promise<Finding[]> => {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl === null && !existsSync(dataDir)) {
    return [{ check: 'database', state: 'ok', says: `made in ${dataDir} at the first start` }];
  }
  try {
    const storage = await openStorageBeside(config, log);
    try {
      const where = databaseUrl === null ? `embedded, in ${dataDir}` : maskUrl(databaseUrl);
      return await examine(storage.database, where);
    } finally {
      await storage.close();
    }
  } catch (error) {
    return [{ check: 'database', state: 'fail', says: (error as Error).message }];
  }
};
