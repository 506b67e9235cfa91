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
const day = 86_400_000;
const list = async (query: string) =>
  (await api('listEntitlements', `GET /api/v1/entitlements?${query}`)).body;

describe('section 3: the figures of an entitlement', () => {
  it.each([
    [
      'none',
      { type: 'none', value: 9 },
      2,
      { overdraftSeatCount: 0, overdraftSeatsUsed: null, seatsAvailable: 1 },
    ],
    [
      'absolute 2',
      { type: 'absolute', value: 2 },
      4,
      { overdraftSeatCount: 2, overdraftSeatsUsed: 1, seatsAvailable: 1 },
    ],
    [
      'percentage 50',
      { type: 'percentage', value: 50 },
      4,
      { overdraftSeatCount: 1, overdraftSeatsUsed: 1, seatsAvailable: 0 },
    ],
    [
      'percentage 10',
      { type: 'percentage', value: 10 },
      1,
      { overdraftSeatCount: 0, overdraftSeatsUsed: 0, seatsAvailable: 2 },
    ],
    [
      'unlimited',
      { type: 'unlimited', value: 9 },
      5,
      { overdraftSeatCount: null, overdraftSeatsUsed: 2, seatsAvailable: null },
    ],
  ])('%s of 3 bought', async (_, overdraftSeatLimit, used, figures) => {
    const sold = await shop.sell({ seatCount: 3, overdraftSeatLimit });
    await shop.takeSeats(sold, used);
    expect(await shop.read(sold.entitlementId)).toMatchObject({
      ...figures,
      seatCount: 3,
      seatsUsed: used,
      seatUtilizationRate: Math.round((used / 3) * 100),
    });
  });

  it('rule 4: a list says 2147483647 for unlimited', async () => {
    const customerId = await shop.customer();
    const skus = [await shop.offer({ seatCount: 3, overdraftSeatLimit: { type: 'unlimited' } })];
    await shop.order({ skus, customerId });
    const [item] = (await list(`customerId=${customerId}`)).items;
    expect(item).toMatchObject({ seatsAvailable: 2147483647, overdraftSeatsUsed: 0, seatsUsed: 0 });
  });

  it('rule 14: a seat stops counting at the end of its lease, recorded or not, but not when node-locked', async () => {
    const concurrent = await shop.sell({ seatCount: 3 });
    const locked = await shop.sell({ seatCount: 3, concurrencyMode: 'nodeLock' });
    for (const sold of [concurrent, locked]) await shop.takeSeats(sold, 2);
    const used = async (sold: { entitlementId: string }) => (await shop.read(sold.entitlementId)).seatsUsed;
    expect([await used(concurrent), await used(locked)]).toEqual([2, 2]);
    leeway.clock.advance(61 * minute);
    expect([await used(concurrent), await used(locked)]).toEqual([0, 2]);
    const recorded = await leeway.database.query(
      'select seats_used from entitlement_states where entitlement_id = $1',
      [concurrent.entitlementId],
    );
    expect(recorded).toEqual([{ seats_used: 2 }]);
  });
});

describe('a list of entitlements', () => {
  it('is filtered by customer and product, paged, oldest first, with the group and the customer asked for', async () => {
    const customerId = await shop.customer({ name: 'Hooli' });
    const skus = [await shop.offer(), await shop.offer(), await shop.offer()];
    const { body: group } = await shop.order({ skus, customerId, orderRefId: 'PO-9' });
    const second = await list(`customerId=${customerId}&pageSize=2&pageNumber=2&expand=customer`);
    expect(second).toMatchObject({ pageNumber: 2, pageSize: 2, elementsTotal: 3 });
    expect(second.items).toMatchObject([
      {
        sku: skus[2],
        group: { id: group.id, orderRefId: 'PO-9', customer: { id: customerId, name: 'Hooli' } },
      },
    ]);
    const plain = await list(`customerId=${customerId}&productId=${shop.productId}`);
    expect(plain.items.map((item: { sku: string }) => item.sku)).toEqual(skus);
    expect(plain.items[0].group).not.toHaveProperty('customer');
    const other = `prod_${'A'.repeat(22)}`;
    expect(await list(`customerId=${customerId}&productId=${other}`)).toMatchObject({
      items: [],
      elementsTotal: 0,
    });
  });
});

describe('the life of an entitlement', () => {
  it('rule 23: is active, in grace and expired by time alone', async () => {
    const grace = { gracePeriod: { type: 'day', count: 10 } };
    const { entitlementId } = await shop.sell(grace, { licenseDuration: { type: 'day', count: 30 } });
    const status = async () => (await shop.read(entitlementId)).status;
    const read = await shop.read(entitlementId);
    expect(Date.parse(read.expiryDate) - Date.parse(read.activationDate)).toBe(30 * day);
    expect(Date.parse(read.gracePeriodExpiry) - Date.parse(read.expiryDate)).toBe(10 * day);
    expect(read.status).toBe('active');
    leeway.clock.advance(30 * day);
    expect(await status()).toBe('gracePeriod');
    leeway.clock.advance(10 * day);
    expect(await status()).toBe('expired');
  });

  it("follows the product's grace and lease live where it has none of its own", async () => {
    const plain = await shop.sell();
    const own = await shop.sell({ gracePeriod: { type: 'day', count: 3 } });
    const product = { gracePeriod: { type: 'week', count: 2 }, leasePeriod: { type: 'minute', count: 5 } };
    await api('patchProduct', `PATCH /api/v1/products/${shop.productId}`, product);
    expect(await shop.read(plain.entitlementId)).toMatchObject(product);
    expect(await shop.read(own.entitlementId)).toMatchObject({
      ...product,
      gracePeriod: { type: 'day', count: 3 },
    });
    const restored = { gracePeriod: { type: 'none' }, leasePeriod: { type: 'hour', count: 1 } };
    await api('patchProduct', `PATCH /api/v1/products/${shop.productId}`, restored);
  });
});

describe('expand', () => {
  it('adds what is asked for and nothing else; unknown words are passed over', async () => {
    const { entitlementId } = await shop.sell();
    const parts = ['product', 'attributes', 'features', 'offering', 'editInfo', 'actions', 'export'];
    const plain = await shop.read(entitlementId);
    for (const part of parts) expect(plain).not.toHaveProperty(part);
    const full = await shop.read(entitlementId, [...parts, 'nonsense'].join(','));
    expect(full).toEqual({
      ...plain,
      product: expect.objectContaining({ id: shop.productId, name: 'CAD' }),
      attributes: [],
      features: expect.any(Array),
      offering: expect.objectContaining({ seatCount: 10, gracePeriod: { type: 'none', count: null } }),
      editInfo: {
        leasePeriodEdited: false,
        gracePeriodEdited: false,
        offlineLeasePeriodEdited: false,
        seatCountEdited: false,
        overdraftSeatLimitEdited: false,
        usageResetScheduleEdited: false,
      },
      actions: expect.objectContaining({
        update: { method: 'PATCH', path: `/api/v1/entitlements/${entitlementId}` },
        activate: { method: 'POST', path: '/api/v1/entitlements/activations' },
      }),
      export: null,
    });
  });

  it('offers no seat where none can be had', async () => {
    const { entitlementId } = await shop.sell({}, { licenseStartType: 'manualActivation' });
    expect((await shop.read(entitlementId, 'actions')).actions).not.toHaveProperty('activate');
  });
});

describe('features', () => {
  const featureOf = async (entitlementId: string, key: string) => {
    const { features } = await shop.read(entitlementId, 'features');
    return features.find((feature: { key: string }) => feature.key === key);
  };

  it('rule 8: follow the catalogue live until they are edited', async () => {
    const overdraftLimit = { type: 'percentage', value: 20 };
    const id = await shop.feature({ key: 'exports', type: 'usageCount', value: 100, overdraftLimit });
    const [followed, edited] = [await shop.sell(), await shop.sell()];
    await shop.edit(edited.entitlementId, { features: [{ id, value: 7 }] });
    expect(await featureOf(followed.entitlementId, 'exports')).toMatchObject({
      ...{ id, value: 100, used: 0, edited: false, totalLimitIncludingOverdraft: 120, overdraftLimit },
    });
    const change = { value: 50, overdraftLimit: { type: 'absolute', value: 1 } };
    const path = `PUT /api/v1/products/${shop.productId}/features/${id}`;
    const changed = await api('updateProductFeature', path, change);
    expect(changed.status).toBe(204);
    expect(await featureOf(followed.entitlementId, 'exports')).toMatchObject({
      ...{ value: 50, edited: false, totalLimitIncludingOverdraft: 51 },
    });
    // The value is its own, the overdraft still the catalogue's.
    expect(await featureOf(edited.entitlementId, 'exports')).toMatchObject({
      ...{ value: 7, edited: true, totalLimitIncludingOverdraft: 8 },
    });
  });

  it('rule 3: without a value they are unlimited; on and off have no overdraft', async () => {
    await shop.feature({ key: 'storage', type: 'elementPool' });
    await shop.feature({ key: 'premium', type: 'bool', value: 1 });
    const { entitlementId } = await shop.sell();
    expect(await featureOf(entitlementId, 'storage')).toMatchObject({
      value: null,
      totalLimitIncludingOverdraft: null,
    });
    expect(await featureOf(entitlementId, 'premium')).toMatchObject({
      ...{ type: 'bool', value: 1, used: null, overdraftLimit: { type: 'none', value: null } },
    });
  });

  it('hold amounts beyond 2^53 exactly', async () => {
    const id = await shop.feature({ key: 'bytes', type: 'usageCount', value: 5 });
    const { entitlementId } = await shop.sell();
    const body = `{"features":[{"id":"${id}","value":9223372036854775806}]}`;
    expect((await shop.edit(entitlementId, body)).status).toBe(204);
    const text = await fetch(`${leeway.baseUrl}/api/v1/entitlements/${entitlementId}?expand=features`, {
      headers: {
        authorization: `Bearer ${await leeway.tokenFor(leeway.client.clientId, leeway.client.clientSecret)}`,
      },
    });
    expect(await text.text()).toContain('"value":9223372036854775806');
  });

  it('rule 17: a pool is free again at the end of the lease that held its units', async () => {
    await shop.feature({ key: 'cores', type: 'elementPool', value: 10 });
    const sold = await shop.sell();
    const [first = '', second = ''] = await shop.takeSeats(sold, 2);
    expect((await shop.checkout(first, 'cores', 3)).status).toBe(200);
    leeway.clock.advance(30 * minute);
    await shop.activate(sold, 'seat-2');
    expect((await shop.checkout(second, 'cores', 4)).status).toBe(200);
    expect(await featureOf(sold.entitlementId, 'cores')).toMatchObject({
      used: 7,
      currentUsagePeriodStart: null,
    });
    leeway.clock.advance(31 * minute);
    expect(await featureOf(sold.entitlementId, 'cores')).toMatchObject({ used: 4 });
  });

  it('rule 18: a counter starts anew with its period, at the very instant', async () => {
    await shop.feature({ key: 'renders', type: 'usageCount', value: 10 });
    const sold = await shop.sell({ usageResetSchedule: 'monthly', concurrencyMode: 'nodeLock' });
    const [seat = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(seat, 'renders', 6);
    const before = await featureOf(sold.entitlementId, 'renders');
    expect(before).toMatchObject({ used: 6 });
    const turn = Date.parse(before.nextUsagePeriodStart);
    leeway.clock.advance(turn - leeway.clock.now() + 1);
    const after = await featureOf(sold.entitlementId, 'renders');
    expect(after).toMatchObject({ used: 0, currentUsagePeriodStart: before.nextUsagePeriodStart });
  });
});
