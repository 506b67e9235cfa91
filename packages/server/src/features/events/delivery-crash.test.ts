import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoster } from '../../platform/http/post-outside.ts';
import { newId } from '../../platform/ids.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { createDeliverer, requestsPerListenerMax } from './deliver.ts';
import { deliveryMetrics } from './delivery-metrics.ts';
import { listen, listenerPath, type Receiver, seatEvent, startReceiver, tell } from './testing/receiver.ts';

/** Servers that die at any moment, and several at once: every event arrives, each with one id. */

const rounds = 50;

let leeway: Leeway;
let receiver: Receiver;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
});
afterAll(() => leeway?.stop());

const open = async () => {
  receiver = await startReceiver();
  const id = await listen(leeway, receiver.uri);
  return async () => {
    await leeway.api('DELETE', listenerPath(id));
    await receiver.stop();
  };
};

/** Of the build, as an operator runs it. */
const program = fileURLToPath(
  new URL('../../../dist/features/events/testing/deliver-process.js', import.meta.url),
);

const startWorker = () => {
  const child = fork(program, [leeway.databaseUrl], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

const count = async (what: string): Promise<number> => {
  const rows = await leeway.database.query<{ found: number }>(
    `select count(*)::int as found from deliveries where tenant_id = $1 and ${what}`,
    [leeway.tenantId],
  );
  return rows[0]?.found ?? 0;
};

/** Past every lease and every pause, as time would bring it. */
const letTimePass = () =>
  leeway.database.query(`update deliveries set due_at = now() where tenant_id = $1 and status = 'waiting'`, [
    leeway.tenantId,
  ]);

const eventIds = async () => {
  const rows = await leeway.database.query<{ event_id: string }>(
    'select event_id from event_messages where tenant_id = $1',
    [leeway.tenantId],
  );
  return rows.map((row) => row.event_id);
};

const assertOrder = (entitlements: readonly string[]) => {
  for (const entitlementId of entitlements) {
    const got = receiver.received.filter(({ body }) => body.resourceId === entitlementId);
    const firsts = [...new Set(got.map(({ body }) => body.sequence))];
    expect(firsts).toEqual(firsts.map((_, index) => index + 1));
  }
};

describe('kill -9 of a server that delivers', () => {
  it(`loses no event and gives none a second id, in ${rounds} rounds`, async () => {
    const close = await open();
    const entitlements = Array.from({ length: 6 }, () => newId('ent'));
    let told = 0n;
    for (let round = 0; round < rounds; round += 1) {
      const before = receiver.received.length;
      const worker = startWorker();
      for (let change = 0; change < 4; change += 1) {
        told += 1n;
        await tell(
          leeway,
          entitlements.map((entitlementId) => seatEvent(leeway.clock.now(), entitlementId, told)),
        );
      }
      // At another place of the work each round: something is claimed, some of it is sent, all is sent.
      const after = round % 25;
      const reached = () =>
        after === 0 ? count('lease_token is not null') : Promise.resolve(receiver.received.length - before);
      await expect.poll(reached, { timeout: 20_000, interval: 1 }).toBeGreaterThanOrEqual(Math.max(after, 1));
      await worker.kill();
      await letTimePass();
    }
    const last = startWorker();
    await expect.poll(() => count(`status = 'waiting'`), { timeout: 60_000, interval: 100 }).toBe(0);
    await last.kill();
    const expected = await eventIds();
    expect(expected).toHaveLength(rounds * 4 * 6);
    expect([...new Set(receiver.eventIds())].sort()).toEqual(expected.sort());
    expect(await count(`status <> 'delivered'`)).toBe(0);
    assertOrder(entitlements);
    await close();
  }, 400_000);
});

describe('two servers at once', () => {
  it('send each delivery once, one after the other of an entitlement', async () => {
    const close = await open();
    const onTheWay = new Set<string>();
    const twice: string[] = [];
    receiver.answer(({ body }, response) => {
      for (const key of [body.eventId, body.resourceId]) {
        if (onTheWay.has(key)) twice.push(key);
        onTheWay.add(key);
      }
      setImmediate(() => {
        onTheWay.delete(body.eventId);
        onTheWay.delete(body.resourceId);
        response.end();
      });
    });
    const { database, clock } = leeway;
    const deliverers = [0, 1].map(() => {
      const limits = { allowPrivate: true, timeoutMs: 15_000, answerBytesMax: 4096 };
      const poster = createPoster({ ...limits, connectionsMax: requestsPerListenerMax });
      return createDeliverer({ database, clock, poster, metrics: deliveryMetrics(createMetrics()) });
    });
    const entitlements = Array.from({ length: 20 }, () => newId('ent'));
    const { signal } = new AbortController();
    for (let sequence = 1n; sequence <= 40n; sequence += 1n) {
      const told = tell(
        leeway,
        entitlements.map((entitlementId) => seatEvent(clock.now(), entitlementId, sequence)),
      );
      await Promise.all([told, ...deliverers.map((deliver) => deliver(signal))]);
    }
    await expect
      .poll(async () => {
        await Promise.all(deliverers.map((deliver) => deliver(signal)));
        return count(`status = 'waiting'`);
      })
      .toBe(0);
    expect(twice).toEqual([]);
    expect(receiver.received).toHaveLength(800);
    expect(new Set(receiver.eventIds()).size).toBe(800);
    assertOrder(entitlements);
    await close();
  });
});

describe('a claim whose server has gone', () => {
  it('is due again after its lease, and what it was does not count as an attempt', async () => {
    const close = await open();
    await tell(leeway, [seatEvent(leeway.clock.now())]);
    await leeway.database.query(
      `update deliveries set lease_token = 'lease_of_a_server_gone', due_at = due_at + interval '60 s'
        where tenant_id = $1`,
      [leeway.tenantId],
    );
    await leeway.runStep('events.deliver');
    expect(receiver.received).toEqual([]);
    leeway.clock.advance(61_000);
    await leeway.runStep('events.deliver');
    expect(receiver.received.map(({ body }) => body.callAttempt)).toEqual([1]);
    await close();
  });
});
