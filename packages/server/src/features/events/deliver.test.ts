import { createPublicKey, verify } from 'node:crypto';
import { checkSchema } from '@leeway/contract/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { enqueueEvents } from './messages.ts';
import {
  listen,
  listenerPath,
  type Receiver,
  removeListeners,
  seatEvent,
  startReceiver,
  tell,
} from './testing/receiver.ts';

let leeway: Leeway;
let api: CheckedApi;
let receiver: Receiver;
const receivers: Receiver[] = [];

beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const another = async () => {
  const made = await startReceiver();
  receivers.push(made);
  return made;
};
afterEach(async () => {
  await removeListeners(leeway);
  for (const made of receivers.splice(0)) await made.stop();
});

const deliver = () => leeway.runStep('events.deliver');
const now = () => leeway.clock.now();
const deliveriesOf = async (id: string, query = '') =>
  (await api('listDeliveries', `GET ${listenerPath(id)}/deliveries${query}`)).body.items;
const deliveryOf = async (id: string) => {
  const [first] = await deliveriesOf(id);
  return (await api('getDelivery', `GET ${listenerPath(id)}/deliveries/${first.id}`)).body;
};
const hourMs = 3_600_000;
/** Lets time pass, with the worker at work. */
const pass = async (ms: number, stepMs: number) => {
  for (let passed = 0; passed < ms; passed += stepMs) {
    leeway.clock.advance(stepMs);
    await deliver();
  }
};

describe('rule 35: an event', () => {
  it('is delivered in the envelope of the contract, its integers exact', async () => {
    receiver = await another();
    await listen(leeway, receiver.uri);
    const event = seatEvent(now(), newId('ent'), 7n);
    await tell(leeway, [event]);
    await deliver();
    const [one, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(checkSchema('WebhookModelBase', one?.body)).toBeNull();
    expect(one?.body).toMatchObject({
      eventDate: new Date(event.at).toISOString(),
      eventCode: 'entitlement.seat.activated',
      resourceId: event.resourceId,
      callAttempt: 1,
      sequence: 7,
      payload: { entitlementId: event.entitlementId, seatId: 'seat-7' },
    });
    expect(one?.text).toContain('9007199254740993');
    expect(one?.headers['content-type']).toBe('application/json');
  });

  it('goes to each enabled listener that subscribes to it, and to no other', async () => {
    const [wanted, also, unwanted] = [await another(), await another(), await another()];
    await listen(leeway, wanted.uri);
    await listen(leeway, also.uri, ['customer.created', 'entitlement.seat.activated']);
    await listen(leeway, unwanted.uri, ['customer.created']);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    expect(wanted.eventIds()).toHaveLength(1);
    expect(also.eventIds()).toEqual(wanted.eventIds());
    expect(unwanted.received).toEqual([]);
  });

  it('is not sent when the change it tells of is rolled back', async () => {
    receiver = await another();
    await listen(leeway, receiver.uri);
    await leeway.database
      .transaction(leeway.author, async (tx) => {
        await enqueueEvents(tx, leeway.tenantId, [seatEvent(now())], leeway.clock.offsetMs);
        throw new Error('no');
      })
      .catch(() => undefined);
    await deliver();
    expect(receiver.received).toEqual([]);
  });

  it('carries both signatures, which independent libraries verify', async () => {
    receiver = await another();
    const listener = { uri: receiver.uri, subscriptions: ['entitlement.seat.activated'] };
    const { body: created } = await api('createWebhook', 'POST /api/v1/account/webhooks', listener);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    const [one] = receiver.received;
    const { body: jwk } = await leeway.api('GET', '/api/v1/account/key');
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const signature = Buffer.from(String(one?.headers['n-signature']), 'base64');
    expect(verify('sha256', Buffer.from(one?.text ?? ''), key, signature)).toBe(true);
    expect(verify('sha256', Buffer.from(`${one?.text} `), key, signature)).toBe(false);

    const headers = one?.headers as Record<string, string>;
    expect(headers['webhook-id']).toBe(one?.body.eventId);
    const webhook = new Webhook(created.signingSecret);
    expect(webhook.verify(one?.text ?? '', headers)).toMatchObject({ callAttempt: 1 });
    expect(() => webhook.verify(`${one?.text} `, headers)).toThrow();
  });

  it('is sent by the test operation to that listener alone, in the same envelope', async () => {
    receiver = await another();
    const other = await another();
    const id = await listen(leeway, receiver.uri);
    await listen(leeway, other.uri);
    expect((await api('testWebhook', `POST ${listenerPath(id)}/test`)).status).toBe(204);
    await deliver();
    const [one] = receiver.received;
    expect(checkSchema('WebhookModelBase', one?.body)).toBeNull();
    expect(one?.body).toMatchObject({ eventCode: 'webhook.test', resourceId: id });
    expect(other.received).toEqual([]);
  });
});

describe('rule 37: an attempt', () => {
  it('is kept with its status, its latency and the first 4 kB of the answer', async () => {
    receiver = await another();
    receiver.answerStatus(200, {}, 'y'.repeat(5000));
    const id = await listen(leeway, receiver.uri);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    const delivery = await deliveryOf(id);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 1, nextAttemptDate: null });
    const [attempt] = delivery.attemptList;
    expect(attempt).toMatchObject({ attempt: 1, status: 200, error: null, answer: 'y'.repeat(4096) });
    expect(attempt.latencyMs).toBeLessThan(15_000);
  });

  it('fails by a redirect, which is not followed', async () => {
    receiver = await another();
    const inside = await another();
    receiver.answerStatus(307, { location: inside.uri });
    const id = await listen(leeway, receiver.uri);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    expect(inside.received).toEqual([]);
    const { status, attemptList } = await deliveryOf(id);
    expect(status).toBe('waiting');
    expect(attemptList[0]).toMatchObject({
      status: 307,
      error: `answered 307 to ${inside.uri}: redirects are not followed`,
    });
  });

  it('fails when nobody is there, and says so', async () => {
    receiver = await startReceiver();
    const id = await listen(leeway, receiver.uri);
    await receiver.stop();
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    const { attemptList } = await deliveryOf(id);
    expect(attemptList[0]).toMatchObject({ status: null, answer: null });
    expect(attemptList[0].error).toContain('ECONNREFUSED');
  });

  it('counts in the metrics', async () => {
    await leeway.runStep('events.measure');
    const metrics = await (await fetch(`${leeway.baseUrl}/metrics`)).text();
    expect(metrics).toMatch(/leeway_delivery_attempts_total\{outcome="delivered"\} [1-9]/);
    expect(metrics).toMatch(/leeway_delivery_attempts_total\{outcome="to_retry"\} [1-9]/);
    expect(metrics).toMatch(/leeway_deliveries_waiting \d/);
    expect(metrics).toMatch(/leeway_delivery_seconds_count [1-9]/);
  });
});

describe('rule 37: retries', () => {
  it('a receiver that is down for an hour gets every event, each with one id, in the order of the entitlement', async () => {
    receiver = await another();
    const id = await listen(leeway, receiver.uri);
    const entitlements = [newId('ent'), newId('ent'), newId('ent')];
    receiver.answerStatus(503);
    let sequence = 0n;
    const change = () => {
      sequence += 1n;
      return tell(
        leeway,
        entitlements.map((entitlementId) => seatEvent(now(), entitlementId, sequence)),
      );
    };
    for (let minute = 0; minute < 60; minute += 10) {
      await change();
      await pass(600_000, 60_000);
    }
    expect(new Set(receiver.eventIds()).size).toBe(3);
    receiver.answerStatus(200);
    receiver.received.splice(0);
    await change();
    await pass(3 * hourMs, hourMs / 4);

    expect(await deliveriesOf(id, '?status=waiting')).toEqual([]);
    expect(new Set(receiver.eventIds()).size).toBe(21);
    expect(receiver.eventIds()).toHaveLength(21);
    for (const entitlementId of entitlements) {
      const got = receiver.received.filter(({ body }) => body.resourceId === entitlementId);
      expect(got.map(({ body }) => body.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
    const first = receiver.received.find(({ body }) => body.sequence === 1);
    expect(first?.body.callAttempt).toBe(5);
  });

  it('come after 5 s, 5 min and 30 min, and end after three days', async () => {
    receiver = await another();
    receiver.answerStatus(500);
    const id = await listen(leeway, receiver.uri);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    for (const [pauseMs, attempts] of [
      [3_900, 1],
      [2_200, 2],
      [239_000, 2],
      [122_000, 3],
      [1_430_000, 3],
      [740_000, 4],
    ] as const) {
      leeway.clock.advance(pauseMs);
      await deliver();
      expect([pauseMs, receiver.received.length]).toEqual([pauseMs, attempts]);
    }
    expect((await deliveryOf(id)).status).toBe('waiting');
    await pass(75 * hourMs, hourMs);
    const delivery = await deliveryOf(id);
    expect(delivery).toMatchObject({ status: 'failed', nextAttemptDate: null });
    expect(delivery.attempts).toBe(receiver.received.length);
    expect(receiver.received.map(({ body }) => body.callAttempt)).toEqual(
      receiver.received.map((_, index) => index + 1),
    );
    expect(new Set(receiver.eventIds()).size).toBe(1);
    expect(delivery.attempts).toBeGreaterThanOrEqual(10);
  });
});
