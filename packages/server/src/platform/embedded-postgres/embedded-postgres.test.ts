import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  buildProcess,
  guardOf,
  isRoot,
  makeOpenFolder,
  type PostgresProcess,
  query,
  startProcess,
} from '../../testing/embedded-postgres.ts';
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './index.ts';

let folder: string;
let dataDir: string;
let running: EmbeddedPostgres | undefined;
let holder: PostgresProcess | undefined;
let logged: string[] = [];

beforeAll(async () => {
  folder = await makeOpenFolder();
  await buildProcess(folder);
});

afterEach(async () => {
  await running?.stop();
  holder?.child.kill('SIGKILL');
  running = undefined;
  holder = undefined;
  logged = [];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(settings: Record<string, string> = {}): Promise<EmbeddedPostgres> {
  running = await startEmbeddedPostgres({ dataDir, settings, log: (line) => logged.push(line) });
  return running;
}

/** A query against a server that is being restarted. */
function queryWhenBack(url: string, statement: string): Promise<Record<string, unknown>[]> {
  return vi.waitUntil(() => query(url, statement).catch(() => undefined), { timeout: 20_000, interval: 50 });
}

async function refusal(starting: Promise<unknown>): Promise<string> {
  const error = await starting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EmbeddedPostgresError);
  return String(error);
}

function alive(pid: number): boolean {
  try {
    // A process that ended but was not waited for yet is still listed, without a command line.
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

describe('a data folder', () => {
  beforeAll(() => {
    dataDir = join(folder, "da ta%2F'&");
  });

  it('keeps its data from start to start', async () => {
    const first = await start();
    await query(first.url('postgres'), 'create table kept (id int)');
    await query(first.url('postgres'), 'insert into kept values (7)');
    await first.stop();
    await first.stop();
    expect(alive(first.postmasterPid)).toBe(false);

    const second = await start();
    expect(await query(second.url('postgres'), 'select id from kept')).toEqual([{ id: 7 }]);
  });

  it('is served durably, and only through a socket', async () => {
    const { url } = await start({ work_mem: '8MB' });
    const names = [
      'fsync',
      'full_page_writes',
      'synchronous_commit',
      'data_checksums',
      'listen_addresses',
      'work_mem',
    ];
    const rows = await query(
      url('postgres'),
      `select ${names.map((name) => `current_setting('${name}') as ${name}`)}`,
    );
    expect(rows).toEqual([
      {
        fsync: 'on',
        full_page_writes: 'on',
        synchronous_commit: 'on',
        data_checksums: 'on',
        listen_addresses: '',
        work_mem: '8MB',
      },
    ]);
  });

  it('knows time zones and letters beyond ASCII', async () => {
    const { url } = await start();
    const rows = await query(
      url('postgres'),
      `select current_setting('timezone') as zone, lower('ÄÉ') as lower,
        (timestamptz '2026-07-01 00:00Z' at time zone 'Europe/Berlin')::text as berlin`,
    );
    expect(rows).toEqual([{ zone: 'UTC', lower: 'äé', berlin: '2026-07-01 02:00:00' }]);
  });

  it('accepts a connection by settings and by URL, for a database with any name', async () => {
    const { connection, url } = await start();
    const client = new Client(connection);
    await client.connect();
    await client.query('create database "with space"');
    await client.end();
    expect(await query(url('with space'), 'select current_database()')).toEqual([
      { current_database: 'with space' },
    ]);
  });

  it('refuses settings that would make it less durable or reachable', async () => {
    expect(await refusal(start({ fsync: 'off' }))).toContain('"fsync"');
    expect(await refusal(start({ listen_addresses: '*' }))).toContain('"listen_addresses"');
  });

  it('is refused to a second Leeway, which is told who has it', async () => {
    const { url } = await start();
    const inUse = `is in use by another Leeway (process ${process.pid})`;
    expect(await refusal(startEmbeddedPostgres({ dataDir, log: () => {} }))).toContain(inUse);
    const second = await startProcess(folder, dataDir);
    expect(second.started.error).toContain(inUse);
    expect(await query(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is told apart when another version of PostgreSQL wrote it', async () => {
    const path = join(dataDir, 'postgres', 'cluster', 'PG_VERSION');
    const present = await readFile(path, 'utf8');
    await writeFile(path, '14\n');
    expect(await refusal(start())).toMatch(/written by PostgreSQL 14, and this Leeway brings PostgreSQL 18/);
    await writeFile(path, present);
    await start();
  });

  it('says what PostgreSQL said when it does not start, and starts again afterwards', async () => {
    expect(await refusal(start({ shared_preload_libraries: 'no_such_library' }))).toMatch(
      /could not access file "no_such_library".*set DATABASE_URL to a PostgreSQL 15 or newer/,
    );
    await start();
  });

  it.each(['"', '$(id)', '`id`'])(
    'is refused below a path that PostgreSQL would give to a shell: %s',
    async (name) => {
      dataDir = join(folder, name);
      expect(await refusal(start())).toContain('set LEEWAY_DATA_DIR to a path without');
    },
  );

  it('may have a path too long for a socket', async () => {
    dataDir = join(folder, 'long'.repeat(30), 'data');
    const postgres = await start();
    expect(await query(postgres.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await stat(postgres.connection.host)).mode & 0o777).toBe(0o700);
    await postgres.stop();
    expect(existsSync(postgres.connection.host)).toBe(false);
  });
});

describe('after a crash', () => {
  beforeAll(async () => {
    dataDir = join(folder, 'crash');
    const { url, stop } = await start();
    await query(url('postgres'), 'create table kept (id int)');
    await stop();
  });

  /** Holds the data folder in a process of its own that has written one row. */
  async function hold(id: number): Promise<PostgresProcess> {
    holder = await startProcess(folder, dataDir);
    expect(await holder.query(`insert into kept values (${id}) returning id`)).toEqual([{ id }]);
    return holder;
  }

  it('kill -9 of Leeway: the next start works at once and has every row', async () => {
    const { child } = await hold(1);
    child.kill('SIGKILL');
    const { url } = await start();
    expect(await query(url('postgres'), 'select id from kept where id = 1')).toHaveLength(1);
  });

  it('kill -9 of Leeway: PostgreSQL ends too', async () => {
    const { child, started } = await hold(2);
    child.kill('SIGKILL');
    await vi.waitUntil(() => !alive(started.postmasterPid ?? 0), { timeout: 10_000 });
  });

  it.runIf(process.platform === 'linux')('a server left running is stopped by the next start', async () => {
    const { child, started } = await hold(3);
    process.kill(guardOf(child.pid ?? 0), 'SIGKILL');
    child.kill('SIGKILL');
    const { url, postmasterPid } = await start();
    expect(logged.join()).toContain(`left running by an earlier Leeway (process ${started.postmasterPid})`);
    expect(alive(started.postmasterPid ?? 0)).toBe(false);
    expect(postmasterPid).not.toBe(started.postmasterPid);
    expect(await query(url('postgres'), 'select id from kept where id = 3')).toHaveLength(1);
  });

  it('stale lock files whose process id was given to another program are no obstacle', async () => {
    const before = await start();
    const lockFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const lines = (await readFile(lockFile, 'utf8')).split('\n');
    const owner = await stat(lockFile);
    await before.stop();
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: owner.uid, gid: owner.gid } : {});
    try {
      await writeFile(lockFile, [stranger.pid, ...lines.slice(1)].join('\n'));
      const { url } = await start();
      expect(await query(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('kill -9 of the postmaster: it is started again under the same address', async () => {
    const postgres = await start();
    const { postmasterPid } = postgres;
    for (const id of [11, 12]) {
      await query(postgres.url('postgres'), `insert into kept values (${id})`);
      const present = postgres.postmasterPid;
      process.kill(present, 'SIGKILL');
      const rows = await queryWhenBack(postgres.url('postgres'), `select id from kept where id = ${id}`);
      expect(rows).toEqual([{ id }]);
      await vi.waitUntil(() => logged.at(-1) === `PostgreSQL runs again (process ${postgres.postmasterPid})`);
    }
    expect(logged.join('\n')).toContain(
      `PostgreSQL (process ${postmasterPid}) is gone, ended by SIGKILL; starting it`,
    );
  });

  it.runIf(process.platform === 'linux')(
    'a session that does not notice its postmaster died is ended',
    async () => {
      const { url, postmasterPid } = await start();
      const busy = query(url('postgres'), 'do $$ begin loop end loop; end $$').catch((error: Error) => error);
      const isBusy = `select 1 from pg_stat_activity where query like 'do %' and state = 'active'`;
      await vi.waitUntil(async () => (await query(url('postgres'), isBusy)).length > 0);
      process.kill(postmasterPid, 'SIGKILL');
      expect(await queryWhenBack(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await busy).toBeInstanceOf(Error);
    },
  );

  it('keeps trying when PostgreSQL does not come up again, and can be stopped meanwhile', async () => {
    const postgres = await start();
    const program = join(dataDir, 'postgres', 'runtime', 'bin', 'postgres');
    const saw = (beginning: string) =>
      vi.waitUntil(() => logged.some((line) => line.startsWith(beginning)), { timeout: 20_000 });
    await rename(program, `${program}.away`);
    process.kill(postgres.postmasterPid, 'SIGKILL');
    await saw('PostgreSQL does not come up again');
    await rename(`${program}.away`, program);
    await saw('PostgreSQL runs again');
    expect(await query(postgres.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);

    logged = [];
    await rename(program, `${program}.away`);
    process.kill(postgres.postmasterPid, 'SIGKILL');
    await saw('PostgreSQL does not come up again');
    await postgres.stop();
    await rename(`${program}.away`, program);
    await start();
  });
});
