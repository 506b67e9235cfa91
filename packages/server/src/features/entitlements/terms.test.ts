import { unitsMax } from '@leeway/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { loadTerms } from './index.ts';

let leeway: Leeway;
let shop: Shop;

beforeAll(async () => {
  leeway = await startLeeway();
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
