import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { deriveHistory } from './derive.ts';
import { rebuildHistory } from './rebuild.ts';
import { minute } from './testing/ask.ts';

/** Figures are the same in whatever portions the log is read, and when a part of it comes late. */

let leeway: Leeway;
let sold: Sold;
const key = () => ({ tenantId: leeway.tenantId, entitlementId: sold.entitlementId });

const resize = (seatCount: number) =>
  leeway.api('PATCH', `/api/v1/entitlements/${sold.entitlementId}`, { seatCount });

/** Every kind of fact: overdraft, denials and a grant after one, pools and what comes back to them, other limits. */
beforeAll(async () => {
  leeway = await startLeeway();
  const features = [{ key: 'pool', type: 'elementPool', value: 5 }] as const;
  sold = await sell(leeway, { seatCount: 2, overdraft: { type: 'absolute', value: 1 }, features });
  for (let round = 0; round < 3; round++) {
    const held: string[] = [];
    for (const seat of ['ada', 'bob', 'cyd', 'dan']) {
      const { body } = await sold.activate(`${seat} "${round}", \\`);
      if (body.id) held.push(body.id);
      if (seat === 'bob') leeway.clock.advance(minute);
    }
    for (const id of held) await sold.checkout(id, 'pool', 2);
    await resize(4 + round);
    await sold.activate(`dan "${round}", \\`);
    leeway.clock.advance(20 * minute);
    await resize(2);
    for (const id of held) await sold.release(id);
    leeway.clock.advance(61 * minute);
    await leeway.runStep('admission.settle');
  }
});
afterAll(() => leeway.stop());

it.each([1, 2, 3, 7, 1_000])('read %i rows at a time', async (portion) => {
  await leeway.database.query('delete from history_cursors where entitlement_id = $1', [sold.entitlementId]);
  await deriveHistory(leeway.database, key(), { waits: true, portion });
  expect(await rebuildHistory(leeway.database, key(), true)).toMatchObject({ differs: [] });
});

const counted = async () => {
  const [row] = await leeway.database.query<{ grants: number; denials: number }>(
    `select sum(grants)::int as grants,
       (select count(*)::int from history_denials where entitlement_id = $1) as denials
     from history_hours where entitlement_id = $1 and feature_key = ''`,
    [sold.entitlementId],
  );
  return row;
};

it('a row that came late is counted where it belongs', async () => {
  // In each round three seats and one after it was denied; the third finds the pool empty.
  expect(await counted()).toEqual({ grants: 12, denials: 6 });
  await leeway.database.query(
    `with states as (
       update entitlement_states set sequence = sequence + 1 where entitlement_id = $1
       returning tenant_id, entitlement_id, sequence
     )
     insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, activation_id, seat_id, seats_used,
       bought, hard_cap, overdraft)
     select s.tenant_id, s.entitlement_id, l.at - interval '1 second', s.sequence, 'activate', 'act_late', 'eve', 1, 2, 3,
       false
     from states s, (select max(at) as at from activity_log where entitlement_id = $1) l`,
    [sold.entitlementId],
  );
  await leeway.runStep('history.derive');
  expect(await counted()).toEqual({ grants: 13, denials: 6 });
  expect(await rebuildHistory(leeway.database, key(), true)).toMatchObject({ differs: [] });
});
