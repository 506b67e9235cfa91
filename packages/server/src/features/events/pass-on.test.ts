import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type ClaimedDelivery, claimDeliveries } from './claim-deliveries.ts';
import { passOn } from './pass-on.ts';
import { recordAttempts } from './record-attempts.ts';
import {
  listen,
  type Receiver,
  removeListeners,
  seatEvent,
  startReceiver,
  tell,
} from './testing/receiver.ts';

/** Two processes, or two statements of one, that meet at the turn of an entitlement. */

let leeway: Leeway;
let receiver: Receiver;
let entitlementId: string;

beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver?.stop();
  await leeway?.stop();
});
afterEach(() => removeListeners(leeway));

const happens = (sequence: bigint) => tell(leeway, [seatEvent(leeway.clock.now(), entitlementId, sequence)]);

/** A listener, and the first event of an entitlement on its way to it. */
const begin = async (): Promise<ClaimedDelivery> => {
  await listen(leeway, receiver.uri);
  entitlementId = newId('ent');
  await happens(1n);
  const room = { ofListeners: new Map(), ofOthers: 10, ofFailing: 2, total: 100 };
  const { chains } = await claimDeliveries(leeway.database, room, leeway.clock.offsetMs);
  const [first] = chains.flat();
  if (!first) throw new Error('nothing was claimed');
  return first;
};

const arrives = (delivery: ClaimedDelivery) =>
  recordAttempts(
    leeway.database,
    [
      {
        ...{ delivery, at: leeway.clock.now(), latencyMs: 1, status: 200, error: null, answer: '' },
        ...{ outcome: 'delivered', pauseMs: 0 },
      },
    ],
    leeway.clock.offsetMs,
  );

/** As a claim does that sees the one before it on its way. */
const putOffSql = `
  update deliveries set due_at = now() + interval '1 min'
  where tenant_id = $1 and entitlement_id = $2 and sequence = $3`;

const isBlocked = async () => {
  const rows = await leeway.database.query(
    `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%next as materialized%'`,
  );
  return rows.length > 0;
};

const arrived = () => {
  const got = receiver.received.filter(({ body }) => body.resourceId === entitlementId);
  return got.map(({ body }) => body.sequence);
};

describe('the next one of an entitlement', () => {
  it('is due when the one before it has arrived, also when it is being put off at that moment', async () => {
    const first = await begin();
    await happens(2n);
    await arrives(first);
    let passed = Promise.resolve<unknown>(null);
    await leeway.database.transaction(leeway.author, async (tx) => {
      await tx.query(putOffSql, [leeway.tenantId, entitlementId, 2]);
      passed = passOn(leeway.database, [first], leeway.clock.offsetMs);
      await expect.poll(isBlocked).toBe(true);
    });
    await passed;
    await leeway.runStep('events.deliver');
    expect(arrived()).toEqual([2]);
  });

  it('is found by one behind it when it was put off too late', async () => {
    const first = await begin();
    await happens(2n);
    await arrives(first);
    await passOn(leeway.database, [first], leeway.clock.offsetMs);
    await leeway.database.query(putOffSql, [leeway.tenantId, entitlementId, 2]);
    await happens(3n);
    await leeway.runStep('events.deliver');
    expect(arrived()).toEqual([2, 3]);
  });
});
