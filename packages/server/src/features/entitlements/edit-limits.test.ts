import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
});
afterAll(() => leeway?.stop());

const minute = 60_000;
const absolute = (value: number) => ({ type: 'absolute', value });
const percentage = (value: number) => ({ type: 'percentage', value });
/** But for the creation and the start, which the sale tells. */
const eventsOf = async (entitlementId: string) =>
  leeway.database.query<{ event_code: string; payload: object; sequence: bigint }>(
    `select event_code, payload, sequence from outbox
     where entitlement_id = $1 and event_code not in ('entitlement.created', 'entitlement.activated')
     order by sequence`,
    [entitlementId],
  );
const changesOf = (entitlementId: string) =>
  leeway.database.query<{ sequence: bigint; bought: number; hard_cap: bigint | null; at: Date }>(
    'select sequence, bought, hard_cap, at from limit_changes where entitlement_id = $1 order by sequence',
    [entitlementId],
  );
const stateOf = async (entitlementId: string) => {
  const [state] = await leeway.database.query<{ version: bigint; sequence: bigint; due_at: Date | null }>(
    'select version, sequence, due_at from entitlement_states where entitlement_id = $1',
    [entitlementId],
  );
  if (!state) throw new Error('no such entitlement');
  return state;
};

describe('rule 2: a percentage is of the seats bought now', () => {
  it('so an edit of the seat count moves the allowance', async () => {
    const { entitlementId } = await shop.sell({ seatCount: 100, overdraftSeatLimit: percentage(20) });
    await shop.edit(entitlementId, { seatCount: 55 });
    expect(await shop.read(entitlementId)).toMatchObject({ overdraftSeatCount: 11, seatsAvailable: 66 });
    await shop.edit(entitlementId, { seatCount: 4 });
    expect(await shop.read(entitlementId)).toMatchObject({ overdraftSeatCount: 0, seatsAvailable: 4 });
    expect(await changesOf(entitlementId)).toMatchObject([
      { sequence: 0n, bought: 100, hard_cap: 120n },
      { bought: 55, hard_cap: 66n },
      { bought: 4, hard_cap: 4n },
    ]);
  });
});

describe('rule 10: a hard cap below present use', () => {
  it('is refused for seats, telling use, cap and remedy, and changes nothing', async () => {
    const sold = await shop.sell({ seatCount: 5, overdraftSeatLimit: absolute(2) });
    await shop.takeSeats(sold, 5);
    const before = [await shop.read(sold.entitlementId), await stateOf(sold.entitlementId)];
    const refused = await shop.edit(sold.entitlementId, { seatCount: 2, overdraftSeatLimit: absolute(1) });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        errorCode: 'seatCountBelowUsage',
        detail:
          '5 seats are in use, but at most 3 would be allowed: release 2 first, or repeat with forceSeatCount=true.',
        limits: { bought: 2, hardCap: 3, used: 5, state: 'atHardCap' },
      },
    });
    expect([await shop.read(sold.entitlementId), await stateOf(sold.entitlementId)]).toEqual(before);
    expect((await shop.edit(sold.entitlementId, { seatCount: 3 })).status).toBe(204);
  });

  it('is applied when forced: nobody is cut off, but new seats and refreshes are denied', async () => {
    const sold = await shop.sell({ seatCount: 3 });
    const [activationId] = await shop.takeSeats(sold, 3);
    expect((await shop.edit(sold.entitlementId, { seatCount: 2 }, '?forceSeatCount=true')).status).toBe(204);
    expect(await shop.read(sold.entitlementId)).toMatchObject({
      seatCount: 2,
      seatsUsed: 3,
      seatsAvailable: 0,
    });
    expect((await shop.activate(sold, 'new')).status).toBe(402);
    const refresh = await api('refreshActivation', 'PATCH /api/v1/entitlements/activations', {
      activationId,
    });
    expect(refresh.status).toBe(402);
    expect((await shop.read(sold.entitlementId)).seatsUsed).toBe(2);
  });

  it('does not stand in the way of an edit of something else, once forced', async () => {
    const sold = await shop.sell({ seatCount: 3 });
    await shop.takeSeats(sold, 3);
    await shop.edit(sold.entitlementId, { seatCount: 1 }, '?forceSeatCount=true');
    const other = { seatCount: 1, leasePeriod: { type: 'minute', count: 1 } };
    expect((await shop.edit(sold.entitlementId, other)).status).toBe(204);
    expect((await shop.edit(sold.entitlementId, { seatCount: 2 })).status).toBe(409);
  });

  it('counts what is in use at this instant, not what was last recorded', async () => {
    const sold = await shop.sell({ seatCount: 3 });
    await shop.takeSeats(sold, 3);
    expect((await shop.edit(sold.entitlementId, { seatCount: 1 })).status).toBe(409);
    leeway.clock.advance(61 * minute);
    expect((await shop.edit(sold.entitlementId, { seatCount: 1 })).status).toBe(204);
  });

  it('is refused for features, seen from the units in use', async () => {
    const id = await shop.feature({
      key: 'gpu',
      type: 'elementPool',
      value: 10,
      overdraftLimit: percentage(20),
    });
    const sold = await shop.sell();
    const [activationId = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(activationId, 'gpu', 12);
    const edit = (value: number, query = '') =>
      shop.edit(sold.entitlementId, { features: [{ id, value }] }, query);
    const refused = await edit(5);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        errorCode: 'seatCountBelowUsage',
        detail:
          '12 units of the feature gpu are in use, but at most 6 would be allowed: release 6 first, or repeat with forceSeatCount=true.',
      },
    });
    expect((await edit(11)).status).toBe(204);
    expect((await edit(5, '?forceSeatCount=true')).status).toBe(204);
    const { features } = await shop.read(sold.entitlementId, 'features');
    expect(features.find((one: { key: string }) => one.key === 'gpu')).toMatchObject({
      ...{ value: 5, used: 12, edited: true, totalLimitIncludingOverdraft: 6 },
    });
  });
});

describe('rules 29 and 36: what an edit tells', () => {
  it('limits and events follow each other in one sequence', async () => {
    const sold = await shop.sell({ seatCount: 3 });
    await shop.takeSeats(sold, 3);
    const { sequence } = await stateOf(sold.entitlementId);
    await shop.edit(sold.entitlementId, { seatCount: 2, overdraftSeatLimit: absolute(1) });
    await shop.edit(sold.entitlementId, { seatCount: 5 });
    const changes = await changesOf(sold.entitlementId);
    expect(changes.map((change) => change.sequence - sequence)).toEqual([-sequence, 1n, 5n]);
    expect(
      (await eventsOf(sold.entitlementId)).map((event) => [event.event_code, event.sequence - sequence]),
    ).toEqual([
      ['entitlement.overdraft.entered', 2n],
      ['entitlement.overdraft.limitReached', 3n],
      ['entitlement.updated', 4n],
      ['entitlement.overdraft.exited', 6n],
      ['entitlement.updated', 7n],
    ]);
    const [entered] = await eventsOf(sold.entitlementId);
    expect(entered?.payload).toMatchObject({
      limits: { bought: 2, hardCap: 3, used: 3, state: 'atHardCap' },
    });
    expect((await stateOf(sold.entitlementId)).sequence).toBe(sequence + 7n);
  });

  it('a feature enters and leaves its overdraft by an edit, too', async () => {
    const id = await shop.feature({
      key: 'scans',
      type: 'usageCount',
      value: 10,
      overdraftLimit: absolute(5),
    });
    const sold = await shop.sell();
    const [seat = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(seat, 'scans', 8);
    await shop.edit(sold.entitlementId, { features: [{ id, value: 5 }] });
    await shop.edit(sold.entitlementId, { features: [{ id, value: 9 }] });
    expect(await eventsOf(sold.entitlementId)).toMatchObject([
      {
        event_code: 'entitlement.feature.overdraft.entered',
        payload: { featureKey: 'scans', limits: { used: 8 } },
      },
      { event_code: 'entitlement.updated' },
      { event_code: 'entitlement.feature.overdraft.exited' },
      { event_code: 'entitlement.updated' },
    ]);
  });

  it('rule 28: leases that ended before are recorded before, under the limits of then', async () => {
    const sold = await shop.sell({ seatCount: 2, overdraftSeatLimit: absolute(1) });
    await shop.takeSeats(sold, 3);
    leeway.clock.advance(61 * minute);
    await shop.edit(sold.entitlementId, { seatCount: 9 });
    const log = await leeway.database.query<{ bought: number; sequence: bigint }>(
      `select bought, sequence from activity_log
       where entitlement_id = $1 and operation = 'leaseExpired' order by sequence`,
      [sold.entitlementId],
    );
    expect(log.map((row) => row.bought)).toEqual([2, 2, 2]);
    const changes = await changesOf(sold.entitlementId);
    expect(changes.at(-1)?.sequence).toBeGreaterThan(log.at(-1)?.sequence ?? 0n);
    const codes = (await eventsOf(sold.entitlementId)).map((event) => event.event_code);
    expect(codes).toEqual([
      'entitlement.overdraft.entered',
      'entitlement.overdraft.limitReached',
      'entitlement.overdraft.exited',
      'entitlement.updated',
    ]);
  });

  it('20 edits and 20 seats at the same time leave one gapless story', async () => {
    const sold = await shop.sell({ seatCount: 50 });
    const before = await stateOf(sold.entitlementId);
    const counts = Array.from({ length: 20 }, (_, index) => 51 + index);
    const answers = await Promise.all([
      ...counts.map((seatCount) => shop.edit(sold.entitlementId, { seatCount })),
      ...counts.map((count) => shop.activate(sold, `seat ${count}`)),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([
      ...counts.map(() => 204),
      ...counts.map(() => 201),
    ]);
    const changes = await changesOf(sold.entitlementId);
    expect(
      changes
        .slice(1)
        .map((change) => change.bought)
        .sort(),
    ).toEqual(counts);
    const log = await leeway.database.query<{ sequence: bigint; bought: number }>(
      'select sequence, bought from activity_log where entitlement_id = $1',
      [sold.entitlementId],
    );
    const events = await eventsOf(sold.entitlementId);
    const told = [...changes.slice(1), ...log, ...events].map(({ sequence }) =>
      Number(sequence - before.sequence),
    );
    expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    // Every decision stood under the limits that the story says were in force.
    for (const row of log) {
      const inForce = changes.filter((change) => change.sequence < row.sequence).at(-1);
      expect(row.bought).toBe(inForce?.bought);
    }
    const after = await stateOf(sold.entitlementId);
    expect([after.sequence - before.sequence, after.version - before.version]).toEqual([60n, 20n]);
    expect((await shop.read(sold.entitlementId)).seatCount).toBe(changes.at(-1)?.bought);
    const instants = changes.map((change) => change.at.getTime());
    expect([...instants].sort((a, b) => a - b)).toEqual(instants);
  });

  it('rule 18: a counter that becomes monthly goes on in the present period', async () => {
    await shop.feature({ key: 'calls', type: 'usageCount', value: 100 });
    const sold = await shop.sell({ concurrencyMode: 'nodeLock' });
    const [seat = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(seat, 'calls', 30);
    leeway.clock.advance(80 * 24 * 60 * minute);
    await shop.edit(sold.entitlementId, { usageResetSchedule: 'monthly' });
    const calls = async () => {
      const { features } = await shop.read(sold.entitlementId, 'features');
      return features.find((feature: { key: string }) => feature.key === 'calls');
    };
    const present = await calls();
    expect(present).toMatchObject({ used: 30 });
    const turn = Date.parse(present.nextUsagePeriodStart);
    expect((await stateOf(sold.entitlementId)).due_at?.getTime()).toBe(turn);
    leeway.clock.advance(turn - leeway.clock.now() + 1000);
    expect(await calls()).toMatchObject({ used: 0 });
    await leeway.runStep('admission.settle');
    const closings = await leeway.database.query(
      'select used, period_start, period_end from usage_closings where entitlement_id = $1',
      [sold.entitlementId],
    );
    expect(closings).toEqual([
      { used: 30n, period_start: new Date(present.currentUsagePeriodStart), period_end: new Date(turn) },
    ]);
  });
});
