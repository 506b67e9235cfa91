import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import {
  listen,
  type Receiver,
  removeListeners,
  seatEvent,
  startReceiver,
  tell,
} from './testing/receiver.ts';

let leeway: Leeway;
let receiver: Receiver;
const receivers: Receiver[] = [];

beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
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

describe('the order of an entitlement', () => {
  it('is that of its sequence, also when events fail in between and were written in another order', async () => {
    receiver = await another();
    await listen(leeway, receiver.uri);
    const [one, other] = [newId('ent'), newId('ent')];
    const failures = new Map<string, number>();
    const accepted: string[] = [];
    // Each third event fails twice.
    receiver.answer(({ body }, response) => {
      const failed = failures.get(body.eventId) ?? 0;
      const fails = body.sequence % 3 === 0 && failed < 2;
      failures.set(body.eventId, failed + 1);
      if (!fails) accepted.push(`${body.resourceId} ${body.sequence}`);
      response.writeHead(fails ? 500 : 200).end();
    });
    const backwards = Array.from({ length: 12 }, (_, index) => BigInt(12 - index));
    await tell(
      leeway,
      backwards.flatMap((sequence) => [seatEvent(now(), one, sequence), seatEvent(now(), other, sequence)]),
    );
    await deliver();
    for (let minute = 0; minute < 120; minute += 1) {
      leeway.clock.advance(60_000);
      await deliver();
    }
    for (const entitlementId of [one, other]) {
      const got = accepted.filter((line) => line.startsWith(entitlementId));
      expect(got).toEqual(Array.from({ length: 12 }, (_, index) => `${entitlementId} ${index + 1}`));
    }
  });

  it('leaves only one on its way, and holds for events of one sequence in the order they were written', async () => {
    receiver = await another();
    await listen(leeway, receiver.uri);
    const entitlementId = newId('ent');
    let onTheWay = 0;
    let most = 0;
    receiver.answer((_, response) => {
      onTheWay += 1;
      most = Math.max(most, onTheWay);
      setImmediate(() => {
        onTheWay -= 1;
        response.end();
      });
    });
    const events = Array.from({ length: 40 }, (_, index) => ({
      ...seatEvent(now(), entitlementId, 1n),
      payload: { index },
    }));
    await tell(leeway, events);
    await deliver();
    expect(receiver.received.map(({ body }) => body.payload.index)).toEqual(events.map((_, index) => index));
    expect(most).toBe(1);
  });

  it('of one listener does not wait for another listener', async () => {
    const [broken, well] = [await another(), await another()];
    broken.answerStatus(500);
    await listen(leeway, broken.uri);
    await listen(leeway, well.uri);
    const entitlementId = newId('ent');
    await tell(
      leeway,
      [1n, 2n, 3n].map((sequence) => seatEvent(now(), entitlementId, sequence)),
    );
    await deliver();
    expect(well.received.map(({ body }) => body.sequence)).toEqual([1, 2, 3]);
    expect(broken.received.map(({ body }) => body.sequence)).toEqual([1]);
  });
});

describe('a slow listener', () => {
  it('gets at most 10 at a time, and does not delay others', async () => {
    const [slow, well] = [await another(), await another()];
    const open: (() => void)[] = [];
    slow.answer((_, response) => {
      open.push(() => response.end());
    });
    await listen(leeway, slow.uri);
    await tell(
      leeway,
      Array.from({ length: 30 }, () => seatEvent(now())),
    );
    const running = deliver();
    await expect.poll(() => slow.received.length).toBe(10);
    await listen(leeway, well.uri);
    await tell(
      leeway,
      Array.from({ length: 200 }, () => seatEvent(now())),
    );
    await expect.poll(() => well.received.length, { timeout: 10_000 }).toBe(200);
    expect(slow.received).toHaveLength(10);
    slow.answerStatus(200);
    for (const end of open) end();
    await running;
    expect(new Set(slow.eventIds()).size).toBe(230);
  });
});
