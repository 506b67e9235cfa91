import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { listen, listenerPath, type Receiver, seatEvent, startReceiver, tell } from './testing/receiver.ts';

/** Where the operator does not allow private addresses, also when a listener got there before that was so. */

let leeway: Leeway;
let receiver: Receiver;
beforeAll(async () => {
  leeway = await startLeeway();
  receiver = await startReceiver();
});
afterAll(async () => {
  await leeway?.stop();
  await receiver?.stop();
});

let listenerId = '';
afterEach(async () => {
  await leeway.api('DELETE', listenerPath(listenerId));
});

const move = (uri: string) =>
  leeway.database.transaction(leeway.author, (tx) =>
    tx.query('update webhook_listeners set uri = $3 where tenant_id = $1 and webhook_listener_id = $2', [
      leeway.tenantId,
      listenerId,
      uri,
    ]),
  );

describe('rule 37: nothing is sent to', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1 is a private address'],
    ['169.254.169.254', '169.254.169.254 is a private address'],
    ['[::1]', '::1 is a private address'],
    ['[::ffff:127.0.0.1]', '::ffff:7f00:1 is a private address'],
    ['2130706433', '127.0.0.1 is a private address'],
    ['0x7f000001', '127.0.0.1 is a private address'],
    ['0177.0.0.1', '127.0.0.1 is a private address'],
    ['localhost', 'localhost is at a private address'],
  ])('%s, and the attempt is kept as failed', async (host, error) => {
    listenerId = await listen(leeway, 'https://hooks.example.com/');
    await move(`http://${host}:${receiver.port}/`);
    await tell(leeway, [seatEvent(leeway.clock.now())]);
    await leeway.runStep('events.deliver');
    expect(receiver.received).toEqual([]);

    const api = checkedApi(leeway);
    const list = await api('listDeliveries', `GET ${listenerPath(listenerId)}/deliveries`);
    expect(list.body.items).toHaveLength(1);
    const one = `${listenerPath(listenerId)}/deliveries/${list.body.items[0].id}`;
    const { body } = await api('getDelivery', `GET ${one}`);
    expect(body).toMatchObject({ status: 'waiting', attempts: 1 });
    expect(body.attemptList).toHaveLength(1);
    expect(body.attemptList[0]).toMatchObject({ status: null, answer: null });
    expect(body.attemptList[0].error).toContain(error);
  });
});
