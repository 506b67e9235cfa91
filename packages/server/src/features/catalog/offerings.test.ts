import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CheckedApi,
  checkedApi,
  defineFields,
  faultyFields,
  strangersApi,
} from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { offeringsBySku } from './index.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
let productId: string;
let edition: { id: string };
let plan: { id: string };

const year = { type: 'year', count: 1 };
const noInterval = { type: 'none', count: null };
const subscription = { licenseType: 'subscription', licenseStartType: 'activation', licenseDuration: year };

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
  productId = (await api('createProduct', 'POST /api/v1/products', { name: 'CAD' })).body.id;
  edition = (await api('createEdition', `POST /api/v1/products/${productId}/editions`, { name: 'Pro' })).body;
  plan = (await createPlan({ name: 'Yearly' })).body;
  await defineFields(api, 'offering', 'region', 'note', 'a');
});
afterAll(() => leeway?.stop());

const createPlan = (asked: object) => api('createPlan', 'POST /api/v1/plans', { ...subscription, ...asked });
const create = (asked: object) => api('createOffering', 'POST /api/v1/offerings', offering(asked));
const read = async (id: string, query = '') =>
  (await api('getOffering', `GET /api/v1/offerings/${id}${query}`)).body;
const offering = (asked: object) => ({
  name: 'CAD Pro',
  editionId: edition.id,
  planId: plan.id,
  seatCount: 100,
  concurrencyMode: 'concurrent',
  ...asked,
});

describe('plans', () => {
  it('are created, read, listed and replaced', async () => {
    const created = await createPlan({ name: 'Trial', planType: 'trial', description: 'try it' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...subscription,
      name: 'Trial',
      planType: 'trial',
      description: 'try it',
    });
    const at = `/api/v1/plans/${created.body.id}`;
    expect((await api('getPlan', `GET ${at}`)).body).toEqual(created.body);
    const put = { ...subscription, name: 'Month', licenseDuration: { type: 'month', count: 1 } };
    expect((await api('updatePlan', `PUT ${at}`, put)).status).toBe(204);
    const changed = { ...put, id: created.body.id, planType: null, description: null };
    expect((await api('getPlan', `GET ${at}`)).body).toEqual(changed);
    const list = await api('listPlans', 'GET /api/v1/plans?pageSize=1&pageNumber=2');
    expect(list.body).toEqual({ items: [changed], pageSize: 1, pageNumber: 2, elementsTotal: 2 });
  });

  it('store no duration for a perpetual licence', async () => {
    const perpetual = { licenseType: 'perpetual', licenseStartType: 'entitlementCreation' };
    const sent = await createPlan({ ...perpetual, name: 'Forever' });
    expect(sent.body.licenseDuration).toEqual(noInterval);
    const missing = await api('createPlan', 'POST /api/v1/plans', { ...perpetual, name: 'Forever 2' });
    expect(missing.body.licenseDuration).toEqual(noInterval);
  });

  it.each([
    ['none', { licenseDuration: { type: 'none' } }, 'licenseDuration.type'],
    ['null', { licenseDuration: null }, 'licenseDuration.type'],
    ['without a count', { licenseDuration: { type: 'year' } }, 'licenseDuration.count'],
    ['fine but the name blank', { name: ' ' }, 'name'],
  ])('refuse a subscription whose duration is %s', async (_, asked, field) => {
    const answer = await createPlan({ name: 'Refused', ...asked });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
  });

  it('have a name of their own', async () => {
    const answer = await createPlan({ name: 'Yearly' });
    expect([answer.status, ...faultyFields(answer)]).toEqual([409, 'name']);
    const other = await createPlan({ name: 'Other' });
    const put = { ...subscription, name: 'Yearly' };
    expect((await api('updatePlan', `PUT /api/v1/plans/${other.body.id}`, put)).status).toBe(409);
  });

  it('rule 41: are not there for another tenant', async () => {
    const put = { ...subscription, name: 'Mine' };
    expect((await stranger('getPlan', `GET /api/v1/plans/${plan.id}`)).status).toBe(404);
    expect((await stranger('updatePlan', `PUT /api/v1/plans/${plan.id}`, put)).status).toBe(404);
    expect((await stranger('listPlans', 'GET /api/v1/plans')).body.elementsTotal).toBe(0);
  });
});

describe('offerings', () => {
  it('have defaults for all that is not asked', async () => {
    const created = await create({ sku: ' CAD-100 ' });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      ...offering({ sku: 'CAD-100' }),
      id: expect.stringMatching(/^off_/),
      description: null,
      hasMaintenance: false,
      maintenanceDuration: noInterval,
      overdraftSeatLimit: { type: 'none', value: null },
      customFields: null,
      usageResetSchedule: 'never',
      gracePeriod: null,
    });
    expect(await read(created.body.id)).toEqual(created.body);
  });

  it('keep all that is asked', async () => {
    const asked = offering({
      sku: 'CAD-ALL',
      description: 'All of it',
      hasMaintenance: true,
      maintenanceDuration: { type: 'month', count: 6 },
      overdraftSeatLimit: { type: 'percentage', value: 20 },
      concurrencyMode: 'nodeLock',
      customFields: { region: 'EU', note: null },
      usageResetSchedule: 'monthly',
      gracePeriod: { type: 'none', count: 3 },
    });
    const created = await api('createOffering', 'POST /api/v1/offerings', asked);
    expect(created.body).toEqual({ ...asked, id: created.body.id, gracePeriod: noInterval });
    expect(await read(created.body.id)).toEqual(created.body);
  });

  it('expand edition, plan and stats on demand and pass over unknown words', async () => {
    const { body } = await create({ sku: 'CAD-EXPAND' });
    const expanded = await read(body.id, '?expand=edition,%20plan,stats,weather');
    expect(expanded).toMatchObject({
      edition: { ...edition, product: { id: productId, leasePeriod: { type: 'hour', count: 1 } } },
      plan,
      stats: { entitlementsCount: 0 },
    });
    const order = { skus: ['CAD-EXPAND', 'CAD-EXPAND'] };
    await api('createEntitlementGroup', 'POST /api/v1/entitlements/groups', order);
    expect((await read(body.id, '?expand=stats')).stats).toEqual({ entitlementsCount: 2 });
    expect(await read(body.id, '?expand=weather')).toEqual(body);
    const list = await api('listOfferings', 'GET /api/v1/offerings?expand=plan&pageSize=1');
    expect(list.body.items[0].plan).toEqual(plan);
    expect(list.body.items[0]).not.toHaveProperty('edition');
  });

  it('are filtered by product and plan', async () => {
    const otherProduct = (await api('createProduct', 'POST /api/v1/products', { name: 'CAM' })).body.id;
    const at = `POST /api/v1/products/${otherProduct}/editions`;
    const otherEdition = (await api('createEdition', at, { name: 'Lite' })).body;
    const otherPlan = (await createPlan({ name: 'Filter' })).body;
    const ofProduct = await create({ sku: 'CAM', editionId: otherEdition.id });
    const ofPlan = await create({ sku: 'CAD-FILTER', planId: otherPlan.id });
    const list = async (query: string) => {
      const { body } = await api('listOfferings', `GET /api/v1/offerings?${query}`);
      expect(body.elementsTotal).toBe(body.items.length);
      return body.items.map((item: { id: string }) => item.id);
    };
    expect(await list(`productId=${otherProduct}`)).toEqual([ofProduct.body.id]);
    expect(await list(`planId=${otherPlan.id}`)).toEqual([ofPlan.body.id]);
    expect(await list(`planId=${otherPlan.id}&productId=${otherProduct}`)).toEqual([]);
    expect((await list('')).length).toBeGreaterThan(2);
  });

  it.each([
    [
      'a negative overdraft',
      { overdraftSeatLimit: { type: 'absolute', value: -1 } },
      'overdraftSeatLimit.value',
    ],
    [
      'an overdraft without a value',
      { overdraftSeatLimit: { type: 'absolute' } },
      'overdraftSeatLimit.value',
    ],
    [
      'a hard cap past int32',
      { overdraftSeatLimit: { type: 'absolute', value: 2147483647 } },
      'overdraftSeatLimit.value',
    ],
    ['a duration without a count', { maintenanceDuration: { type: 'day' } }, 'maintenanceDuration.count'],
    ['a grace period without a count', { gracePeriod: { type: 'day' } }, 'gracePeriod.count'],
    ['an unknown edition', { editionId: `ed_${'x'.repeat(22)}` }, 'editionId'],
    ['an unknown plan', { planId: `plan_${'x'.repeat(22)}` }, 'planId'],
    ['a blank SKU', { sku: '  ' }, 'sku'],
    ['a blank name', { name: '  ' }, 'name'],
    ['a custom field that is no text', { customFields: { size: 3 } }, 'customFields.size'],
    ['no seat', { seatCount: 0 }, 'seatCount'],
  ])('refuse %s', async (what, asked, field) => {
    const answer = await create({ sku: 'REFUSED', ...asked });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
    const { body } = await create({ sku: `PATCHED ${what}` });
    const patched = await api('patchOffering', `PATCH /api/v1/offerings/${body.id}`, asked);
    expect([patched.status, ...faultyFields(patched)]).toEqual([422, field]);
    expect(await read(body.id)).toEqual(body);
  });

  it('allow the largest hard cap and any number above it only as unlimited', async () => {
    const most = { type: 'absolute', value: 2147483647 - 100 };
    expect((await create({ sku: 'MOST', overdraftSeatLimit: most })).status).toBe(201);
    const open = await create({ sku: 'OPEN', overdraftSeatLimit: { type: 'unlimited', value: 5 } });
    expect(open.body.overdraftSeatLimit).toEqual({ type: 'unlimited', value: null });
    const id = (await create({ sku: 'GROWS', overdraftSeatLimit: most })).body.id;
    const answer = await api('patchOffering', `PATCH /api/v1/offerings/${id}`, { seatCount: 101 });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'overdraftSeatLimit.value']);
  });

  it('keep with PATCH what is missing or null, and clear it with PUT', async () => {
    const asked = {
      sku: 'CHANGES',
      description: 'kept',
      customFields: { a: 'b' },
      gracePeriod: { type: 'day', count: 3 },
      overdraftSeatLimit: { type: 'absolute', value: 5 },
      usageResetSchedule: 'onRenewal',
    };
    const { body } = await create(asked);
    const at = `/api/v1/offerings/${body.id}`;
    const patch = { seatCount: 7, description: null, gracePeriod: null, customFields: null, sku: null };
    expect((await api('patchOffering', `PATCH ${at}`, patch)).status).toBe(204);
    expect(await read(body.id)).toEqual({ ...body, seatCount: 7 });
    expect((await api('patchOffering', `PATCH ${at}`, {})).status).toBe(204);
    expect((await api('updateOffering', `PUT ${at}`, offering({ sku: 'CHANGED' }))).status).toBe(204);
    expect(await read(body.id)).toMatchObject({
      sku: 'CHANGED',
      seatCount: 100,
      description: null,
      customFields: null,
      gracePeriod: null,
      overdraftSeatLimit: { type: 'none', value: null },
      usageResetSchedule: 'never',
    });
  });

  it('have a SKU of their own within the tenant, blanks at its ends aside', async () => {
    await create({ sku: 'UNIQUE' });
    const other = await create({ sku: 'UNIQUE-2' });
    const again = await create({ sku: ' UNIQUE' });
    expect([again.status, ...faultyFields(again)]).toEqual([409, 'sku']);
    const at = `/api/v1/offerings/${other.body.id}`;
    expect((await api('patchOffering', `PATCH ${at}`, { sku: 'UNIQUE ' })).status).toBe(409);
    expect((await api('updateOffering', `PUT ${at}`, offering({ sku: 'UNIQUE' }))).status).toBe(409);
  });

  it('rule 41: neither they nor what they refer to are there for another tenant', async () => {
    const { body } = await create({ sku: 'SECRET' });
    const at = `/api/v1/offerings/${body.id}`;
    const asked = offering({ sku: 'STOLEN' });
    expect((await stranger('getOffering', `GET ${at}`)).status).toBe(404);
    expect((await stranger('patchOffering', `PATCH ${at}`, { name: 'x' })).status).toBe(404);
    expect((await stranger('updateOffering', `PUT ${at}`, asked)).status).toBe(404);
    const stolen = await stranger('createOffering', 'POST /api/v1/offerings', asked);
    expect([stolen.status, stolen.body.errorCode, ...faultyFields(stolen)]).toEqual([
      422,
      'unknownReference',
      'editionId',
    ]);
    expect((await stranger('listOfferings', 'GET /api/v1/offerings')).body.items).toEqual([]);
  });

  it('rule 6: are handed to a sale whole, by their SKU', async () => {
    const { body } = await create({ sku: 'SALE', overdraftSeatLimit: { type: 'percentage', value: 20 } });
    const found = await offeringsBySku(leeway.database, leeway.tenantId, ['SALE', 'UNKNOWN']);
    expect([...found.keys()]).toEqual(['SALE']);
    const product = { id: productId, gracePeriod: noInterval };
    expect(found.get('SALE')).toMatchObject({ ...body, plan, edition: { ...edition, product } });
  });
});
