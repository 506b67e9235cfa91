import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
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

describe('rule 37: a listener is disabled', () => {
  let administrators = 0;
  const administrator = async () => {
    const { items } = (await leeway.api('GET', '/api/v1/account/roles')).body;
    const role = items.find(({ name }: { name: string }) => name === 'Account Administrator');
    administrators += 1;
    const username = `ada${administrators}`;
    const email = `${username}@example.com`;
    const { body } = await leeway.api('POST', '/api/v1/account/users', {
      ...{ username, firstName: 'Ada', lastName: 'Lovelace', email, roleId: role.id },
    });
    // As after the invitation was accepted.
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query(`update users set password_hash = 'x' where tenant_id = $1 and user_id = $2`, [
        leeway.tenantId,
        body.id,
      ]),
    );
    return email;
  };
  const mailsTo = (email: string) =>
    leeway.database.query<{ subject: string; text: string }>(
      `select subject, text from mails where tenant_id = $1 and recipient = $2 and subject like '%listener%'`,
      [leeway.tenantId, email],
    );

  it('at once by 410: what waits is cancelled, others and the administrators are told, once', async () => {
    await open();
    const watcher = await startReceiver();
    const watching = await listen(leeway, watcher.uri, ['webhook.disabled']);
    const email = await administrator();
    receiver.answerStatus(410);
    await tell(
      leeway,
      Array.from({ length: 30 }, () => seatEvent(now())),
    );
    await deliver();
    expect(await health()).toMatchObject({
      enabled: false,
      waiting: 0,
      disabledReason: 'The receiver answered 410: it is gone.',
    });
    expect(receiver.received.length).toBeLessThanOrEqual(10);
    const cancelled = (await list('?status=cancelled')).elementsTotal;
    expect(cancelled).toBeGreaterThanOrEqual(20);

    await tell(leeway, [seatEvent(now())]);
    await deliver();
    expect((await list()).elementsTotal).toBe(30);
    expect(watcher.received.map(({ body }) => body)).toMatchObject([
      {
        eventCode: 'webhook.disabled',
        resourceId: id,
        payload: { webhookListenerId: id, uri: receiver.uri, reason: 'gone' },
      },
    ]);
    const mails = await mailsTo(email);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(receiver.uri);
    expect(mails[0]?.text).toContain(`/api/v1/account/webhooks/${id}/enable`);
    const { body: audit } = await leeway.api('GET', `/api/v1/audit-log?objectId=${id}`);
    expect(audit.items[0]).toMatchObject({ action: 'update', author: { kind: 'system' } });
    await leeway.api('DELETE', listenerPath(watching));
    await watcher.stop();
  });

  it('is sent nothing, no test and no replay, until it is enabled again', async () => {
    await open();
    receiver.answerStatus(410);
    const at = now();
    await tell(leeway, [seatEvent(at)]);
    await deliver();
    expect((await api('testWebhook', `POST ${listenerPath(id)}/test`)).status).toBe(409);
    const [delivery] = (await list()).items;
    const one = `${listenerPath(id)}/deliveries/${delivery.id}`;
    expect((await api('replayDelivery', `POST ${one}/replay`)).status).toBe(409);
    const range = { dateFrom: text(at), dateTo: text(at + 60_000) };
    expect((await replay(range)).status).toBe(409);

    receiver.answerStatus(200);
    expect((await api('enableWebhook', `POST ${listenerPath(id)}/enable`)).status).toBe(204);
    expect(await health()).toMatchObject({ enabled: true, disabledDate: null, failingSince: null });
    expect((await replay(range)).body).toEqual({ replayed: 1 });
    await deliver();
    expect((await list()).items).toMatchObject([{ status: 'delivered' }]);
  });

  it('is enabled by another address', async () => {
    await open();
    receiver.answerStatus(410);
    await tell(leeway, [seatEvent(now())]);
    await deliver();
    const listener = { uri: receiver.uri, subscriptions: ['entitlement.seat.activated'] };
    await api('updateWebhook', `PUT ${listenerPath(id)}`, listener);
    expect((await health()).enabled).toBe(false);
    await api('updateWebhook', `PUT ${listenerPath(id)}`, { ...listener, uri: `${receiver.uri}new` });
    expect(await health()).toMatchObject({ enabled: true, failingSince: null });
  });

  it('when it has failed for five days without a success, and not before', async () => {
    await open();
    const email = await administrator();
    receiver.answerStatus(500);
    const started = now();
    const fail = async () => {
      await tell(leeway, [seatEvent(now())]);
      await deliver();
    };
    await fail();
    const since = new Date((await health()).failingSince).getTime();
    expect(since).toBeGreaterThanOrEqual(started);
    leeway.clock.advance(4 * dayMs);
    await fail();
    expect(await health()).toMatchObject({ enabled: true, failingSince: text(since) });
    leeway.clock.advance(dayMs);
    await fail();
    expect(await health()).toMatchObject({
      enabled: false,
      disabledReason: 'No delivery has succeeded for five days.',
    });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it('not when one succeeded in between', async () => {
    await open();
    for (let day = 0; day < 8; day += 1) {
      receiver.answerStatus(day === 4 ? 200 : 500);
      await tell(leeway, [seatEvent(now())]);
      await deliver();
      leeway.clock.advance(dayMs);
    }
    expect((await health()).enabled).toBe(true);
  });
});
