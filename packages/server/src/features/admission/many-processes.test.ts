import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

let testDatabase: TestDatabase;
let servers: ServerProcess[];
let apis: ReturnType<typeof apiOf>[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  // Tokens name their issuer: processes that share a database share their public URL.
  const shared = { DATABASE_URL: testDatabase.url, LEEWAY_PUBLIC_URL: 'http://leeway.test' };
  const ports = [await freePort(), await freePort(), await freePort()];
  servers = await Promise.all(ports.map((port) => startServerProcess({ ...shared, PORT: String(port) })));
  const client = await createClient(shared);
  const token = await tokenFrom(servers[0]?.baseUrl ?? '', client);
  apis = servers.map((server) => apiOf(() => server.baseUrl, token));
}, 120_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGTERM')));
  await testDatabase.drop();
});

const counted = (statuses: readonly number[]) => {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe('rule 13: three processes on one PostgreSQL', () => {
  it('400 distinct seats for a cap of 250 and one seat raced 50 times: exactly 250, every denial counted', async () => {
    const [api] = apis;
    if (!api) throw new Error('no server');
    const sold = await sell({ api }, { seatCount: 200, overdraft: { type: 'percentage', value: 25 } });
    const ask = (server: number, seatId: string) =>
      (apis[server % 3] ?? api)('POST', '/api/v1/entitlements/activations', {
        productId: sold.productId,
        activationCredentials: { type: 'activationCode', code: sold.code },
        seatId,
      });
    // The raced seat is among the first 250 to ask, from all three processes at once.
    const raced = Promise.all(Array.from({ length: 50 }, (_, index) => ask(index, 'raced')));
    const distinct = Promise.all(Array.from({ length: 400 }, (_, index) => ask(index, `seat-${index}`)));
    const [racedAnswers, answers] = await Promise.all([raced, distinct]);

    const all = [...racedAnswers, ...answers];
    expect(Object.keys(counted(all.map(({ status }) => status))).sort()).toEqual(['201', '402']);
    const holders = new Set(
      all.filter(({ status }) => status === 201).map(({ body }) => `${body.id} ${body.seatId}`),
    );
    expect(holders.size).toBe(250);
    expect(new Set(racedAnswers.map(({ status }) => status)).size).toBe(1);
    expect(new Set(racedAnswers.map(({ body }) => body.id)).size).toBe(1);

    const page = await api('GET', `/api/v1/entitlements/${sold.entitlementId}/activations?pageSize=1000`);
    expect(page.body.elementsTotal).toBe(250);
    const listed = new Set(
      page.body.items.map((item: { id: string; seatId: string }) => `${item.id} ${item.seatId}`),
    );
    expect(listed).toEqual(holders);
    expect(await sold.entitlement()).toMatchObject({
      seatsUsed: 250,
      seatsAvailable: 0,
      overdraftSeatsUsed: 50,
    });

    const log = await sold.log();
    const denied = log.filter((row) => row.operation === 'activationDenied');
    const attempts = denied.reduce((sum, row) => sum + row.attempts, 0);
    expect(attempts).toBe(all.filter(({ status }) => status === 402).length);
    expect(Math.max(...log.map((row) => row.seatsUsed))).toBe(250);
  });

  it('an edit on one process holds for the next request on another', async () => {
    const [first, second, third] = apis;
    if (!first || !second || !third) throw new Error('no servers');
    const sold = await sell({ api: first }, { seatCount: 1 });
    const body = {
      productId: sold.productId,
      activationCredentials: { type: 'activationCode', code: sold.code },
    };
    const path = '/api/v1/entitlements/activations';
    expect((await first('POST', path, { ...body, seatId: 'A' })).status).toBe(201);
    expect((await second('POST', path, { ...body, seatId: 'B' })).status).toBe(402);
    expect(
      (await third('PATCH', `/api/v1/entitlements/${sold.entitlementId}`, { seatCount: 2 })).status,
    ).toBe(204);
    expect((await second('POST', path, { ...body, seatId: 'B' })).status).toBe(201);
    const feature = { key: 'late', type: 'bool', value: 1 };
    expect((await third('POST', `/api/v1/products/${sold.productId}/features`, feature)).status).toBe(201);
    expect((await first('POST', path, { ...body, seatId: 'A' })).body.features).toMatchObject([
      { key: 'late' },
    ]);
  });
});
