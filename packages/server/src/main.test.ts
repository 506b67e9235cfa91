import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, parseConfig } from './config.ts';
import { createApiClient, createTenant } from './features/identity/index.ts';
import { type RunningServer, startServer } from './main.ts';
import { systemAuthor } from './platform/author.ts';
import { systemClock } from './platform/clock.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { createTestDatabase, type TestDatabase } from './testing/postgres.ts';
import { createProxy } from './testing/proxy.ts';
import { freePort } from './testing/server-process.ts';

let testDatabase: TestDatabase;
let database: Database;
let config: Config;
let dataDir: string;
const undo: (() => Promise<unknown>)[] = [];

/** A log whose lines a test can wait for. */
const listeningLog = () => {
  const said: string[] = [];
  const waiting: { words: string; tell: () => void }[] = [];
  const log: Logger = pino(
    { level: 'info' },
    {
      write(line: string) {
        said.push(line);
        for (const { words, tell } of waiting) if (line.includes(words)) tell();
      },
    },
  );
  const heard = (words: string) =>
    said.some((line) => line.includes(words))
      ? Promise.resolve()
      : new Promise<void>((tell) => waiting.push({ words, tell }));
  return { log, heard, said };
};

const start = async (changes: Partial<Config> = {}, log = listeningLog().log): Promise<RunningServer> => {
  const server = await startServer({ ...config, ...changes }, { log });
  undo.push(server.stop);
  return server;
};

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  const ownUrl = `${testDatabase.url}${testDatabase.url.includes('?') ? '&' : '?'}application_name=test`;
  database = openDatabase({ url: ownUrl, log: () => undefined });
  dataDir = mkdtempSync(join(tmpdir(), 'leeway-main-'));
  const environment = {
    PORT: String(await freePort()),
    LEEWAY_DATA_DIR: dataDir,
    DATABASE_URL: testDatabase.url,
  };
  config = parseConfig({ environment, file: null, folder: dataDir });
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await database.close();
  await testDatabase.drop();
  rmSync(dataDir, { recursive: true });
});

/** How many sessions of Leeway are in the database. */
const sessions = async (): Promise<number> => {
  const rows = await database.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name = 'leeway'`,
  );
  return rows[0]?.count ?? 0;
};

describe('a start', () => {
  it('makes the schema in an empty database, answers, and can be done again on the same one', async () => {
    const { baseUrl, stop } = await start();
    expect(await statusOf(`${baseUrl}/health/ready`)).toBe(200);
    await stop();
    const again = await start();
    expect(await statusOf(`${again.baseUrl}/health/ready`)).toBe(200);
  });

  it('on a taken port says so in a sentence and touches nothing', async () => {
    const other = createServer().listen(config.port, config.host);
    await once(other, 'listening');
    undo.push(async () => other.close());
    await expect(start()).rejects.toThrow(
      `Port ${config.port} on 127.0.0.1 is taken by another program. Stop that one, or set PORT to a free port.`,
    );
    expect(await database.query(`select to_regclass('schema_migrations') as made`)).toEqual([{ made: null }]);
  });

  it('on an address of another machine says so in a sentence', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow('192.0.2.1 is no address of this machine');
  });

  it('that fails releases what it had opened', async () => {
    await (await start()).stop();
    await database.query(`insert into schema_migrations (name, hash) values ('9999-future.sql', 'x')`);
    await expect(start()).rejects.toThrow('9999-future.sql, which this version does not know');
    await expect.poll(sessions).toBe(0);
    const probe = createServer().listen(config.port, config.host);
    await once(probe, 'listening');
    probe.close();
  });

  it('does not wait for what waiting cannot cure', async () => {
    const databaseUrl = testDatabase.url.replace(/test_\w+/, 'no_such_database');
    await expect(start({ databaseUrl })).rejects.toThrow(
      /no_such_database.* Start it or correct DATABASE_URL/,
    );
  });

  it('waits for a database that is about to come up', async () => {
    const proxy = createProxy(testDatabase.url, await freePort());
    const { log, heard } = listeningLog();
    const starting = start({ databaseUrl: proxy.url }, log);
    await heard('the database does not answer yet');
    await proxy.open();
    undo.push(proxy.shut);
    expect(await statusOf(`${(await starting).baseUrl}/health/ready`)).toBe(200);
    await undo.pop()?.();
  });

  it('writes no password to the log', async () => {
    const { log, said, heard } = listeningLog();
    const proxy = createProxy(testDatabase.url, await freePort());
    const databaseUrl = proxy.url
      .replace(/\/\/(\w*)@/, '//$1:hunter2@')
      .replace(/test_\w+/, 'no_such_database');
    const failure = startServer({ ...config, databaseUrl }, { log }).catch((error: Error) => error.message);
    await heard('the database does not answer yet');
    await proxy.open();
    undo.push(proxy.shut);
    expect(await failure).toMatch(/:\*\*\*@127\.0\.0\.1:\d+\/no_such_database/);
    expect(said.join('')).not.toContain('hunter2');
  });
});

describe('the roles', () => {
  it('worker: answers probes and nothing else', async () => {
    const { baseUrl } = await start({ roles: new Set(['worker']) });
    expect(await statusOf(`${baseUrl}/health/ready`)).toBe(200);
    expect(await statusOf(`${baseUrl}/metrics`)).toBe(200);
    for (const path of ['/api/v1/products', '/oauth/token', '/docs', '/openapi/v1/latest/openapi.json']) {
      expect(await statusOf(baseUrl + path)).toBe(404);
    }
  });

  it('api: answers the API, but has no pages', async () => {
    const { baseUrl } = await start({ roles: new Set(['api']) });
    expect(await statusOf(`${baseUrl}/api/v1/products`)).toBe(401);
    expect(await statusOf(`${baseUrl}/openapi/v1/latest/openapi.json`)).toBe(200);
    expect(await statusOf(`${baseUrl}/docs`)).toBe(404);
  });
});

describe('the probes', () => {
  it('tell a database that is away, and that it is back', async () => {
    const proxy = createProxy(testDatabase.url, await freePort());
    await proxy.open();
    undo.push(proxy.shut);
    const { baseUrl, stop } = await start({ databaseUrl: proxy.url });
    await proxy.shut();
    const answer = await fetch(`${baseUrl}/health/ready`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'notReady', reason: 'The database does not answer.' });
    expect(await statusOf(`${baseUrl}/health/live`)).toBe(200);
    await proxy.open();
    await expect.poll(() => statusOf(`${baseUrl}/health/ready`)).toBe(200);
    await stop();
  });

  it('tell a schema that lacks a migration', async () => {
    const { baseUrl } = await start();
    await database.query(`delete from schema_migrations where name like '0002-%'`);
    const answer = await fetch(`${baseUrl}/health/ready`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('0002-catalog.sql');
  });
});

describe('/metrics', () => {
  it('counts requests by route template and status, never by path', async () => {
    const { baseUrl } = await start();
    await fetch(`${baseUrl}/api/v1/products/prod_0123456789012345678901`);
    await fetch(`${baseUrl}/nowhere/at/all`, { method: 'PATCH' });
    const text = await (await fetch(`${baseUrl}/metrics`)).text();
    const counts = text.split('\n').filter((line) => line.startsWith('leeway_http_request_seconds_count'));
    expect(counts).toContain(
      'leeway_http_request_seconds_count{method="GET",route="/api/v1/products/:productId",status="401"} 1',
    );
    expect(counts).toContain('leeway_http_request_seconds_count{method="any",route="none",status="404"} 1');
    expect(text).not.toMatch(/prod_01234|nowhere/);
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toContain('leeway_decisions_total');
  });

  it('is not told to who comes through a proxy', async () => {
    const { baseUrl } = await start();
    const answer = await fetch(`${baseUrl}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(answer.status).toBe(404);
  });
});

describe('a stop', () => {
  /** A request that waits in the database until `release` is called. */
  const hangingRequest = async ({ baseUrl }: RunningServer) => {
    const parts = { database, clock: systemClock, author: systemAuthor };
    const { tenantId } = await createTenant(parts, { name: 'Acme', slug: 'acme' });
    const client = await createApiClient(parts, tenantId, { clientId: 'test', scopes: 'all' });
    const token = await fetch(`${baseUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.clientSecret,
      }),
    });
    const { access_token: accessToken } = (await token.json()) as { access_token: string };
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const locking = new EventTarget();
    const locked = once(locking, 'locked');
    const holding = database.transaction(systemAuthor, async (tx) => {
      await tx.query('lock table products in access exclusive mode');
      locking.dispatchEvent(new Event('locked'));
      await released;
    });
    await locked;
    const answer = fetch(`${baseUrl}/api/v1/products`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const waits = async () =>
      (
        await database.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'products'`,
        )
      ).length;
    await expect.poll(waits).toBeGreaterThan(0);
    return {
      answer,
      release: async () => {
        release();
        await holding;
      },
    };
  };

  it('takes no more requests, finishes those in flight and lets go of the database', async () => {
    const server = await start();
    const { answer, release } = await hangingRequest(server);
    const stopping = server.stop();
    await expect
      .poll(() => fetch(`${server.baseUrl}/health/live`).then(String, () => 'refused'))
      .toBe('refused');
    await release();
    expect((await answer).status).toBe(200);
    await stopping;
    await expect.poll(sessions).toBe(0);
  });

  it('cuts off what takes too long, within 10 s', async () => {
    const { log, heard } = listeningLog();
    const server = await start({}, log);
    const { answer, release } = await hangingRequest(server);
    const outcome = answer.then(String, () => 'cut off');
    const startedAt = performance.now();
    const stopping = server.stop();
    await heard('requests in flight take too long');
    expect(await outcome).toBe('cut off');
    await stopping;
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await release();
  });
});
