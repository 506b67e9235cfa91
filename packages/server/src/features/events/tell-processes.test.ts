import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../platform/database.ts';
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
import { listen, type Receiver, startReceiver } from './testing/receiver.ts';

/** Three processes, each with its worker, on one database, and a receiver that is a server of its own. */

let testDatabase: TestDatabase;
let receiver: Receiver;
let database: Database;
let settings: Record<string, string>;
let ports: number[];
let servers: ServerProcess[];
let apis: ReturnType<typeof apiOf>[];

const start = (index: number) => startServerProcess({ ...settings, PORT: String(ports[index]) });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  receiver = await startReceiver();
  database = openDatabase({ url: testDatabase.url, log: () => undefined });
  settings = {
    DATABASE_URL: testDatabase.url,
    LEEWAY_PUBLIC_URL: 'http://leeway.test',
    LEEWAY_ALLOW_PRIVATE_WEBHOOKS: 'true',
  };
  ports = [await freePort(), await freePort(), await freePort()];
  servers = await Promise.all([0, 1, 2].map(start));
  const token = await tokenFrom(servers[0]?.baseUrl ?? '', await createClient(settings));
  apis = [0, 1, 2].map((index) => apiOf(() => servers[index]?.baseUrl ?? '', token));
}, 120_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGTERM')));
  await receiver.stop();
  await database.close();
  await testDatabase.drop();
});

const apiAt = (index: number) => {
  const api = apis[index % 3];
  if (!api) throw new Error('no server');
  return api;
};

const codes = [
  'entitlement.seat.activated',
  'entitlement.seat.deactivated',
  'entitlement.seat.denied',
  'entitlement.overdraft.entered',
  'entitlement.overdraft.limitReached',
  'entitlement.overdraft.exited',
] as const;

/** What has arrived of an entitlement, each event once, in the order in which it came first. */
const arrivedOf = (entitlementId: string) => {
  const byId = new Map<string, (typeof receiver.received)[number]['body']>();
  for (const { body } of receiver.received)
    if (body.resourceId === entitlementId && !byId.has(body.eventId)) byId.set(body.eventId, body);
  return [...byId.values()];
};
const countOfMessages = async (entitlementId: string, eventCodes: readonly string[]) => {
  const [found] = await database.query<{ count: number }>(
    `select count(*)::int as count from event_messages where entitlement_id = $1 and event_code = any ($2)`,
    [entitlementId, eventCodes],
  );
  return found?.count ?? 0;
};
const countOf = (entitlementId: string, code: string) =>
  arrivedOf(entitlementId).filter(({ eventCode }) => eventCode === code).length;

const asked = (sold: { productId: string; code: string }, seatId: string) => ({
  productId: sold.productId,
  activationCredentials: { type: 'activationCode', code: sold.code },
  seatId,
});
const path = '/api/v1/entitlements/activations';

describe('500 concurrent activations across the bought line and the hard cap, on three processes', () => {
  it('rule 36: tell one entry into the overdraft, one limit reached, and each seat and denial once, in order', async () => {
    await listen({ api: apiAt(0) }, receiver.uri, codes);
    const sold = await sell(
      { api: apiAt(0) },
      { seatCount: 200, overdraft: { type: 'percentage', value: 20 } },
    );
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, index) => apiAt(index)('POST', path, asked(sold, `seat-${index}`))),
    );
    const granted = answers.filter(({ status }) => status === 201);
    expect(granted).toHaveLength(240);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(260);

    const { entitlementId } = sold;
    const told = () => countOfMessages(entitlementId, codes);
    await expect.poll(told, { timeout: 60_000 }).toBe(502);
    await expect.poll(() => arrivedOf(entitlementId).length, { timeout: 120_000 }).toBe(502);
    expect(await told()).toBe(502);
    expect(countOf(entitlementId, 'entitlement.overdraft.entered')).toBe(1);
    expect(countOf(entitlementId, 'entitlement.overdraft.limitReached')).toBe(1);
    expect(countOf(entitlementId, 'entitlement.overdraft.exited')).toBe(0);
    expect(countOf(entitlementId, 'entitlement.seat.activated')).toBe(240);
    const denials = (await sold.log()).filter(({ operation }) => operation === 'activationDenied');
    const refused = arrivedOf(entitlementId).filter(
      ({ eventCode }) => eventCode === 'entitlement.seat.denied',
    );
    expect(refused.map(({ payload }) => payload.seatId).sort()).toEqual(
      denials.map(({ seatId }) => seatId).sort(),
    );
    const sequences = arrivedOf(entitlementId).map(({ sequence }) => sequence as number);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    const seats = arrivedOf(entitlementId).filter(
      ({ eventCode }) => eventCode === 'entitlement.seat.activated',
    );
    expect(seats.map(({ payload }) => payload.seatsUsed)).toEqual(seats.map((_, index) => index + 1));
  }, 240_000);
});

describe('processes that are killed while they tell', () => {
  it('rule 35: lose nothing and tell nothing twice, in 12 rounds', async () => {
    const sold = await sell({ api: apiAt(0) }, { seatCount: 10_000 });
    const granted = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      const victim = round % 3;
      const answering = Array.from({ length: 12 }, async (_, index) => {
        const seatId = `seat-${round}-${index}`;
        const { status } = await apiAt(index)('POST', path, asked(sold, seatId));
        if (status === 201) granted.add(seatId);
      });
      // Somewhere between the commit and the telling, another place each round.
      await Promise.all(answering.slice(0, round % 12));
      await servers[victim]?.end('SIGKILL');
      await Promise.all(answering);
      servers[victim] = await start(victim);
    }
    const { entitlementId } = sold;
    const rowsSql = `select seat_id from activity_log where entitlement_id = $1 and operation = 'activate'`;
    const written = await database.query<{ seat_id: string }>(rowsSql, [entitlementId]);
    const seatIds = written.map(({ seat_id }) => seat_id);
    for (const seatId of granted) expect(seatIds).toContain(seatId);

    await expect
      .poll(() => countOf(entitlementId, 'entitlement.seat.activated'), { timeout: 90_000 })
      .toBe(seatIds.length);
    const told = arrivedOf(entitlementId);
    expect(told.map(({ payload }) => payload.seatId).sort()).toEqual(seatIds.sort());
    expect(await countOfMessages(entitlementId, ['entitlement.seat.activated'])).toBe(seatIds.length);
  }, 600_000);
});
