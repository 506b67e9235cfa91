import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { openLife } from './testing/life.ts';

let leeway: Leeway;
let shop: Shop;
let life: ReturnType<typeof openLife>;
beforeAll(async () => {
  leeway = await startLeeway();
  shop = await openShop(leeway);
  life = openLife(leeway);
});
afterAll(() => leeway?.stop());

const absolute = (value: number) => ({ type: 'absolute', value });
const minutes = (count: number) => ({ type: 'minute', count });

const edits = {
  seatCount: 4,
  overdraftSeatLimit: absolute(1),
  leasePeriod: minutes(1),
  offlineLeasePeriod: minutes(2),
  gracePeriod: minutes(3),
  usageResetSchedule: 'monthly',
};
const resets = {
  resetSeatCount: 'seatCountEdited',
  resetOverdraftSeatLimit: 'overdraftSeatLimitEdited',
  resetLeasePeriod: 'leasePeriodEdited',
  resetOfflineLeasePeriod: 'offlineLeasePeriodEdited',
  resetGracePeriod: 'gracePeriodEdited',
  resetUsageResetSchedule: 'usageResetScheduleEdited',
};

const sellEdited = async () => {
  const sku = await shop.offer({ seatCount: 10, gracePeriod: minutes(30) });
  const { body } = await shop.order({ skus: [sku] });
  const { id: entitlementId, offeringId } = body.entitlements[0];
  const sold = await shop.read(entitlementId);
  await shop.edit(entitlementId, edits);
  return { entitlementId, offeringId, sold, code: body.activationCodes[0] };
};

describe('rule 7: reset-overrides', () => {
  it.each(Object.entries(resets))('%s takes that edit away and no other', async (reset, info) => {
    const { entitlementId, sold } = await sellEdited();
    const edited = await shop.read(entitlementId, 'editInfo');
    expect(Object.values(edited.editInfo)).not.toContain(false);
    expect((await life.resetOverrides(entitlementId, { [reset]: true })).status).toBe(204);
    const after = await shop.read(entitlementId, 'editInfo');
    const field = info.replace('Edited', '');
    expect(after.editInfo).toEqual({ ...edited.editInfo, [info]: false });
    expect(after[field]).toEqual(sold[field]);
    for (const other of Object.keys(edits).filter((name) => name !== field)) {
      expect(after[other]).toEqual(edited[other]);
    }
  });

  it('puts the offering’s present value back, and the product’s periods follow live again', async () => {
    const { entitlementId, offeringId } = await sellEdited();
    const api = checkedApi(leeway);
    const patch = { seatCount: 25, overdraftSeatLimit: { type: 'percentage', value: 20 } };
    await api('patchOffering', `PATCH /api/v1/offerings/${offeringId}`, patch);
    const body = { resetSeatCount: true, resetOverdraftSeatLimit: true, resetLeasePeriod: true };
    await life.resetOverrides(entitlementId, body);
    expect(await shop.read(entitlementId)).toMatchObject({ ...patch, overdraftSeatCount: 5 });
    await api('patchProduct', `PATCH /api/v1/products/${shop.productId}`, { leasePeriod: minutes(77) });
    expect((await shop.read(entitlementId)).leasePeriod).toEqual(minutes(77));
  });

  it('an empty request, false, null and what is not edited change nothing and tell nothing', async () => {
    const { entitlementId } = await sellEdited();
    const before = [await shop.read(entitlementId, 'editInfo'), await life.codes(entitlementId)];
    for (const body of [{}, { resetSeatCount: false, resetLeasePeriod: null, resetFeatures: [] }]) {
      expect((await life.resetOverrides(entitlementId, body)).status).toBe(204);
    }
    expect([await shop.read(entitlementId, 'editInfo'), await life.codes(entitlementId)]).toEqual(before);
    await life.resetOverrides(entitlementId, { resetSeatCount: true });
    await life.resetOverrides(entitlementId, { resetSeatCount: true });
    expect((await life.codes(entitlementId)).slice(1)).toEqual(['updated', 'updated']);
  });

  it('what is no edit any more is taken from the next offering', async () => {
    const { entitlementId } = await sellEdited();
    await life.resetOverrides(entitlementId, { resetSeatCount: true });
    const { body } = await shop.order({ skus: [await shop.offer({ seatCount: 33 })] });
    await life.changeOffering(entitlementId, { offeringId: body.entitlements[0].offeringId });
    expect(await shop.read(entitlementId)).toMatchObject({ seatCount: 33, overdraftSeatLimit: absolute(1) });
  });

  it('rule 10: refused below present use, unless forced', async () => {
    const { entitlementId, code } = await sellEdited();
    await shop.edit(entitlementId, { seatCount: 20 });
    await shop.takeSeats({ code }, 14);
    const reset = { resetSeatCount: true };
    expect(await life.resetOverrides(entitlementId, reset)).toMatchObject({
      ...{ status: 409, body: { errorCode: 'seatCountBelowUsage', limits: { hardCap: 11, used: 14 } } },
    });
    expect((await shop.read(entitlementId)).seatCount).toBe(20);
    expect((await life.resetOverrides(entitlementId, reset, '?forceSeatCount=true')).status).toBe(204);
    expect(await shop.read(entitlementId)).toMatchObject({ seatCount: 10, seatsUsed: 14, seatsAvailable: 0 });
    expect((await shop.activate({ code }, 'seat-99')).status).toBe(402);
  });
});

describe('rule 8: reset of features and attributes', () => {
  it('falls back to the catalogue, live', async () => {
    const own = await openShop(leeway, 'Live');
    const api = checkedApi(leeway);
    const jobs = await own.feature({ key: 'jobs', type: 'usageCount', value: 10 });
    const gpu = await own.feature({ key: 'gpu', type: 'elementPool', value: 10 });
    const { entitlementId } = await own.sell();
    const features = [
      { id: jobs, value: 20, overdraftLimit: absolute(5) },
      { id: gpu, value: 30 },
    ];
    await own.edit(entitlementId, { features });
    expect((await life.resetOverrides(entitlementId, { resetFeatures: [jobs] })).status).toBe(204);
    const path = `PUT /api/v1/products/${own.productId}/features/${jobs}`;
    const put = await api('updateProductFeature', path, { key: 'jobs', type: 'usageCount', value: 12 });
    expect(put.status).toBe(204);
    expect((await own.read(entitlementId, 'features')).features).toMatchObject([
      { key: 'jobs', value: 12, edited: false, overdraftLimit: { type: 'none' } },
      { key: 'gpu', value: 30, edited: true },
    ]);
  });

  it('422 for a feature or attribute the entitlement does not have', async () => {
    const { entitlementId } = await shop.sell();
    const features = { resetFeatures: [`feat_${'A'.repeat(22)}`] };
    const attributes = { resetAttributes: [`atr_${'A'.repeat(22)}`] };
    expect(faultyFields(await life.resetOverrides(entitlementId, features))).toEqual(['resetFeatures.0']);
    expect(faultyFields(await life.resetOverrides(entitlementId, attributes))).toEqual(['resetAttributes.0']);
  });
});
