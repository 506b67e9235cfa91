import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { catalogVersion, newProduct } from './testing/catalogue.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway, 'Sold CAD');
});
afterAll(() => leeway?.stop());

const feature = async (path: string, key: string, asked: object = {}) =>
  (
    await api(path === '' ? 'createFeature' : 'createProductFeature', `POST ${path || '/api/v1'}/features`, {
      ...{ type: 'elementPool', key, value: 5 },
      ...asked,
    })
  ).body.id as string;

const attribute = async (path: string, key: string) =>
  (
    await api(
      path === '' ? 'createAttribute' : 'createProductAttribute',
      `POST ${path || '/api/v1'}/attributes`,
      {
        ...{ type: 'string', key, value: 'north' },
      },
    )
  ).body.id as string;

const offeringOf = async (editionPath: string, planId: string, sku: string) =>
  (
    await api('createOffering', 'POST /api/v1/offerings', {
      ...{ name: sku, sku, editionId: editionPath.split('/').at(-1), planId, seatCount: 1 },
      concurrencyMode: 'concurrent',
    })
  ).body.id as string;

const newPlan = async (name: string) =>
  (
    await api('createPlan', 'POST /api/v1/plans', {
      ...{ name, licenseType: 'perpetual', licenseStartType: 'activation' },
    })
  ).body.id as string;

describe('deleting from the catalogue', () => {
  it('a product goes with its editions, features, attributes and their values', async () => {
    const { at, pro } = await newProduct(api);
    const featureId = await feature(at, 'cores');
    const globalId = await feature('', 'everywhere');
    const attributeId = await attribute(at, 'region');
    const value = { value: 9 };
    await api('updateEditionFeature', `PUT ${pro}/features/${featureId}`, value);
    await api('updateEditionFeature', `PUT ${pro}/features/${globalId}`, value);
    await api('updateProductFeature', `PUT ${at}/features/${globalId}`, value);
    await api('patchEditionAttributeValue', `PATCH ${pro}/attributes/${attributeId}`, { value: 'south' });
    expect((await api('deleteProduct', `DELETE ${at}`)).status).toBe(204);
    expect((await api('getProduct', `GET ${at}`)).status).toBe(404);
    expect((await api('deleteProduct', `DELETE ${at}`)).status).toBe(404);
    expect((await api('getFeature', `GET /api/v1/features/${globalId}`)).status).toBe(200);
  });

  it('what an offering sells stays until the offering is gone; the refusal says how many do', async () => {
    const { at, pro, basic } = await newProduct(api);
    const planId = await newPlan('Deleted plan');
    const offering = `/api/v1/offerings/${await offeringOf(pro, planId, 'DEL-1')}`;
    for (const [id, path] of [
      ['deleteProduct', at],
      ['deleteEdition', pro],
      ['deletePlan', `/api/v1/plans/${planId}`],
    ] as const) {
      const refused = await api(id, `DELETE ${path}`);
      expect(refused).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
      expect(refused.body.detail).toContain('one offering sells this');
    }
    expect((await api('deleteEdition', `DELETE ${basic}`)).status).toBe(204);
    expect((await api('deleteOffering', `DELETE ${offering}`)).status).toBe(204);
    expect((await api('getOffering', `GET ${offering}`)).status).toBe(404);
    expect((await api('deletePlan', `DELETE /api/v1/plans/${planId}`)).status).toBe(204);
    expect((await api('deleteEdition', `DELETE ${pro}`)).status).toBe(204);
    expect((await api('deleteProduct', `DELETE ${at}`)).status).toBe(204);
  });

  it('what was sold is never deleted, also when its offering sells another edition now', async () => {
    const { entitlementId } = await shop.sell();
    const { offering: sold } = await shop.read(entitlementId, 'offering');
    const offering = `/api/v1/offerings/${sold.id}`;
    const refused = await api('deleteOffering', `DELETE ${offering}`);
    expect(refused).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    expect(refused.body.detail).toContain('one entitlement was sold');
    const other = await newProduct(api);
    const moved = { editionId: other.pro.split('/').at(-1) };
    expect((await api('patchOffering', `PATCH ${offering}`, moved)).status).toBe(204);
    const product = `/api/v1/products/${shop.productId}`;
    expect((await api('deleteEdition', `DELETE ${product}/editions/${shop.editionId}`)).status).toBe(409);
    expect((await api('deleteProduct', `DELETE ${product}`)).status).toBe(409);
  });

  it('an offering goes with its custom fields, rates and thresholds', async () => {
    await api('createCustomField', 'POST /api/v1/account/custom-fields', {
      ...{ entityType: 'offering', key: 'article', unique: true },
    });
    const { pro } = await newProduct(api);
    const planId = await newPlan('Plan of rates');
    const offeringId = await offeringOf(pro, planId, 'DEL-2');
    const path = `/api/v1/offerings/${offeringId}`;
    await api('patchOffering', `PATCH ${path}`, { customFields: { article: '7' } });
    await api('createRate', 'POST /api/v1/rates', {
      ...{ kind: 'overdraftSeatHour', amount: 5, currency: 'EUR', offeringId },
    });
    expect((await api('deleteOffering', `DELETE ${path}`)).status).toBe(204);
    expect((await api('listRates', `GET /api/v1/rates?offeringId=${offeringId}`)).body.items).toEqual([]);
    const again = `/api/v1/offerings/${await offeringOf(pro, planId, 'DEL-2')}`;
    expect((await api('patchOffering', `PATCH ${again}`, { customFields: { article: '7' } })).status).toBe(
      204,
    );
  });
});

describe('deleting features and attributes (rule 8)', () => {
  it('a global one goes with its values, and every product has a new catalogue version', async () => {
    const { productId, at, pro } = await newProduct(api);
    const featureId = await feature('', 'shared');
    const attributeId = await attribute('', 'shared');
    await api('updateEditionFeature', `PUT ${pro}/features/${featureId}`, { value: 7 });
    await api('patchProductAttributeValue', `PATCH ${at}/attributes/${attributeId}`, { value: 'west' });
    const version = await catalogVersion(leeway, productId);
    expect((await api('deleteFeature', `DELETE /api/v1/features/${featureId}`)).status).toBe(204);
    expect((await api('deleteAttribute', `DELETE /api/v1/attributes/${attributeId}`)).status).toBe(204);
    expect(await catalogVersion(leeway, productId)).toBe(version + 2n);
    const features = (await api('listEditionFeatures', `GET ${pro}/features`)).body.items;
    expect(features.map(({ key }: { key: string }) => key)).not.toContain('shared');
    expect((await api('deleteFeature', `DELETE /api/v1/features/${featureId}`)).status).toBe(404);
    expect((await api('deleteAttribute', `DELETE /api/v1/attributes/${attributeId}`)).status).toBe(404);
  });

  it('a global one tells where it has other values, the product before its editions', async () => {
    const { productId, at, pro, basic } = await newProduct(api);
    const featureId = await feature('', 'told');
    const attributeId = await attribute('', 'told');
    const limit = { type: 'percentage', value: 10 };
    await api('updateProductFeature', `PUT ${at}/features/${featureId}`, { value: 7 });
    await api('updateEditionFeature', `PUT ${pro}/features/${featureId}`, {
      value: null,
      overdraftLimit: limit,
    });
    await api('patchEditionAttributeValue', `PATCH ${basic}/attributes/${attributeId}`, { value: 'west' });
    const none = { type: 'none', value: null };
    const values = (await api('listFeatureValues', `GET /api/v1/features/${featureId}/values`)).body;
    expect(values).toMatchObject({
      elementsTotal: 2,
      items: [
        { productId, editionId: null, editionName: null, value: 7, overdraftLimit: none },
        { productId, editionName: 'Pro', value: null, overdraftLimit: limit },
      ],
    });
    const texts = (await api('listAttributeValues', `GET /api/v1/attributes/${attributeId}/values`)).body;
    expect(texts.items).toMatchObject([{ productId, editionName: 'Basic', value: 'west' }]);
    const own = await feature(at, 'not-global');
    expect((await api('listFeatureValues', `GET /api/v1/features/${own}/values`)).status).toBe(404);
  });

  it('in a product: its own goes, of a global one the value of the product goes and the global one shows', async () => {
    const { at } = await newProduct(api);
    const own = await feature(at, 'own');
    const ownAttribute = await attribute(at, 'own');
    const shared = await feature('', 'revert');
    const sharedAttribute = await attribute('', 'revert');
    await api('updateProductFeature', `PUT ${at}/features/${shared}`, { value: 50 });
    await api('patchProductAttributeValue', `PATCH ${at}/attributes/${sharedAttribute}`, { value: 'east' });
    for (const id of [own, shared])
      expect((await api('deleteProductFeature', `DELETE ${at}/features/${id}`)).status).toBe(204);
    for (const id of [ownAttribute, sharedAttribute])
      expect((await api('deleteProductAttribute', `DELETE ${at}/attributes/${id}`)).status).toBe(204);
    expect((await api('getProductFeature', `GET ${at}/features/${own}`)).status).toBe(404);
    expect((await api('getProductAttribute', `GET ${at}/attributes/${ownAttribute}`)).status).toBe(404);
    const back = (await api('getProductFeature', `GET ${at}/features/${shared}`)).body;
    expect(back).toMatchObject({ value: 5, level: 'global', valueLevel: 'global' });
    const text = (await api('getProductAttribute', `GET ${at}/attributes/${sharedAttribute}`)).body;
    expect(text).toMatchObject({ value: 'north', valueLevel: 'global' });
  });

  it('a feature that was used, or has a value of its own on an entitlement, stays', async () => {
    const used = await shop.feature({ type: 'elementPool', key: 'tokens', value: 10 });
    const edited = await shop.feature({ type: 'elementPool', key: 'cores', value: 10 });
    const sold = await shop.sell();
    const [activationId = ''] = await shop.takeSeats(sold, 1);
    expect((await shop.checkout(activationId, 'tokens', 2)).status).toBeLessThan(300);
    const override = { features: [{ id: edited, value: 20 }] };
    expect((await shop.edit(sold.entitlementId, override)).status).toBeLessThan(300);
    for (const id of [used, edited]) {
      const refused = await api(
        'deleteProductFeature',
        `DELETE /api/v1/products/${shop.productId}/features/${id}`,
      );
      expect(refused).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    }
  });

  it('another tenant finds nothing to delete', async () => {
    const stranger = await strangersApi(leeway);
    const { at, pro } = await newProduct(api);
    const featureId = await feature('', 'mine');
    expect((await stranger('deleteProduct', `DELETE ${at}`)).status).toBe(404);
    expect((await stranger('deleteEdition', `DELETE ${pro}`)).status).toBe(404);
    expect((await stranger('deleteFeature', `DELETE /api/v1/features/${featureId}`)).status).toBe(404);
    expect((await api('getProduct', `GET ${at}`)).status).toBe(200);
  });
});

describe('rules 1 and 2: what an overdraft limit means', () => {
  const explain = (overdraftLimit: object, bought: number[], of = 'seats') =>
    api('explainOverdraftLimit', 'POST /api/v1/overdraft-limits/explain', { overdraftLimit, of, bought });

  it('says for so many bought how many more may be used, and which one is denied', async () => {
    const { body } = await explain({ type: 'percentage', value: 20 }, [40, 5, 4]);
    expect(body).toEqual({
      overdraftLimit: { type: 'percentage', value: 20 },
      items: [
        { bought: 40, allowance: 8, hardCap: 48, firstDenied: 49 },
        { bought: 5, allowance: 1, hardCap: 6, firstDenied: 7 },
        { bought: 4, allowance: 0, hardCap: 4, firstDenied: 5 },
      ],
    });
    expect((await explain({ type: 'unlimited', value: 3 }, [3])).body.items).toEqual([
      { bought: 3, allowance: null, hardCap: null, firstDenied: null },
    ]);
  });

  it('refuses what could not be saved', async () => {
    expect(faultyFields(await explain({ type: 'percentage' }, [1]))).toEqual(['overdraftLimit.value']);
    expect(faultyFields(await explain({ type: 'absolute', value: -1 }, [1]))).toEqual([
      'overdraftLimit.value',
    ]);
    const tooMany = { type: 'absolute', value: 2147483647 };
    expect(faultyFields(await explain(tooMany, [0, 1]))).toEqual(['overdraftLimit.value']);
    expect((await explain(tooMany, [1], 'units')).body.items[0]).toMatchObject({ hardCap: 2147483648 });
    expect(faultyFields(await explain({ type: 'none' }, [2147483648]))).toEqual(['bought.0']);
  });
});
