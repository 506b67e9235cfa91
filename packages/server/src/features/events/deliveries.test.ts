import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
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
let id: string;

beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const open = async () => {
  receiver = await startReceiver();
  id = await listen(leeway, receiver.uri);
};
afterEach(async () => {
  await removeListeners(leeway);
  await receiver.stop();
});

const dayMs = 86_400_000;
const deliver = () => leeway.runStep('events.deliver');
const now = () => leeway.clock.now();
const text = (at: number) => new Date(at).toISOString();
const list = async (query = '') =>
  (await api('listDeliveries', `GET ${listenerPath(id)}/deliveries${query}`)).body;
const health = async () => (await api('getWebhookHealth', `GET ${listenerPath(id)}/health`)).body;
const replay = (body: object) => api('replayDeliveries', `POST ${listenerPath(id)}/replay`, body);

describe('the deliveries of a listener', () => {
  it('are listed newest event first, by page, status, code and date', async () => {
    await open();
    const first = now();
    const entitlementId = newId('ent');
    const events = [0, 1, 2].map((index) =>
      seatEvent(first + index * 1000, entitlementId, BigInt(index + 1)),
    );
    await tell(leeway, events);
    const other = { ...seatEvent(first + 3000), eventCode: 'entitlement.seat.denied' as const };
    await api('updateWebhook', `PUT ${listenerPath(id)}`, {
      uri: receiver.uri,
      subscriptions: ['entitlement.seat.activated', 'entitlement.seat.denied'],
    });
    await tell(leeway, [other]);

    const all = await list();
    expect(
      all.items.map(({ sequence, eventCode }: { sequence: number; eventCode: string }) => [
        sequence,
        eventCode,
      ]),
    ).toEqual([
      [1, 'entitlement.seat.denied'],
      [3, 'entitlement.seat.activated'],
      [2, 'entitlement.seat.activated'],
      [1, 'entitlement.seat.activated'],
    ]);
    expect(all.items[1]).toMatchObject({ webhookListenerId: id, entitlementId, resourceId: entitlementId });
    const page = await list('?pageSize=1&pageNumber=2');
    expect(page).toMatchObject({ elementsTotal: 4, items: [all.items[1]] });
    expect((await list('?eventCode=entitlement.seat.denied')).items).toEqual([all.items[0]]);
    const range = await list(`?dateFrom=${text(first + 1000)}&dateTo=${text(first + 3000)}`);
    expect(range.items).toEqual([all.items[1], all.items[2]]);

    receiver.answer(({ body }, response) => response.writeHead(body.sequence === 2 ? 500 : 200).end());
    await deliver();
    const waiting = await list('?status=waiting');
    expect(waiting.items.map(({ sequence }: { sequence: number }) => sequence)).toEqual([3, 2]);
    expect((await list('?status=delivered')).elementsTotal).toBe(2);
    // Alone: what is recorded together with a success does not count as a failure.
    leeway.clock.advance(dayMs / 24);
    await deliver();
    expect(await health()).toMatchObject({ enabled: true, waiting: 2, failingSince: expect.anything() });
  });

  it('are nobody else’s, and 404 when they are not there', async () => {
    await open();
    await tell(leeway, [seatEvent(now())]);
    const [delivery] = (await list()).items;
    const stranger = await strangersApi(leeway);
    const missing = `${listenerPath(id)}/deliveries/${newId('dlv')}`;
    for (const [caller, one, other] of [
      [stranger, listenerPath(id), `${listenerPath(id)}/deliveries/${delivery.id}`],
      [api, listenerPath(newId('whl')), missing],
    ] as const) {
      const range = { dateFrom: text(0), dateTo: text(now()) };
      expect((await caller('listDeliveries', `GET ${one}/deliveries`)).status).toBe(404);
      expect((await caller('getDelivery', `GET ${other}`)).status).toBe(404);
      expect((await caller('replayDelivery', `POST ${other}/replay`)).status).toBe(404);
      expect((await caller('replayDeliveries', `POST ${one}/replay`, range)).status).toBe(404);
      expect((await caller('rotateWebhookSecret', `POST ${one}/secret/rotate`)).status).toBe(404);
      expect((await caller('enableWebhook', `POST ${one}/enable`)).status).toBe(404);
      expect((await caller('getWebhookHealth', `GET ${one}/health`)).status).toBe(404);
    }
  });

  it('are forgotten with their events after 90 days, unless they still wait', async () => {
    await open();
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    await tell(leeway, [seatEvent(now())]);
    leeway.clock.advance(90 * dayMs - 60_000);
    await leeway.runStep('events.forget');
    expect((await list()).elementsTotal).toBe(2);
    leeway.clock.advance(120_000);
    await leeway.runStep('events.forget');
    expect((await list()).items).toMatchObject([{ status: 'waiting' }]);
  });
});

describe('a replay', () => {
  it('sends one delivery again under its id, and counts on', async () => {
    await open();
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    const [delivery] = (await list()).items;
    const one = `${listenerPath(id)}/deliveries/${delivery.id}`;
    expect((await api('replayDelivery', `POST ${one}/replay`)).status).toBe(204);
    await deliver();
    expect(receiver.eventIds()).toEqual([delivery.eventId, delivery.eventId]);
    expect(receiver.received[1]?.body.callAttempt).toBe(2);
    const { body } = await api('getDelivery', `GET ${one}`);
    expect(body).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(body.attemptList.map(({ attempt }: { attempt: number }) => attempt)).toEqual([1, 2]);
  });

  it('of one that waits for its retry sends it now', async () => {
    await open();
    receiver.answerStatus(500);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    receiver.answerStatus(200);
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const [delivery] = (await list()).items;
    await api('replayDelivery', `POST ${listenerPath(id)}/deliveries/${delivery.id}/replay`);
    await deliver();
    expect((await list()).items).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  it('of a range says how many, and sends what the listener missed as well', async () => {
    await open();
    const at = now();
    await leeway.api('DELETE', listenerPath(id));
    const events = [0, 1, 2, 3].map((index) => seatEvent(at + index * 1000));
    await tell(leeway, events);
    await tell(leeway, [{ ...seatEvent(at + 1500), eventCode: 'entitlement.seat.denied' }]);
    id = await listen(leeway, receiver.uri);
    expect((await replay({ dateFrom: text(at + 1000), dateTo: text(at + 3000) })).body).toEqual({
      replayed: 2,
    });
    await deliver();
    const got = receiver.received.map(({ body }) => body.resourceId).sort();
    expect(got).toEqual([events[1]?.resourceId, events[2]?.resourceId].sort());
    expect((await replay({ dateFrom: text(at), dateTo: text(at + 9000) })).body).toEqual({ replayed: 4 });
    await deliver();
    expect(new Set(receiver.eventIds()).size).toBe(4);
    expect(receiver.received).toHaveLength(6);
    const none = { dateFrom: text(at), dateTo: text(at + 9000), eventCodes: ['entitlement.seat.denied'] };
    expect((await replay(none)).body).toEqual({ replayed: 0 });
  });

  it('of a range is refused when it is none, names an unknown event, or is too large', async () => {
    await open();
    const at = now();
    const backwards = await replay({ dateFrom: text(at), dateTo: text(at) });
    expect([backwards.status, faultyFields(backwards)]).toEqual([422, ['dateTo']]);
    const range = { dateFrom: text(at), dateTo: text(at + 9000) };
    const unknown = await replay({ ...range, eventCodes: ['customer.vanished'] });
    expect([unknown.status, faultyFields(unknown)]).toEqual([422, ['eventCodes.0']]);
    for (let part = 0; part < 10; part += 1) {
      await tell(
        leeway,
        Array.from({ length: 1001 }, () => seatEvent(at + 1000)),
      );
    }
    const large = await replay(range);
    expect([large.status, faultyFields(large)]).toEqual([422, ['dateTo']]);
    expect(large.body.detail).toContain('10000');
  });
});

describe('a new secret', () => {
  it('is shown once, signs from then on, and the one before signs as well for a day', async () => {
    await open();
    const rotate = async () =>
      (await api('rotateWebhookSecret', `POST ${listenerPath(id)}/secret/rotate`)).body;
    const first = await rotate();
    const second = await rotate();
    expect(first.secret).toMatch(/^whsec_/);
    expect(second.secret).not.toBe(first.secret);
    expect(new Date(second.previousValidUntil).getTime() - now()).toBeGreaterThan(dayMs - 60_000);

    await tell(leeway, [seatEvent(now())]);
    await deliver();
    const [one] = receiver.received;
    // The time of this test's clock is not that of the library, which refuses what is old.
    const verifies = (secret: string, received = one) => {
      const headers = received?.headers as Record<string, string>;
      const made = new Webhook(secret).sign(
        String(headers['webhook-id']),
        new Date(Number(headers['webhook-timestamp']) * 1000),
        received?.text ?? '',
      );
      return String(headers['webhook-signature']).split(' ').includes(made);
    };
    expect([verifies(first.secret), verifies(second.secret)]).toEqual([true, true]);

    leeway.clock.advance(dayMs);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    const later = receiver.received[1];
    expect([verifies(first.secret, later), verifies(second.secret, later)]).toEqual([false, true]);
    const { body: audit } = await leeway.api('GET', `/api/v1/audit-log?objectId=${id}`);
    expect(JSON.stringify(audit)).not.toContain('whsec_');
    expect(JSON.stringify(audit.items[0].changes)).toContain('"masked":true');
  });
});
