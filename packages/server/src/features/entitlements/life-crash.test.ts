import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '../../testing/embedded-postgres.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/postgres.ts';
import { sell } from '../../testing/sell.ts';
import {
  apiOf,
  createClient,
  freePort,
  type ServerProcess,
  startServerProcess,
  tokenFrom,
} from '../../testing/server-process.ts';

/** Rule 23 with real workers: two processes on one database, of which one or the other is killed all the time. */

const entitlements = 120;
const rounds = 6;

let testDatabase: TestDatabase;
let settings: Record<string, string>[];
let servers: ServerProcess[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const shared = { DATABASE_URL: testDatabase.url, LEEWAY_PUBLIC_URL: 'http://leeway.test' };
  settings = [
    { ...shared, PORT: String(await freePort()) },
    { ...shared, PORT: String(await freePort()) },
  ];
  servers = await Promise.all(settings.map(startServerProcess));
}, 120_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGTERM')));
  await testDatabase.drop();
});

it('rule 23: kill -9 of one worker after the other: every end is told once, at its instant', async () => {
  const client = await createClient(settings[0] ?? {});
  const api = apiOf(() => servers[0]?.baseUrl ?? '', await tokenFrom(servers[0]?.baseUrl ?? '', client));
  const { sku } = await sell({ api }, { licenseDuration: { type: 'second', count: 6 } });
  // Sold one after the other while workers die, so that ends fall due all the time.
  const skus = Array.from({ length: entitlements / rounds / 2 }, () => sku);
  for (let round = 0; round < rounds; round++) {
    for (let half = 0; half < 2; half++) {
      expect((await api('POST', '/api/v1/entitlements/groups', { skus })).status).toBe(201);
    }
    const victim = round % 2;
    await servers[victim]?.end('SIGKILL');
    servers[victim] = await startServerProcess(settings[victim] ?? {});
  }
  const told = `select count(*)::int as count from outbox where event_code = 'entitlement.expired'`;
  await expect
    .poll(async () => (await query(testDatabase.url, told))[0]?.count, { timeout: 30_000 })
    .toBe(entitlements + 1);
  // Once each, in the order of their sequence, as of the very end.
  const odd = await query(
    testDatabase.url,
    `select s.entitlement_id, count(o.*)
     from entitlement_states s
     left join outbox o on o.tenant_id = s.tenant_id and o.entitlement_id = s.entitlement_id
       and o.event_code = 'entitlement.expired' and o.at = s.expiry_date and o.sequence = s.sequence
     group by 1
     having count(o.*) <> 1`,
  );
  expect(odd).toEqual([]);
}, 120_000);
