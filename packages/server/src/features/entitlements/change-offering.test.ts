import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { dayMs, openLife } from './testing/life.ts';

let leeway: Leeway;
let shop: Shop;
let life: ReturnType<typeof openLife>;
beforeAll(async () => {
  leeway = await startLeeway();
  shop = await openShop(leeway);
  life = openLife(leeway);
  await shop.feature({ key: 'jobs', type: 'usageCount', value: 100 });
  await shop.feature({ key: 'gpu', type: 'elementPool', value: 8 });
});
afterAll(() => leeway?.stop());

const absolute = (value: number) => ({ type: 'absolute', value });
const force = '?forceSeatCount=true';
const nodeLock = { concurrencyMode: 'nodeLock' };

/** The id of a new offering. */
const offeringOf = async (asked: object = {}, plan: object = {}): Promise<string> => {
  const sku = await shop.offer(asked, plan);
  const [row] = await leeway.database.query<{ id: string }>(
    'select offering_id as id from offerings where sku = $1',
    [sku],
  );
  return row?.id ?? '';
};
const move = async (entitlementId: string, asked: object = {}, plan: object = {}, query = '') =>
  life.changeOffering(entitlementId, { offeringId: await offeringOf(asked, plan) }, query);
const featureOf = async (entitlementId: string, key: string) =>
  (await shop.read(entitlementId, 'features')).features.find((one: { key: string }) => one.key === key);
const limitsOf = (entitlementId: string) =>
  leeway.database.query<{ bought: number; hard_cap: bigint | null }>(
    'select bought, hard_cap from limit_changes where entitlement_id = $1 order by sequence',
    [entitlementId],
  );
const refresh = (activationId: string) =>
  leeway.api('PATCH', '/api/v1/entitlements/activations', { activationId });

describe('rule 25: what another offering brings', () => {
  it('its terms, its limits and its term from now; the start stays', async () => {
    const { entitlementId } = await shop.sell({ seatCount: 10 });
    const before = await shop.read(entitlementId);
    leeway.clock.advance(3 * dayMs);
    const offeringId = await offeringOf(
      {
        ...{ seatCount: 20, overdraftSeatLimit: absolute(5), usageResetSchedule: 'monthly' },
        ...{ hasMaintenance: true, maintenanceDuration: { type: 'day', count: 30 } },
        gracePeriod: { type: 'day', count: 4 },
      },
      { licenseDuration: { type: 'day', count: 90 }, planType: 'paid' },
    );
    expect((await life.changeOffering(entitlementId, { offeringId })).status).toBe(204);
    const told = (await life.told(entitlementId)).at(-1);
    const at = told?.at.getTime() ?? 0;
    const after = await shop.read(entitlementId);
    expect(after).toMatchObject({
      ...{ offeringId, seatCount: 20, overdraftSeatLimit: absolute(5), seatsAvailable: 25 },
      ...{ activationDate: before.activationDate, planType: 'paid', licenseDurationCount: 90 },
      ...{ usageResetSchedule: 'monthly', gracePeriod: { type: 'day', count: 4 }, hasMaintenance: true },
      expiryDate: new Date(at + 90 * dayMs).toISOString(),
      maintenanceExpiryDate: new Date(at + 30 * dayMs).toISOString(),
    });
    expect(after.sku).not.toBe(before.sku);
    expect(told).toMatchObject({
      code: 'entitlement.updated',
      payload: {
        seatCount: 20,
        overdraftSeatLimit: absolute(5),
        disabled: false,
        expiryDate: after.expiryDate,
      },
    });
    expect(await limitsOf(entitlementId)).toEqual([
      { bought: 10, hard_cap: 10n },
      { bought: 20, hard_cap: 25n },
    ]);
  });

  it('rule 7: what was edited stays', async () => {
    const { entitlementId } = await shop.sell({ seatCount: 10 });
    const gracePeriod = { type: 'day', count: 9 };
    const edits = { seatCount: 15, overdraftSeatLimit: absolute(3), usageResetSchedule: 'monthly' };
    await shop.edit(entitlementId, { ...edits, gracePeriod, leasePeriod: { type: 'minute', count: 5 } });
    await move(entitlementId, { seatCount: 50, overdraftSeatLimit: absolute(9) });
    expect(await shop.read(entitlementId)).toMatchObject({
      ...edits,
      gracePeriod,
      leasePeriod: { type: 'minute', count: 5 },
    });
    const { entitlementId: other } = await shop.sell({ seatCount: 10 });
    await shop.edit(other, { overdraftSeatLimit: { type: 'percentage', value: 50 } });
    await move(other, { seatCount: 50, overdraftSeatLimit: absolute(9) });
    expect(await shop.read(other)).toMatchObject({ seatCount: 50, overdraftSeatCount: 25 });
  });

  it('rule 25: usage is reset, whatever its schedule, and the figure frozen', async () => {
    const sold = await shop.sell({ usageResetSchedule: 'never' });
    const [seat = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(seat, 'jobs', 60);
    await shop.checkout(seat, 'gpu', 3);
    await move(sold.entitlementId);
    const at = (await life.told(sold.entitlementId)).at(-1)?.at;
    expect(await life.closings(sold.entitlementId)).toMatchObject([{ key: 'jobs', used: 60n, until: at }]);
    expect(await featureOf(sold.entitlementId, 'jobs')).toMatchObject({ used: 0 });
    // Held by a seat, which keeps it.
    expect(await featureOf(sold.entitlementId, 'gpu')).toMatchObject({ used: 3 });
    expect((await shop.checkout(seat, 'jobs', 100)).status).toBe(200);
    expect((await life.codes(sold.entitlementId)).slice(-2)).toEqual(['usage.summary', 'updated']);
  });

  it('a reset to come of an early renewal is gone with the term it belonged to', async () => {
    const sold = await shop.sell({ usageResetSchedule: 'onRenewal' });
    const old = (await shop.read(sold.entitlementId)).expiryDate;
    await life.renew(sold.entitlementId);
    expect(await featureOf(sold.entitlementId, 'jobs')).toMatchObject({ nextUsagePeriodStart: old });
    await move(sold.entitlementId, { usageResetSchedule: 'onRenewal' });
    expect(await featureOf(sold.entitlementId, 'jobs')).toMatchObject({ nextUsagePeriodStart: null });
  });

  it('perpetual and subscription, both ways', async () => {
    const { entitlementId } = await shop.sell();
    await move(entitlementId, {}, { licenseType: 'perpetual', licenseDuration: null });
    expect(await shop.read(entitlementId)).toMatchObject({ licenseType: 'perpetual', expiryDate: null });
    expect((await life.renew(entitlementId)).status).toBe(409);
    await move(entitlementId, {}, { licenseDuration: { type: 'day', count: 3 } });
    const { expiryDate } = await shop.read(entitlementId);
    leeway.clock.advance(3 * dayMs + 1000);
    await life.settle();
    expect((await life.told(entitlementId)).at(-1)).toMatchObject({
      ...{ code: 'entitlement.expired', payload: { entitlementId, expiredAt: expiryDate } },
    });
  });

  it('what has not started waits for its start, unless the new offering starts by itself', async () => {
    const { entitlementId } = await shop.sell({}, { licenseStartType: 'activation' });
    await move(entitlementId, {}, { licenseStartType: 'manualActivation' });
    expect(await shop.read(entitlementId)).toMatchObject({
      ...{ status: 'created', expiryDate: null, licenseStartType: 'manualActivation' },
    });
    await move(entitlementId);
    expect((await shop.read(entitlementId)).status).toBe('active');
    expect(await life.codes(entitlementId)).toEqual(['updated', 'updated', 'activated']);
  });

  it('422 for an offering that is unknown or of another product', async () => {
    const { entitlementId } = await shop.sell();
    const other = await openShop(leeway, 'Other product');
    const sku = await other.offer();
    const [row] = await leeway.database.query<{ id: string }>(
      'select offering_id as id from offerings where sku = $1',
      [sku],
    );
    for (const offeringId of [row?.id, `off_${'A'.repeat(22)}`]) {
      const refused = await life.changeOffering(entitlementId, { offeringId });
      expect([refused.status, faultyFields(refused)]).toEqual([422, ['offeringId']]);
    }
  });
});

describe('rule 10: another offering below present use', () => {
  it('is refused and changes nothing; forced, nobody is cut off and refreshes bring use down', async () => {
    const sold = await shop.sell({ seatCount: 5 });
    const seats = await shop.takeSeats(sold, 5);
    const before = await shop.read(sold.entitlementId);
    const offeringId = await offeringOf({ seatCount: 2, overdraftSeatLimit: absolute(1) });
    const refused = await life.changeOffering(sold.entitlementId, { offeringId });
    expect(refused).toMatchObject({
      ...{ status: 409, body: { errorCode: 'seatCountBelowUsage', limits: { hardCap: 3, used: 5 } } },
    });
    expect(await shop.read(sold.entitlementId)).toEqual(before);
    expect(await life.closings(sold.entitlementId)).toEqual([]);

    expect((await life.changeOffering(sold.entitlementId, { offeringId }, force)).status).toBe(204);
    expect(await shop.read(sold.entitlementId)).toMatchObject({
      seatCount: 2,
      seatsUsed: 5,
      seatsAvailable: 0,
    });
    expect((await shop.activate(sold, 'new')).body.errorCode).toBe('seatLimitReached');
    // A holder is not refused; a refresh above the cap is, and frees its seat, until use is at the cap.
    expect((await shop.activate(sold, 'seat-5')).status).toBe(201);
    const answers = [];
    for (const seat of seats) answers.push((await refresh(seat)).status);
    expect(answers).toEqual([402, 402, 200, 200, 200]);
    expect((await shop.read(sold.entitlementId)).seatsUsed).toBe(3);
    expect((await life.codes(sold.entitlementId)).filter((code) => code.startsWith('overdraft'))).toEqual([
      'overdraft.entered',
      'overdraft.limitReached',
    ]);
  });

  it('a count that is reset does not stand in the way, units held do', async () => {
    const own = await openShop(leeway, 'Pools');
    const jobs = await own.feature({ key: 'jobs', type: 'usageCount', value: 100 });
    const gpu = await own.feature({ key: 'gpu', type: 'elementPool', value: 8 });
    const sold = await own.sell();
    const [seat = ''] = await own.takeSeats(sold, 1);
    await own.checkout(seat, 'jobs', 100);
    await own.checkout(seat, 'gpu', 8);
    // Fewer of both on this entitlement only by force, as long as they are used.
    expect((await own.edit(sold.entitlementId, { features: [{ id: jobs, value: 50 }] })).status).toBe(409);
    expect((await own.edit(sold.entitlementId, { features: [{ id: gpu, value: 5 }] })).status).toBe(409);
    await life.resetUsage(sold.entitlementId, jobs);
    expect((await own.edit(sold.entitlementId, { features: [{ id: jobs, value: 50 }] })).status).toBe(204);
  });
});

describe('rule 14: another concurrency mode', () => {
  it('to concurrent: bound seats past their lease stop counting from then on, not before', async () => {
    const sold = await shop.sell({ ...nodeLock, seatCount: 5 });
    await shop.takeSeats(sold, 3);
    leeway.clock.advance(2 * 3_600_000);
    await shop.activate(sold, 'fresh');
    expect((await shop.read(sold.entitlementId)).seatsUsed).toBe(4);
    // 4 are bound, but only one will count: two seats are enough.
    expect((await move(sold.entitlementId, { seatCount: 2 })).status).toBe(204);
    const at = (await life.told(sold.entitlementId)).at(-1)?.at;
    expect(await shop.read(sold.entitlementId)).toMatchObject({ seatsUsed: 1, seatsAvailable: 1 });
    await life.settle();
    expect(await shop.read(sold.entitlementId)).toMatchObject({ seatsUsed: 1 });
    const ended = await leeway.database.query<{ at: Date; seats_used: number }>(
      `select at, seats_used from activity_log
       where entitlement_id = $1 and operation = 'leaseExpired' order by sequence`,
      [sold.entitlementId],
    );
    expect(ended).toEqual([3, 2, 1].map((seats_used) => ({ at, seats_used })));
    expect((await shop.activate(sold, 'seat-1')).status).toBe(201);
    expect((await shop.activate(sold, 'seat-2')).status).toBe(402);
  });

  it('to node-lock: seats that hold are bound, those that ended before are not', async () => {
    const sold = await shop.sell({ seatCount: 5 });
    await shop.takeSeats(sold, 2);
    leeway.clock.advance(2 * 3_600_000);
    await shop.activate(sold, 'fresh');
    expect((await move(sold.entitlementId, { ...nodeLock, seatCount: 2 })).status).toBe(204);
    expect((await shop.read(sold.entitlementId)).seatsUsed).toBe(1);
    leeway.clock.advance(2 * 3_600_000);
    await life.settle();
    expect((await shop.read(sold.entitlementId)).seatsUsed).toBe(1);
    expect((await shop.activate(sold, 'second')).status).toBe(201);
    expect((await shop.activate(sold, 'third')).status).toBe(402);
  });
});
