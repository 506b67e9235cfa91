import { unitsMax } from '@leeway/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { loadTerms } from './index.ts';
import { dayMs, openLife } from './testing/life.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
});
afterAll(() => leeway?.stop());

const load = (...ids: string[]) => loadTerms(leeway.database, leeway.tenantId, ids);
const limitsOf = async (entitlementId: string, key: string) =>
  (await load(entitlementId)).get(entitlementId)?.features.find((feature) => feature.key === key)?.limits;

describe('the terms of a decision', () => {
  it('are those of the entitlement, else of its product, for many at once', async () => {
    const plain = await shop.sell({ seatCount: 7, overdraftSeatLimit: { type: 'percentage', value: 50 } });
    const own = await shop.sell(
      { concurrencyMode: 'nodeLock', gracePeriod: { type: 'day', count: 3 }, usageResetSchedule: 'monthly' },
      { licenseStartType: 'activation' },
    );
    await shop.edit(own.entitlementId, { leasePeriod: { type: 'second', count: 1 } });
    const terms = await load(plain.entitlementId, own.entitlementId, plain.entitlementId, 'ent_none');
    expect(terms.size).toBe(2);
    expect(terms.get(plain.entitlementId)).toMatchObject({
      entitlementId: plain.entitlementId,
      productId: shop.productId,
      editionId: shop.editionId,
      seats: { bought: 7n, allowance: 3n, hardCap: 10n },
      leasePeriod: { type: 'hour', count: 1 },
      gracePeriod: { type: 'none', count: null },
      timeZone: 'UTC',
      licenseDuration: { type: 'year', count: 1 },
    });
    expect(terms.get(own.entitlementId)).toMatchObject({
      concurrencyMode: 'nodeLock',
      licenseStartType: 'activation',
      usageResetSchedule: 'monthly',
      leasePeriod: { type: 'second', count: 1 },
      gracePeriod: { type: 'day', count: 3 },
    });
  });

  it('rule 8: a value of the entitlement goes with the overdraft of the catalogue, and the other way round', async () => {
    const percentage = { type: 'percentage', value: 50 };
    const id = await shop.feature({
      key: 'jobs',
      type: 'usageCount',
      value: 100,
      overdraftLimit: percentage,
    });
    const { entitlementId } = await shop.sell();
    expect(await limitsOf(entitlementId, 'jobs')).toEqual({ bought: 100n, allowance: 50n, hardCap: 150n });
    await shop.edit(entitlementId, { features: [{ id, value: 10 }] });
    expect(await limitsOf(entitlementId, 'jobs')).toEqual({ bought: 10n, allowance: 5n, hardCap: 15n });
    await shop.edit(entitlementId, { features: [{ id, overdraftLimit: { type: 'unlimited' } }] });
    expect(await limitsOf(entitlementId, 'jobs')).toEqual({ bought: 10n, allowance: null, hardCap: null });
  });

  it('rule 8: levels that are legal apart never make a cap that cannot be counted', async () => {
    const id = await shop.feature({ key: 'bytes', type: 'usageCount', value: 5 });
    const { entitlementId } = await shop.sell();
    await shop.edit(entitlementId, `{"features":[{"id":"${id}","value":${unitsMax}}]}`);
    const path = `PUT /api/v1/products/${shop.productId}/features/${id}`;
    const overdraftLimit = { type: 'percentage', value: 100 };
    expect((await shop.api('updateProductFeature', path, { overdraftLimit })).status).toBe(204);
    expect(await limitsOf(entitlementId, 'bytes')).toEqual({
      bought: unitsMax,
      allowance: 0n,
      hardCap: unitsMax,
    });
  });

  it('rule 3: on is 1 and off is 0', async () => {
    await shop.feature({ key: 'on', type: 'bool', value: 1 });
    await shop.feature({ key: 'off', type: 'bool', value: 0 });
    const { entitlementId } = await shop.sell();
    expect(await limitsOf(entitlementId, 'on')).toMatchObject({ bought: 1n, hardCap: 1n });
    expect(await limitsOf(entitlementId, 'off')).toMatchObject({ bought: 0n, hardCap: 0n });
  });

  it('of another tenant are not found', async () => {
    const { entitlementId } = await shop.sell();
    expect((await loadTerms(leeway.database, 't_another', [entitlementId])).size).toBe(0);
  });
});

describe('rules 6, 7 and 24: sold with what was agreed beside the offering', () => {
  const sell = (body: object, as = api) => as('sellEntitlement', 'POST /api/v1/entitlements/sell', body);
  const inDays = (days: number) => new Date(leeway.clock.now() + days * dayMs).toISOString();
  const limits = { seatCount: 12, overdraftSeatLimit: { type: 'absolute', value: 3 } };

  it('the order, its entitlement, the limits and the end are one change, told in order', async () => {
    const life = openLife(leeway);
    const id = await shop.feature({ key: 'renders', type: 'usageCount', value: 100 });
    const [sku, customerId] = [await shop.offer(), await shop.customer()];
    const expiryDate = inDays(90);
    const order = { sku, customerId, orderRefId: 'PO-7', activationCode: 'AGREED-7' };
    const sold = await sell({ ...order, ...limits, expiryDate, features: [{ id, value: 500 }] });
    expect(sold.status).toBe(201);
    expect(sold.body).toMatchObject({ customerId, orderRefId: 'PO-7', activationCodes: ['AGREED-7'] });
    const entitlementId = sold.body.entitlements[0].id;
    const read = await shop.read(entitlementId, 'editInfo,features');
    expect(read).toMatchObject({
      ...{ seatCount: 12, overdraftSeatCount: 3, expiryDate, status: 'active' },
      editInfo: { seatCountEdited: true, overdraftSeatLimitEdited: true },
    });
    expect(read.features).toContainEqual(expect.objectContaining({ id, value: 500, edited: true }));
    expect(await life.told(entitlementId)).toMatchObject([
      { code: 'entitlement.activated' },
      { code: 'entitlement.updated', payload: { seatCount: 12, expiryDate } },
    ]);
    const plain = await sell({ sku: await shop.offer() });
    const untouched = await shop.read(plain.body.entitlements[0].id, 'editInfo');
    expect(untouched.editInfo).toMatchObject({ seatCountEdited: false, overdraftSeatLimitEdited: false });
    expect(await life.codes(untouched.id)).toEqual(['activated']);
  });

  it('starts at the set date, whose term may end where it was agreed', async () => {
    const sku = await shop.offer({}, { licenseStartType: 'custom' });
    const [startDate, expiryDate] = [inDays(10), inDays(40)];
    const { body } = await sell({ sku, startDate, expiryDate, ...limits });
    expect(await shop.read(body.entitlements[0].id)).toMatchObject({
      ...{ activationDate: startDate, expiryDate, status: 'created', seatCount: 12 },
    });
    const begun = await sell({ sku, startDate: inDays(-500) });
    expect(await shop.read(begun.body.entitlements[0].id)).toMatchObject({ status: 'expired' });
    const renewed = await sell({ sku, startDate: inDays(-500), expiryDate });
    expect(await shop.read(renewed.body.entitlements[0].id)).toMatchObject({ status: 'active', expiryDate });
  });

  it('is nothing at all when one part is refused, and each refusal names its field', async () => {
    const customerId = await shop.customer();
    const now = await shop.offer();
    const later = await shop.offer({}, { licenseStartType: 'activation' });
    const dated = await shop.offer({}, { licenseStartType: 'custom' });
    const forever = await shop.offer({}, { licenseType: 'perpetual', licenseDuration: null });
    const stranger = { id: `feat_${'0'.repeat(22)}`, value: 1 };
    const refusals: [string, object, string][] = [
      ['SKU-NONE', {}, 'sku'],
      [now, { customerId: `cust_${'0'.repeat(22)}` }, 'customerId'],
      [now, { seatCount: 0 }, 'seatCount'],
      [now, { overdraftSeatLimit: { type: 'percentage' } }, 'overdraftSeatLimit.value'],
      [now, { features: [stranger] }, 'features.0.id'],
      [now, { expiryDate: inDays(-1) }, 'expiryDate'],
      [forever, { expiryDate: inDays(1) }, 'expiryDate'],
      [later, { expiryDate: inDays(1) }, 'expiryDate'],
      [later, { startDate: inDays(1) }, 'startDate'],
      [dated, { startDate: inDays(9), expiryDate: inDays(8) }, 'expiryDate'],
    ];
    const order = { customerId, activationCode: 'ALL-OR-NOTHING', ...limits };
    for (const [sku, part, field] of refusals) {
      const refused = await sell({ sku, ...order, ...part });
      expect([refused.status, ...faultyFields(refused)], JSON.stringify(part)).toEqual([422, field]);
    }
    const path = `GET /api/v1/entitlements/groups?customerId=${customerId}`;
    expect((await api('listEntitlementGroups', path)).body.elementsTotal).toBe(0);
    expect((await sell({ sku: now, ...order })).status).toBe(201);
    expect((await api('listEntitlementGroups', path)).body.elementsTotal).toBe(1);
  });

  it('needs the scope of an edit for what is agreed, and that of an order for the rest', async () => {
    const { clientId, clientSecret } = leeway.client;
    const authorization = `Bearer ${await leeway.tokenFor(clientId, clientSecret, 'entitlements:create')}`;
    const seller = checkedApi(leeway, { authorization });
    const sku = await shop.offer();
    expect(await sell({ sku, seatCount: 11 }, seller)).toMatchObject({
      ...{ status: 403, body: { errorCode: 'missingScope' } },
    });
    expect((await sell({ sku }, seller)).status).toBe(201);
  });
});
