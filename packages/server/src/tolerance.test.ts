import { apiVersion } from '@leeway/contract';
import { checkSchema } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from './testing/checked-api.ts';
import { type Leeway, startLeeway } from './testing/leeway.ts';
import { type Sold, sell } from './testing/sell.ts';

/** What clients of earlier versions send, and what they must learn anew: the tables of the contract, row by row. */

let leeway: Leeway;
let api: CheckedApi;
let named = 0;
const fresh = (prefix: string) => {
  named += 1;
  return `${prefix}-${named}`;
};

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const products = '/api/v1/products';
const entitlements = '/api/v1/entitlements';
const activations = `${entitlements}/activations`;

/** Expects `status`; answers the body. */
const ok = async (status: number, operationId: string, request: string, body?: unknown) => {
  const answer = await api(operationId, request, body);
  expect(answer.status, `${operationId}: ${JSON.stringify(answer.body)}`).toBe(status);
  return answer.body;
};
const newProduct = () => ok(201, 'createProduct', `POST ${products}`, { name: fresh('product') });
const offeringOf = (sold: Sold) => ({
  ...{ name: fresh('offering'), sku: fresh('sku'), editionId: sold.editionId, planId: sold.planId },
  ...{ seatCount: 10, concurrencyMode: 'concurrent' },
});
const updateEntitlement = (sold: Sold, body: unknown, query = '') =>
  ok(204, 'updateEntitlement', `PATCH ${entitlements}/${sold.entitlementId}${query}`, body);
const newSeat = async (sold: Sold) => (await sold.activate(fresh('seat'))).body.id as string;
const featureOf = async (sold: Sold, key: string) => {
  const { features } = await sold.entitlement('features');
  return features.find((feature: { key: string }) => feature.key === key);
};
const attribute = () => ({ type: 'string', key: fresh('attribute') });

describe('what a tolerant server accepts', () => {
  it.each(['none', 'unlimited'])('overdraft {type: %s, value: n}: the value is dropped', async (type) => {
    const sold = await sell(leeway, { features: [{ key: 'pool', type: 'elementPool', value: 10 }] });
    const asked = { type, value: 7 };
    const kept = { type, value: null };

    const offering = { ...offeringOf(sold), overdraftSeatLimit: asked };
    const created = await ok(201, 'createOffering', 'POST /api/v1/offerings', offering);
    expect(created.overdraftSeatLimit).toEqual(kept);
    const at = `/api/v1/offerings/${created.id}`;
    await ok(204, 'updateOffering', `PUT ${at}`, offering);
    await ok(204, 'patchOffering', `PATCH ${at}`, { overdraftSeatLimit: asked });
    expect((await ok(200, 'getOffering', `GET ${at}`)).overdraftSeatLimit).toEqual(kept);

    const feature = { key: fresh('feature'), type: 'elementPool', value: 1, overdraftLimit: asked };
    const global = await ok(201, 'createFeature', 'POST /api/v1/features', feature);
    expect(global.overdraftLimit).toEqual(kept);
    const features = `${products}/${sold.productId}/features`;
    const own = await ok(201, 'createProductFeature', `POST ${features}`, {
      ...feature,
      key: fresh('feature'),
    });
    expect(own.overdraftLimit).toEqual(kept);
    await ok(204, 'updateProductFeature', `PUT ${features}/${own.id}`, { overdraftLimit: asked });
    const ofEdition = `${products}/${sold.productId}/editions/${sold.editionId}/features/${own.id}`;
    await ok(204, 'updateEditionFeature', `PUT ${ofEdition}`, { value: 5, overdraftLimit: asked });
    expect((await ok(200, 'getEditionFeature', `GET ${ofEdition}`)).overdraftLimit).toEqual(kept);

    const { id } = await featureOf(sold, 'pool');
    await updateEntitlement(sold, {
      overdraftSeatLimit: asked,
      features: [{ id, value: 3, overdraftLimit: asked }],
    });
    expect((await sold.entitlement()).overdraftSeatLimit).toEqual(kept);
    expect(await featureOf(sold, 'pool')).toMatchObject({ value: 3, overdraftLimit: kept });
  });

  it('{type: none, count: 1} in every interval: count is null', async () => {
    const none = { type: 'none', count: 1 };
    const kept = { type: 'none', count: null };
    const sold = await sell(leeway);
    const periods = { leasePeriod: none, offlineLeasePeriod: none, gracePeriod: none };
    const keptPeriods = { leasePeriod: kept, offlineLeasePeriod: kept, gracePeriod: kept };

    const { id: productId, name } = await newProduct();
    const product = `${products}/${productId}`;
    const hour = { type: 'hour', count: 1 };
    for (const [id, request, body] of [
      ['updateProduct', `PUT ${product}`, { name, ...periods, leasePeriod: hour }],
      ['patchProduct', `PATCH ${product}`, { offlineLeasePeriod: none, gracePeriod: none }],
    ] as const) {
      await ok(204, id, request, body);
      expect(await ok(200, 'getProduct', `GET ${product}`)).toMatchObject({
        gracePeriod: kept,
        offlineLeasePeriod: kept,
      });
    }

    const plan = await ok(201, 'createPlan', 'POST /api/v1/plans', {
      ...{ name: fresh('plan'), licenseType: 'perpetual', licenseStartType: 'activation' },
      licenseDuration: none,
    });
    expect(plan.licenseDuration).toEqual(kept);

    const offering = { ...offeringOf(sold), maintenanceDuration: none, gracePeriod: none };
    const created = await ok(201, 'createOffering', 'POST /api/v1/offerings', offering);
    const at = `/api/v1/offerings/${created.id}`;
    await ok(204, 'updateOffering', `PUT ${at}`, offering);
    await ok(204, 'patchOffering', `PATCH ${at}`, { maintenanceDuration: none, gracePeriod: none });
    expect(await ok(200, 'getOffering', `GET ${at}`)).toMatchObject({
      maintenanceDuration: kept,
      gracePeriod: kept,
    });

    await updateEntitlement(sold, { offlineLeasePeriod: none, gracePeriod: none });
    const { leasePeriod: _, ...others } = keptPeriods;
    expect(await sold.entitlement()).toMatchObject(others);
  });

  it('body fields repeated in the query, lists included: the body counts', async () => {
    const sold = await sell(leeway, {
      seatCount: 10,
      features: [{ key: 'pool', type: 'elementPool', value: 10 }],
    });
    const { id } = await featureOf(sold, 'pool');
    const query = new URLSearchParams([
      ['seatCount', '99'],
      ['overdraftSeatLimit.type', 'none'],
      ['features', id],
      ['features', 'not an id'],
      ['features[0].id', 'not an id either'],
      ['attributes', '[]'],
      ['expiryDate', 'never'],
    ]);
    await updateEntitlement(sold, { seatCount: 12, features: [{ id, value: 4 }] }, `?${query}`);
    expect((await sold.entitlement()).seatCount).toBe(12);
    expect((await featureOf(sold, 'pool')).value).toBe(4);

    const repeated =
      'resetSeatCount=false&resetFeatures=x&resetFeatures=y&resetAttributes=&resetGracePeriod=maybe';
    await ok(
      204,
      'resetEntitlementOverrides',
      `PATCH ${entitlements}/${sold.entitlementId}/reset-overrides?${repeated}`,
      { resetSeatCount: true, resetFeatures: [id] },
    );
    expect((await sold.entitlement()).seatCount).toBe(10);
    expect((await featureOf(sold, 'pool')).value).toBe(10);
  });

  it.each<[string, string, Record<string, string>]>([
    ['none', '', {}],
    ['N-ApiVersion', '', { 'N-ApiVersion': apiVersion }],
    ['N-Api-Version', '', { 'N-Api-Version': apiVersion }],
    ['query n-api-version', `?n-api-version=${apiVersion}`, {}],
  ])('%s: same meaning, answered with N-ApiVersion', async (_which, query, headers) => {
    const answer = await leeway.api('GET', `${products}${query}`, undefined, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('N-ApiVersion')).toBe(apiVersion);
  });

  it('PUT instead of PATCH on an entitlement: the same operation', async () => {
    const sold = await sell(leeway, { seatCount: 10 });
    await ok(204, 'updateEntitlementLegacy', `PUT ${entitlements}/${sold.entitlementId}`, {
      overdraftSeatLimit: { type: 'absolute', value: 3 },
    });
    expect(await sold.entitlement()).toMatchObject({ seatCount: 10, overdraftSeatCount: 3 });
  });

  it('POST /entitlements {sku}: a group with one entitlement', async () => {
    const { sku } = await sell(leeway);
    const group = await ok(201, 'createEntitlementLegacy', `POST ${entitlements}`, { sku });
    expect(group.entitlements).toMatchObject([{ sku }]);
    expect(group.activationCodes).toHaveLength(1);
  });

  it('PATCH …/checkout and …/return without /features: the present paths', async () => {
    const sold = await sell(leeway, { features: [{ key: 'pool', type: 'elementPool', value: 10 }] });
    const seat = `${activations}/${await newSeat(sold)}`;
    const out = await leeway.api('PATCH', `${seat}/checkout`, { key: 'pool', amount: 4 });
    expect(out).toMatchObject({ status: 200, body: { key: 'pool', active: 4 } });
    const back = await leeway.api('PATCH', `${seat}/return`, { key: 'pool', amount: 1 });
    expect(back).toMatchObject({ status: 200, body: { key: 'pool', active: 3 } });
  });

  it('top-level activationCode, no activationCredentials: read as {type: activationCode, code}', async () => {
    const sold = await sell(leeway);
    const { productId, code } = sold;
    const seat = await ok(201, 'createActivation', `POST ${activations}`, {
      productId,
      activationCode: code,
      seatId: 'old',
    });
    expect(seat).toMatchObject({ activationMethod: 'activationCode', entitlementId: sold.entitlementId });
  });

  it('unused members next to the chosen type: type decides, the rest is ignored', async () => {
    const sold = await sell(leeway);
    const { productId, code } = sold;
    const unused = { token: 'x', password: '', username: null, claimValue: 7 };
    await ok(201, 'createActivation', `POST ${activations}`, {
      ...{ productId, seatId: 'full', activationCode: 'ANOTHER-CODE' },
      activationCredentials: { type: 'activationCode', code, ...unused },
    });

    const customer = await ok(201, 'createCustomer', 'POST /api/v1/customers', { name: fresh('customer') });
    const contacts = `/api/v1/customers/${customer.id}/contacts`;
    const contact = await ok(201, 'createContact', `POST ${contacts}`, { email: 'a@example.com' });
    const credentials = `${contacts}/${contact.id}/credentials`;
    await ok(204, 'updateContactCredentials', `PATCH ${credentials}`, {
      authentication: { type: 'openIdToken', claimValue: 'sub-1', password: 'x', code: null, token: 1 },
      role: 'user',
    });
    expect((await ok(200, 'getContactCredentials', `GET ${credentials}`)).authentication).toEqual({
      type: 'openIdToken',
      claimValue: 'sub-1',
    });
    await ok(204, 'updateContactCredentials', `PATCH ${credentials}`, {
      authentication: { type: 'password', claimValue: null, token: 'x' },
      role: 'admin',
    });
    const changed = await ok(200, 'getContactCredentials', `GET ${credentials}`);
    expect(changed).toMatchObject({ authentication: { type: 'password' }, role: 'admin' });
  });

  it('force at the deletion of an activation: ignored', async () => {
    const sold = await sell(leeway);
    for (const query of ['?force=true', '?force=false']) {
      await ok(204, 'deleteActivation', `DELETE ${activations}/${await newSeat(sold)}${query}`);
    }
    expect((await sold.entitlement()).seatsUsed).toBe(0);
    const seat = await newSeat(sold);
    const answer = await leeway.api('DELETE', `${activations}/${seat}`, { force: true });
    expect(answer.status).toBe(204);
  });

  it('lingerPeriod and resetLingerPeriod: ignored', async () => {
    const lingerPeriod = { type: 'hour', count: 2 };
    const product = await ok(201, 'createProduct', `POST ${products}`, {
      name: fresh('product'),
      lingerPeriod,
    });
    expect(product).not.toHaveProperty('lingerPeriod');
    const hour = { type: 'hour', count: 1 };
    const periods = { leasePeriod: hour, offlineLeasePeriod: hour, gracePeriod: { type: 'none' } };
    const at = `${products}/${product.id}`;
    await ok(204, 'updateProduct', `PUT ${at}`, { name: product.name, ...periods, lingerPeriod });
    await ok(204, 'patchProduct', `PATCH ${at}`, { description: 'x', lingerPeriod: null });
    expect(await ok(200, 'getProduct', `GET ${at}`)).toMatchObject({
      description: 'x',
      ...{ leasePeriod: hour },
    });

    const sold = await sell(leeway);
    await updateEntitlement(sold, { seatCount: 7, lingerPeriod });
    const entitlement = `${entitlements}/${sold.entitlementId}`;
    await ok(204, 'resetEntitlementOverrides', `PATCH ${entitlement}/reset-overrides`, {
      resetSeatCount: true,
      resetLingerPeriod: true,
    });
    expect((await sold.entitlement()).seatCount).toBe(100);
  });

  it('feature type consumption is usageCount; floating has no successor', async () => {
    const product = await newProduct();
    for (const [id, at] of [
      ['createProductFeature', `${products}/${product.id}/features`],
      ['createFeature', '/api/v1/features'],
    ] as const) {
      const feature = { key: fresh('feature'), value: 5 };
      const created = await ok(201, id, `POST ${at}`, { ...feature, type: 'consumption' });
      expect(created).toMatchObject({ ...feature, type: 'usageCount' });
      const refused = await api(id, `POST ${at}`, { key: fresh('feature'), value: 5, type: 'floating' });
      expect(refused.status).toBe(422);
      expect(faultyFields(refused)).toEqual(['type']);
    }
  });

  it('pageNumber and pageSize on un-paged lists: ignored', async () => {
    const sold = await sell(leeway, {
      features: [
        { key: 'a', type: 'bool' },
        { key: 'b', type: 'bool' },
      ],
    });
    const product = `${products}/${sold.productId}`;
    const edition = `${product}/editions/${sold.editionId}`;
    for (const at of [product, '/api/v1'])
      for (const _ of [1, 2]) {
        const id = at === product ? 'createProductAttribute' : 'createAttribute';
        await ok(201, id, `POST ${at}/attributes`, attribute());
      }
    for (const [id, at] of [
      ['listProductFeatures', `${product}/features`],
      ['listEditionFeatures', `${edition}/features`],
      ['listFeatures', '/api/v1/features'],
      ['listProductAttributes', `${product}/attributes`],
      ['listEditionAttributes', `${edition}/attributes`],
      ['listAttributes', '/api/v1/attributes'],
    ] as const) {
      const all = await ok(200, id, `GET ${at}`);
      expect(all.items.length, id).toBeGreaterThanOrEqual(2);
      for (const query of ['pageNumber=2&pageSize=1', 'pageNumber=0&pageSize=x']) {
        expect(await ok(200, id, `GET ${at}?${query}`), id).toEqual(all);
      }
    }
  });

  it('unknown words in expand, expand=stats on a customer: ignored', async () => {
    const sold = await sell(leeway);
    const customer = await ok(201, 'createCustomer', 'POST /api/v1/customers', { name: fresh('customer') });
    const at = `/api/v1/customers/${customer.id}`;
    expect(await ok(200, 'getCustomer', `GET ${at}?expand=stats`)).toEqual(
      await ok(200, 'getCustomer', `GET ${at}`),
    );
    for (const [id, path] of [
      ['getEntitlement', `${entitlements}/${sold.entitlementId}`],
      ['listEntitlements', entitlements],
      ['getEntitlementGroup', `${entitlements}/groups/${sold.groupId}`],
      ['listEntitlementGroups', `${entitlements}/groups`],
      ['getOffering', `/api/v1/offerings/${sold.offeringId}`],
      ['listOfferings', '/api/v1/offerings'],
      ['listCustomers', '/api/v1/customers'],
      ['getProduct', `${products}/${sold.productId}`],
    ] as const) {
      const plain = await ok(200, id, `GET ${path}`);
      expect(await ok(200, id, `GET ${path}?expand=nothing,%20,known%2B`), id).toEqual(plain);
    }
    const expanded = await ok(
      200,
      'getEntitlement',
      `GET ${entitlements}/${sold.entitlementId}?expand=nothing,product,stats`,
    );
    expect(expanded.product).toMatchObject({ id: sold.productId });
  });

  it('attributes, features, validationRules as JSON text, {} for an empty list: read as lists', async () => {
    const sold = await sell(leeway, { features: [{ key: 'pool', type: 'elementPool', value: 10 }] });
    const at = `${products}/${sold.productId}/attributes`;
    const rules = [{ ruleType: 'regex', regex: '^a', errorMessage: 'begins with a' }];
    const made = await ok(201, 'createProductAttribute', `POST ${at}`, {
      ...attribute(),
      value: 'abc',
      validationRules: JSON.stringify(rules),
    });
    expect(made.validationRules).toEqual(rules);
    await ok(204, 'updateProductAttribute', `PUT ${at}/${made.id}`, {
      ...{ key: made.key, value: 'abc' },
      validationRules: JSON.stringify([{ ruleType: 'email' }].slice(1)),
    });
    await ok(204, 'updateProductAttribute', `PUT ${at}/${made.id}`, {
      ...{ key: made.key, value: 'abc' },
      validationRules: {},
    });
    const cleared = await ok(200, 'getProductAttribute', `GET ${at}/${made.id}`);
    expect(cleared.validationRules ?? []).toEqual([]);
    await ok(201, 'createAttribute', 'POST /api/v1/attributes', { ...attribute(), validationRules: '{}' });

    const { id } = await featureOf(sold, 'pool');
    await updateEntitlement(sold, {
      features: JSON.stringify([{ id, value: 6 }]),
      attributes: JSON.stringify([{ id: made.id, value: 'xyz' }]),
    });
    expect((await featureOf(sold, 'pool')).value).toBe(6);
    const own = async () =>
      (await sold.entitlement('attributes')).attributes.find((one: { id: string }) => one.id === made.id);
    expect(await own()).toMatchObject({ value: 'xyz', edited: true });
    await updateEntitlement(sold, { features: {}, attributes: '{}' });
    expect((await featureOf(sold, 'pool')).value).toBe(6);
    expect(await own()).toMatchObject({ value: 'xyz' });
  });

  it('attributes or features null in an update of an entitlement: left untouched', async () => {
    const sold = await sell(leeway, { features: [{ key: 'pool', type: 'elementPool', value: 10 }] });
    const { id } = await featureOf(sold, 'pool');
    const product = `${products}/${sold.productId}`;
    const made = await ok(201, 'createProductAttribute', `POST ${product}/attributes`, attribute());
    await updateEntitlement(sold, {
      features: [{ id, value: 6 }],
      attributes: [{ id: made.id, value: 'mine' }],
    });
    await updateEntitlement(sold, { seatCount: 50, attributes: null, features: null });
    const { seatCount, features, attributes } = await sold.entitlement('features,attributes');
    expect(seatCount).toBe(50);
    const edited = ({ edited }: { edited: boolean }) => edited;
    expect(features.filter(edited)).toMatchObject([{ id, value: 6 }]);
    expect(attributes.filter(edited)).toMatchObject([{ id: made.id, value: 'mine' }]);
  });

  it('dates without zone: UTC', async () => {
    const sold = await sell(leeway);
    const expiryDate = '2031-03-04T05:06:07';
    await updateEntitlement(sold, { expiryDate });
    expect((await sold.entitlement()).expiryDate).toBe(`${expiryDate}.000Z`);
    await updateEntitlement(sold, { hasMaintenance: true, maintenanceExpiryDate: '2031-03-04' });
    expect((await sold.entitlement()).maintenanceExpiryDate).toBe('2031-03-04T00:00:00.000Z');

    const customer = await ok(201, 'createCustomer', 'POST /api/v1/customers', {
      ...{ name: fresh('customer'), contractStartDate: '2026-01-31T23:59:59.5' },
    });
    expect(customer.contractStartDate).toBe('2026-01-31T23:59:59.500Z');

    await newSeat(sold);
    const log = `${entitlements}/${sold.entitlementId}/activations-log`;
    const until = async (dateTo: string) =>
      (await ok(200, 'listEntitlementActivationLog', `GET ${log}?dateTo=${dateTo}`)).elementsTotal;
    const later = new Date(leeway.clock.now() + 60_000).toISOString().slice(0, 19);
    expect([await until('2001-01-01T00:00:00'), await until(later)]).toEqual([0, 1]);
  });

  it('showActivationsGraph true/false: user / none', async () => {
    const at = '/api/v1/account/eup/settings';
    for (const [sent, kept] of [
      [false, 'none'],
      [true, 'user'],
      ['admin', 'admin'],
    ] as const) {
      await ok(204, 'updatePortalSettings', `PATCH ${at}`, { showActivationsGraph: sent });
      expect((await ok(200, 'getPortalSettings', `GET ${at}`)).showActivationsGraph).toBe(kept);
    }
  });
});

describe('what an earlier client must learn anew', () => {
  it('checkout, return: 200 with ActivationFeatureModel', async () => {
    const sold = await sell(leeway, { features: [{ key: 'pool', type: 'elementPool', value: 10 }] });
    const id = await newSeat(sold);
    for (const answer of [await sold.checkout(id, 'pool', 2), await sold.giveBack(id, 'pool', 1)]) {
      expect(answer.status).toBe(200);
      expect(checkSchema('ActivationFeatureModel', answer.body)).toBeNull();
    }
  });

  it('create and refresh activation: ActivationStateModel', async () => {
    const sold = await sell(leeway);
    const created = await sold.activate('a');
    leeway.clock.advance(1_000);
    for (const answer of [created, await sold.refresh(created.body.id)]) {
      expect(checkSchema('ActivationStateModel', answer.body)).toBeNull();
      expect(answer.body).toMatchObject({
        entitlementStatus: 'active',
        attributes: expect.any(Array),
        features: expect.any(Array),
      });
    }
  });

  it('list of customers, offerings, groups: shorter list models', async () => {
    const sold = await sell(leeway);
    const customer = await ok(201, 'createCustomer', 'POST /api/v1/customers', { name: fresh('customer') });
    const pages = {
      customers: '/api/v1/customers',
      offerings: '/api/v1/offerings',
      groups: `${entitlements}/groups`,
    };
    const one = async (id: string, path: string, wanted: string) =>
      (await ok(200, id, `GET ${path}?pageSize=1000`)).items.find(
        (item: { id: string }) => item.id === wanted,
      );
    const listed = await one('listCustomers', pages.customers, customer.id);
    const offering = await one('listOfferings', pages.offerings, sold.offeringId);
    const group = await one('listEntitlementGroups', pages.groups, sold.groupId);
    expect(checkSchema('CustomerListModel', listed)).toBeNull();
    expect(checkSchema('OfferingListModel', offering)).toBeNull();
    expect(checkSchema('EntitlementGroupListModel', group)).toBeNull();
    expect(listed).not.toHaveProperty('address');
    expect(offering).not.toHaveProperty('usageResetSchedule');
    expect(group).not.toHaveProperty('licenseFile');
  });

  it('limits: sku 50, customer name 255, seat id 100', async () => {
    const sold = await sell(leeway);
    const offering = (length: number) =>
      api('createOffering', 'POST /api/v1/offerings', {
        ...offeringOf(sold),
        sku: fresh('sku').padEnd(length, 'x'),
      });
    const customer = (length: number) =>
      api('createCustomer', 'POST /api/v1/customers', { name: 'x'.repeat(length) });
    const seat = (length: number) => sold.activate('x'.repeat(length));
    for (const [make, max] of [
      [offering, 50],
      [customer, 255],
      [seat, 100],
    ] as const) {
      expect((await make(max)).status).toBe(201);
      expect((await make(max + 1)).status).toBe(422);
    }
  });

  it('feature value in requests: may be null or missing', async () => {
    const product = await newProduct();
    const at = `POST ${products}/${product.id}/features`;
    for (const value of [{}, { value: null }]) {
      const feature = { key: fresh('feature'), type: 'elementPool', ...value };
      expect((await ok(201, 'createProductFeature', at, feature)).value).toBeNull();
    }
  });

  it('portal users below a customer, authorized-users on groups: contacts, credentials, authorized-contacts', async () => {
    const sold = await sell(leeway);
    const customer = await ok(201, 'createCustomer', 'POST /api/v1/customers', { name: fresh('customer') });
    const below = `/api/v1/customers/${customer.id}`;
    const group = `${entitlements}/groups/${sold.groupId}`;
    for (const gone of [`${below}/users`, `${group}/authorized-users`]) {
      expect(await leeway.api('GET', gone)).toMatchObject({ status: 404, body: { errorCode: 'notFound' } });
    }
    await ok(204, 'updateEntitlementGroup', `PATCH ${group}`, { customerId: customer.id });
    const contact = await ok(201, 'createContact', `POST ${below}/contacts`, { email: 'b@example.com' });
    await ok(200, 'getContactCredentials', `GET ${below}/contacts/${contact.id}/credentials`);
    await ok(204, 'assignAuthorizedContact', `POST ${group}/authorized-contacts`, { id: contact.id });
    const listed = await ok(200, 'listAuthorizedContacts', `GET ${group}/authorized-contacts`);
    expect(listed.items).toMatchObject([{ id: contact.id }]);
  });

  it('portal CSS file: themeOverrides', async () => {
    const at = '/api/v1/account/eup/settings';
    const themeOverrides = { 'primary-color': '#0a7', radius: '4px' };
    await ok(204, 'updatePortalSettings', `PATCH ${at}`, { themeOverrides });
    expect((await ok(200, 'getPortalSettings', `GET ${at}`)).themeOverrides).toEqual(themeOverrides);
    expect((await leeway.api('POST', '/api/v1/account/eup/css', {})).status).toBe(404);
  });

  it('interval second: present', async () => {
    const sold = await sell(leeway, { leasePeriod: { type: 'second', count: 30 } });
    const { body } = await sold.activate('a');
    expect(Date.parse(body.leaseExpiry) - Date.parse(body.lastLease)).toBe(30_000);
    expect((await sold.entitlement()).leasePeriod).toEqual({ type: 'second', count: 30 });
  });

  it('409: documented on every operation', async () => {
    const response = await fetch(`${leeway.baseUrl}/openapi/v1/latest/openapi.json`);
    const document = (await response.json()) as {
      paths: Record<string, Record<string, { operationId?: string; responses: Record<string, unknown> }>>;
    };
    const served = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .filter(({ operationId }) => operationId !== undefined);
    expect(served.length).toBeGreaterThan(100);
    for (const { operationId, responses } of served) expect(responses, operationId).toHaveProperty('409');
  });
});

describe('clients that announce JSON with every request', () => {
  const announced = { 'content-type': 'application/json' };

  it('need send no body where none is taken', async () => {
    const { entitlementId } = await sell(leeway);
    for (const path of ['disable', 'enable']) {
      const answer = await leeway.api('PATCH', `${entitlements}/${entitlementId}/${path}`, '', announced);
      expect(answer.status).toBe(204);
    }
    expect(
      (await leeway.api('POST', `${entitlements}/${entitlementId}/provision`, '', announced)).status,
    ).toBe(204);
  });

  it('are told when one is missing', async () => {
    const answer = await leeway.api('POST', products, '', announced);
    expect([answer.status, answer.body.errorCode]).toEqual([400, 'malformedBody']);
  });
});
