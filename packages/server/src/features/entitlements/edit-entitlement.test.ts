import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
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

describe('rule 7: an edit', () => {
  it('overrides each member it names, marks it as edited and leaves the others', async () => {
    const { entitlementId } = await shop.sell();
    const before = await shop.read(entitlementId, 'editInfo');
    const members: [object, string][] = [
      [{ seatCount: 20 }, 'seatCountEdited'],
      [{ overdraftSeatLimit: absolute(5) }, 'overdraftSeatLimitEdited'],
      [{ leasePeriod: { type: 'minute', count: 10 } }, 'leasePeriodEdited'],
      [{ offlineLeasePeriod: { type: 'week', count: 1 } }, 'offlineLeasePeriodEdited'],
      [{ gracePeriod: { type: 'day', count: 3 } }, 'gracePeriodEdited'],
      [{ usageResetSchedule: 'monthly' }, 'usageResetScheduleEdited'],
    ];
    const edited: Record<string, boolean> = { ...before.editInfo };
    const expected = { ...before };
    for (const [member, flag] of members) {
      expect((await shop.edit(entitlementId, member)).status).toBe(204);
      Object.assign(expected, member);
      edited[flag] = true;
      expect(await shop.read(entitlementId, 'editInfo')).toMatchObject({ ...member, editInfo: edited });
    }
    const after = await shop.read(entitlementId);
    const { seatsAvailable, overdraftSeatCount, overdraftSeatsUsed, gracePeriodExpiry, editInfo, ...rest } =
      expected;
    expect(after).toMatchObject(rest);
    expect(after).toMatchObject({ seatsAvailable: 25, overdraftSeatCount: 5, overdraftSeatsUsed: 0 });
    expect([seatsAvailable, overdraftSeatCount, overdraftSeatsUsed, gracePeriodExpiry]).toEqual([
      10,
      0,
      null,
      null,
    ]);
    expect(editInfo.seatCountEdited).toBe(false);
  });

  it('is an edit also with the value there is: it pins it', async () => {
    const { entitlementId } = await shop.sell({ seatCount: 10 });
    await shop.edit(entitlementId, { seatCount: 10 });
    expect((await shop.read(entitlementId, 'editInfo')).editInfo.seatCountEdited).toBe(true);
    expect(await changesOf(entitlementId)).toHaveLength(1);
  });

  it('makes a new version, so that the next decision sees it', async () => {
    const sold = await shop.sell({ seatCount: 1 });
    await shop.takeSeats(sold, 1);
    expect((await shop.activate(sold, 'late')).status).toBe(402);
    const before = await stateOf(sold.entitlementId);
    await shop.edit(sold.entitlementId, { overdraftSeatLimit: percentage(100) });
    expect((await stateOf(sold.entitlementId)).version).toBe(before.version + 1n);
    const granted = await shop.activate(sold, 'late');
    expect(granted).toMatchObject({ status: 201, body: { limits: { hardCap: 2, state: 'atHardCap' } } });
  });

  it('changes expiry and maintenance of one that has started', async () => {
    const maintained = { hasMaintenance: true, maintenanceDuration: { type: 'month', count: 1 } };
    const { entitlementId } = await shop.sell(maintained);
    const edit = (body: object) => shop.edit(entitlementId, body);
    await edit({ expiryDate: '2099-06-30T12:00:00', maintenanceExpiryDate: '2098-01-01T00:00:00+02:00' });
    expect(await shop.read(entitlementId)).toMatchObject({
      expiryDate: '2099-06-30T12:00:00.000Z',
      maintenanceExpiryDate: '2097-12-31T22:00:00.000Z',
    });
    await edit({ hasMaintenance: false });
    expect(await shop.read(entitlementId)).toMatchObject({
      hasMaintenance: false,
      maintenanceExpiryDate: null,
    });
    expect(faultyFields(await edit({ maintenanceExpiryDate: '2099-01-01T00:00:00Z' }))).toEqual([
      'maintenanceExpiryDate',
    ]);
    await edit({ hasMaintenance: true });
    const read = await shop.read(entitlementId);
    const month = Date.parse(read.maintenanceExpiryDate) - Date.parse(read.activationDate);
    expect(month).toBeGreaterThanOrEqual(28 * 24 * 60 * minute);
    expect(faultyFields(await edit({ expiryDate: '1999-01-01T00:00:00Z' }))).toEqual(['expiryDate']);
    await edit({ expiryDate: null, hasMaintenance: null });
    expect(await shop.read(entitlementId)).toMatchObject({
      hasMaintenance: true,
      expiryDate: '2099-06-30T12:00:00.000Z',
    });
  });

  it('gives no expiry to a perpetual one (422) nor to one that has not started (409)', async () => {
    const expiryDate = '2099-01-01T00:00:00Z';
    const perpetual = await shop.sell({}, { licenseType: 'perpetual', licenseDuration: { type: 'none' } });
    const refused = await shop.edit(perpetual.entitlementId, { expiryDate });
    expect(refused.status).toBe(422);
    expect(faultyFields(refused)).toEqual(['expiryDate']);
    const created = await shop.sell({}, { licenseStartType: 'activation' });
    expect(await shop.edit(created.entitlementId, { expiryDate })).toMatchObject({
      status: 409,
      body: { errorCode: 'conflict' },
    });
  });

  it('that is at fault names the field and changes nothing', async () => {
    const id = await shop.feature({ key: 'pages', type: 'usageCount', value: 5 });
    const flag = await shop.feature({ key: 'dark', type: 'bool', value: 0 });
    const { entitlementId } = await shop.sell({ overdraftSeatLimit: percentage(200) });
    const before = [await shop.read(entitlementId, 'features,editInfo'), await stateOf(entitlementId)];
    const unknown = (prefix: string) => `${prefix}_${'A'.repeat(22)}`;
    const max = 2147483647;
    const faults: [object, string][] = [
      [{ overdraftSeatLimit: { type: 'absolute' } }, 'overdraftSeatLimit.value'],
      [{ overdraftSeatLimit: absolute(-1) }, 'overdraftSeatLimit.value'],
      [{ overdraftSeatLimit: absolute(max) }, 'overdraftSeatLimit.value'],
      [{ seatCount: max }, 'seatCount'],
      [{ seatCount: 0 }, 'seatCount'],
      [{ leasePeriod: { type: 'hour' } }, 'leasePeriod.count'],
      [{ gracePeriod: { type: 'day', count: 0 } }, 'gracePeriod.count'],
      [{ usageResetSchedule: 'weekly' }, 'usageResetSchedule'],
      [{ expiryDate: '2026-02-30' }, 'expiryDate'],
      [{ attributes: [{ id: unknown('atr'), value: 'x' }] }, 'attributes.0.id'],
      [{ features: [{ id: unknown('feat'), value: 1 }] }, 'features.0.id'],
      [
        {
          features: [
            { id, value: 1 },
            { id, value: 2 },
          ],
        },
        'features.1.id',
      ],
      [{ features: [{ id, overdraftLimit: { type: 'percentage' } }] }, 'features.0.overdraftLimit.value'],
      [{ features: [{ id: flag, value: 2 }] }, 'features.0.value'],
    ];
    for (const [body, field] of faults) {
      const answer = await shop.edit(entitlementId, { hasMaintenance: true, ...body });
      expect({ body, status: answer.status, fields: faultyFields(answer) }).toEqual({
        body,
        status: 422,
        fields: [field],
      });
    }
    expect([await shop.read(entitlementId, 'features,editInfo'), await stateOf(entitlementId)]).toEqual(
      before,
    );
  });
});

describe('rule 8: features of one entitlement', () => {
  it('a value that is missing stays, null is unlimited, an overdraft that is missing or null stays', async () => {
    const id = await shop.feature({
      key: 'mails',
      type: 'usageCount',
      value: 100,
      overdraftLimit: absolute(10),
    });
    const { entitlementId } = await shop.sell();
    const read = async () => {
      const { features } = await shop.read(entitlementId, 'features');
      return features.find((feature: { id: string }) => feature.id === id);
    };
    const set = (feature: object) => shop.edit(entitlementId, { features: [{ id, ...feature }] });
    await set({ overdraftLimit: percentage(50) });
    expect(await read()).toMatchObject({ value: 100, totalLimitIncludingOverdraft: 150, edited: true });
    await set({ value: 10, overdraftLimit: null });
    expect(await read()).toMatchObject({ value: 10, totalLimitIncludingOverdraft: 15 });
    await set({ value: null });
    expect(await read()).toMatchObject({ value: null, totalLimitIncludingOverdraft: null });
    await set({});
    expect(await read()).toMatchObject({ value: null, overdraftLimit: percentage(50) });
  });
});

describe('what a tolerant server accepts', () => {
  it('lists as JSON text, an empty object for an empty list, null for untouched', async () => {
    const id = await shop.feature({ key: 'texts', type: 'usageCount', value: 1 });
    const { entitlementId } = await shop.sell();
    const features = JSON.stringify([{ id, value: 3 }]);
    for (const body of [
      { features, attributes: '{}' },
      { features: {}, attributes: {} },
      { features: '[]', attributes: '[]' },
      { features: null, attributes: null },
    ]) {
      expect((await shop.edit(entitlementId, body)).status).toBe(204);
    }
    const read = await shop.read(entitlementId, 'features');
    expect(read.features.find((feature: { id: string }) => feature.id === id)).toMatchObject({ value: 3 });
  });

  it('a value beside none or unlimited, a count beside none, members that are gone', async () => {
    const { entitlementId } = await shop.sell();
    const body = {
      overdraftSeatLimit: { type: 'unlimited', value: 7 },
      gracePeriod: { type: 'none', count: 1 },
      lingerPeriod: { type: 'day', count: 1 },
      resetLingerPeriod: true,
    };
    expect((await shop.edit(entitlementId, body)).status).toBe(204);
    expect(await shop.read(entitlementId)).toMatchObject({
      overdraftSeatLimit: { type: 'unlimited', value: null },
      gracePeriod: { type: 'none', count: null },
    });
  });

  it('body members repeated in the query: the body counts', async () => {
    const { entitlementId } = await shop.sell();
    const query = '?seatCount=99&features=x&features=y&overdraftSeatLimit.type=none';
    expect((await shop.edit(entitlementId, { seatCount: 12 }, query)).status).toBe(204);
    expect((await shop.read(entitlementId)).seatCount).toBe(12);
  });

  it('PUT for PATCH', async () => {
    const { entitlementId } = await shop.sell();
    const put = await api('updateEntitlementLegacy', `PUT /api/v1/entitlements/${entitlementId}`, {
      seatCount: 6,
    });
    expect(put.status).toBe(204);
    expect((await shop.read(entitlementId)).seatCount).toBe(6);
  });
});
