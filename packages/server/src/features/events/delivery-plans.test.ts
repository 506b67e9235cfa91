import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemAuthor } from '../../platform/author.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type ClaimedDelivery, claimDeliveries } from './claim-deliveries.ts';
import { enqueueEvents, enqueueForListener } from './messages.ts';
import { passOn } from './pass-on.ts';
import { type Attempt, recordAttempts, releaseDeliveries } from './record-attempts.ts';
import { seatEvent } from './testing/receiver.ts';

/** What the queue of deliveries asks several times a second, whatever is stored and whatever the statistics say. */

const waiting = 3_000;
const listeners = 5;

let leeway: Leeway;

/** Past the triggers and foreign keys, which would take most of the time. */
const fill = (text: string, values: readonly unknown[]) =>
  leeway.database.transaction(systemAuthor, async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(text, values);
  });

const fillListeners = () =>
  fill(
    `insert into webhook_listeners (tenant_id, webhook_listener_id, uri, subscriptions, signing_secret, created_at)
     select case when n <= $2 then $1 else 't_' || n % 1000 end, 'whl_' || n, 'https://example.com/' || n,
       array['entitlement.seat.activated'], 'whsec_', now()
     from generate_series(1, 3000) n`,
    [leeway.tenantId, listeners],
  );

/** Events of 500 entitlements, each delivered to one of the listeners, or in the queue. */
const fillDeliveries = (count: number, status: 'delivered' | 'waiting') =>
  fill(
    `with message as (
       insert into event_messages (tenant_id, event_id, at, event_code, resource_id, entitlement_id, sequence, payload)
       select $1, $3 || '_' || n, now() - n * interval '1 s', 'entitlement.seat.activated', 'ent_' || n % 500,
         'ent_' || n % 500, n, '{}'
       from generate_series(1, $2::int) n
       returning *
     )
     insert into deliveries (tenant_id, delivery_id, webhook_listener_id, event_id, event_code, at, entitlement_id,
                             sequence, position, status, due_at, finished_at)
     select tenant_id, 'dlv_' || event_id, 'whl_' || 1 + sequence % $4, event_id, event_code, at, entitlement_id,
       sequence, position, $3, case when $3 = 'waiting' then at end, case when $3 <> 'waiting' then at end
     from message`,
    [leeway.tenantId, count, status, listeners],
  );

/** Runs each statement as it is, and notes how it is planned and what that reads. */
const noting = (tx: Queryable, plans: string[]): Queryable => ({
  query: async <Row>(text: string, values: readonly unknown[] = []) => {
    if (!text.startsWith('\n  set local')) {
      await tx.query('savepoint noted');
      const plan = await tx.query<Record<'QUERY PLAN', string>>(
        `explain (analyze, costs off, timing off, summary off, buffers off) ${text}`,
        values,
      );
      await tx.query('rollback to noted');
      plans.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
    }
    return tx.query<Row>(text, values);
  },
});

const notingAll = (plans: string[]): Database => ({
  ...leeway.database,
  transaction: (author, work) => leeway.database.transaction(author, (tx) => work(noting(tx, plans))),
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Rows of the large tables that are read, wanted or not. */
const rowsRead = (plan: string): number =>
  sum(
    [
      ...plan.matchAll(
        /Scan[^\n]* on (?:deliveries|event_messages)[^\n]*rows=([\d.]+) loops=(\d+)\)(?:\n(?! *->)[^\n]*)*/g,
      ),
    ].map(([node, rows, loops]) => {
      const removed = sum(
        [...node.matchAll(/Rows Removed by [^:]+: (\d+)/g)].map(([, count]) => Number(count)),
      );
      return (Number(rows) + removed) * Number(loops);
    }),
  );

const expectByKey = (plan: string, rowsMax: number) => {
  expect(plan).not.toMatch(/Seq Scan on (deliveries|event_messages|webhook_listeners)\b/);
  // A condition on the tenant alone would walk through its every row.
  expect(plan).not.toMatch(/ on (deliveries|event_messages)\b[^\n]*\n *Index Cond: \(tenant_id = [^)]*\)\n/);
  expect(rowsRead(plan)).toBeLessThan(rowsMax);
};

const anyRoom = { ofListeners: new Map(), ofOthers: 10, ofFailing: 2, total: 100 };

const claimed = async (plans: string[]): Promise<ClaimedDelivery[]> => {
  const { chains } = await claimDeliveries(notingAll(plans), anyRoom, leeway.clock.offsetMs);
  return chains.flat();
};

const attemptOf = (delivery: ClaimedDelivery): Attempt => ({
  ...{ delivery, at: leeway.clock.now(), latencyMs: 1, status: 200, error: null, answer: '' },
  ...{ outcome: 'delivered', pauseMs: 0 },
});

describe.each([
  // Freshly created and never analysed.
  ['young', 27_000, false],
  // Analysed when nothing was waiting.
  ['large', 200_000, true],
])('on a %s table the queue', (_name, delivered, isAnalysed) => {
  beforeAll(async () => {
    leeway = await startLeeway();
    await fillListeners();
    await fillDeliveries(delivered, 'delivered');
    if (isAnalysed) await leeway.database.query('vacuum analyze');
    await fillDeliveries(waiting, 'waiting');
  }, 60_000);
  afterAll(() => leeway?.stop());

  it('is claimed by its indexes: what is due, what comes behind it, and what is sent', async () => {
    const plans: string[] = [];
    expect((await claimed(plans)).length).toBeGreaterThan(listeners);
    const [heads = '', next = '', followers = '', load = '', ...others] = plans;
    expect(others).toEqual([]);
    expect(heads).toMatch(/Index (Only )?Scan using deliveries_due[^\n]*\n *Index Cond: .*due_at <=/);
    expect(heads).toMatch(/using deliveries_in_order[^\n]*\n *Index Cond: .*entitlement_id = /);
    expect(next).toMatch(/using deliveries_in_order[^\n]*\n *Index Cond: .*entitlement_id = /);
    expect(followers).toMatch(/using deliveries_in_order[^\n]*\n *Index Cond: .*entitlement_id = /);
    expect(load).toMatch(/using event_messages_pkey[^\n]*\n *Index Cond: .*event_id = /);
    for (const plan of [heads, next, followers, load]) expectByKey(plan, 2 * waiting);
  });

  it('is written back by the keys: attempts, what was not sent, and whose turn it is', async () => {
    const plans: string[] = [];
    const deliveries = await claimed([]);
    const sent = deliveries.slice(0, 20);
    const database = notingAll(plans);
    const { offsetMs } = leeway.clock;
    await recordAttempts(database, sent.map(attemptOf), offsetMs);
    await releaseDeliveries(
      database,
      deliveries.slice(20).map((delivery) => ({ delivery, pauseMs: 0 })),
      offsetMs,
    );
    await passOn(database, sent, offsetMs);
    expect(plans).toHaveLength(3);
    for (const plan of plans) expectByKey(plan, waiting);
    expect(plans[2]).toMatch(/using deliveries_in_order[^\n]*\n *Index Cond: .*entitlement_id = /);
  });

  it('is added to without reading it, by the listeners of the one tenant', async () => {
    const plans: string[] = [];
    const events = Array.from({ length: 100 }, (_, index) =>
      seatEvent(leeway.clock.now(), newId('ent'), BigInt(index)),
    );
    await leeway.database.transaction(systemAuthor, async (tx) => {
      const noted = noting(tx, plans);
      await enqueueEvents(noted, leeway.tenantId, events, leeway.clock.offsetMs);
      await enqueueForListener(noted, leeway.tenantId, 'whl_1', seatEvent(0), leeway.clock.offsetMs);
    });
    const [lock = '', all = '', one = ''] = plans;
    for (const plan of [all, one]) {
      expect(plan).toMatch(/ on webhook_listeners[\s\S]*Index Cond: \(?\(?tenant_id = /);
      expectByKey(plan, 1);
    }
    expect(lock).toMatch(/event_feeds/);
  });
});
