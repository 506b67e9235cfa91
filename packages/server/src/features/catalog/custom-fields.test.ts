import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { newProduct } from './testing/catalogue.ts';

let leeway: Leeway;
let api: CheckedApi;
let editionId: string;
let planId: string;

const path = '/api/v1/account/custom-fields';

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  editionId = (await newProduct(api)).pro.split('/').at(-1) ?? '';
  const perpetual = { name: 'Ever', licenseType: 'perpetual', licenseStartType: 'activation' };
  planId = (await api('createPlan', 'POST /api/v1/plans', perpetual)).body.id;
});
afterAll(() => leeway?.stop());

let names = 0;
/** Keys hold letters only. */
const newKey = () => {
  names += 1;
  return `key.${String(names).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`;
};
const define = (asked: object) => api('createCustomField', `POST ${path}`, asked);
const defined = async (entityType: string, more: object = {}) => {
  const { status, body } = await define({ entityType, key: newKey(), ...more });
  expect(status).toBe(201);
  return body;
};
const change = (field: { id: string }, to: object) =>
  api('updateCustomField', `PUT ${path}/${field.id}`, { ...field, ...to });

/** Customers and offerings, which have custom fields alike. */
const entities = {
  customer: {
    body: (customFields: unknown) => ({ name: 'Globex', customFields }),
    create: (body: object) => api('createCustomer', 'POST /api/v1/customers', body),
    replace: (id: string, body: object) => api('updateCustomer', `PUT /api/v1/customers/${id}`, body),
    read: (id: string) => api('getCustomer', `GET /api/v1/customers/${id}`),
  },
  offering: {
    body: (customFields: unknown) => {
      names += 1;
      const seats = { seatCount: 1, concurrencyMode: 'concurrent' };
      return { name: 'Pro', sku: `SKU ${names}`, editionId, planId, ...seats, customFields };
    },
    create: (body: object) => api('createOffering', 'POST /api/v1/offerings', body),
    replace: (id: string, body: object) => api('updateOffering', `PUT /api/v1/offerings/${id}`, body),
    read: (id: string) => api('getOffering', `GET /api/v1/offerings/${id}`),
  },
};

describe('custom fields', () => {
  it('are defined, read, changed and listed, of all and of one type', async () => {
    const field = await defined('customer', { group: 'CRM', displayName: 'Tier' });
    expect(field).toEqual({
      id: expect.stringMatching(/^cf_/),
      entityType: 'customer',
      key: field.key,
      group: 'CRM',
      displayName: 'Tier',
      unique: false,
    });
    expect((await api('getCustomField', `GET ${path}/${field.id}`)).body).toEqual(field);
    const renamed = { entityType: 'customer', key: newKey() };
    expect((await api('updateCustomField', `PUT ${path}/${field.id}`, renamed)).status).toBe(204);
    const after = { id: field.id, ...renamed, group: null, displayName: null, unique: false };
    expect((await api('getCustomField', `GET ${path}/${field.id}`)).body).toEqual(after);
    const other = await defined('offering');
    const all = (await api('listCustomFields', `GET ${path}`)).body;
    expect(all.items).toEqual(expect.arrayContaining([after, other]));
    expect(all.elementsTotal).toBe(all.items.length);
    const some = (await api('listEntityCustomFields', `GET ${path}/offering/entity`)).body;
    expect(some.items.map(({ key }: { key: string }) => key)).toContain(other.key);
    expect(some.items.map(({ key }: { key: string }) => key)).not.toContain(after.key);
    expect(some.items[0]).not.toHaveProperty('id');
  });

  it('have a key of their own within their type', async () => {
    const field = await defined('customer');
    const again = await define({ entityType: 'customer', key: field.key });
    expect([again.status, ...faultyFields(again)]).toEqual([409, 'key']);
    const renamed = await change(await defined('customer'), { key: field.key });
    expect([renamed.status, ...faultyFields(renamed)]).toEqual([409, 'key']);
    await defined('offering', { key: field.key });
    const moved = await change(field, { entityType: 'offering' });
    expect([moved.status, ...faultyFields(moved)]).toEqual([422, 'entityType']);
  });

  it.each([
    ['a key with capitals', { key: 'Tier' }, 'key'],
    ['a key that ends in a dot', { key: 'tier.' }, 'key'],
    ['an unknown type', { entityType: 'entitlement' }, 'entityType'],
    ['a long name', { displayName: 'x'.repeat(51) }, 'displayName'],
  ])('refuse %s', async (_, asked, name) => {
    const answer = await define({ entityType: 'customer', key: 'fine', ...asked });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, name]);
  });

  it('rule 41: are not there for another tenant', async () => {
    const field = await defined('customer');
    const stranger = await strangersApi(leeway);
    expect((await stranger('getCustomField', `GET ${path}/${field.id}`)).status).toBe(404);
    expect((await stranger('updateCustomField', `PUT ${path}/${field.id}`, field)).status).toBe(404);
    expect((await stranger('listCustomFields', `GET ${path}`)).body.items).toEqual([]);
    const body = { name: 'X', customFields: { [field.key]: 'x' } };
    expect((await stranger('createCustomer', 'POST /api/v1/customers', body)).status).toBe(422);
  });
});

describe.each(Object.entries(entities))('of a %s', (entityType, entity) => {
  const create = (customFields: unknown): Promise<Answer> => entity.create(entity.body(customFields));
  const created = async (customFields: unknown) => {
    const { status, body } = await create(customFields);
    expect(status).toBe(201);
    return body.id as string;
  };
  const replace = (id: string, customFields: unknown) => entity.replace(id, entity.body(customFields));
  const read = async (id: string) => (await entity.read(id)).body.customFields;

  it('only defined ones are taken, and the refusal tells how to define one', async () => {
    const { key } = await defined(entityType);
    const other = await defined(entityType === 'customer' ? 'offering' : 'customer');
    const id = await created({ [key]: 'gold' });
    expect(await read(id)).toEqual({ [key]: 'gold' });
    for (const answer of [await create({ [other.key]: 'x' }), await replace(id, { [other.key]: 'x' })]) {
      expect([answer.status, ...faultyFields(answer)]).toEqual([422, `customFields.${other.key}`]);
      expect(answer.body.detail).toContain('POST /api/v1/account/custom-fields');
    }
    expect(await read(id)).toEqual({ [key]: 'gold' });
  });

  it('a unique value is had by one; null and empty texts by any number', async () => {
    const { key } = await defined(entityType, { unique: true });
    const first = await created({ [key]: 'A-1' });
    const again = await create({ [key]: 'A-1' });
    expect([again.status, ...faultyFields(again)]).toEqual([409, `customFields.${key}`]);
    const second = await created({ [key]: 'A-2' });
    expect((await replace(second, { [key]: 'A-1' })).status).toBe(409);
    expect((await replace(first, { [key]: 'A-1' })).status).toBe(204);
    for (const none of [null, '', null, '']) await created({ [key]: none });
    // Given back, it is free.
    expect((await replace(first, null)).status).toBe(204);
    expect((await replace(second, { [key]: 'A-1' })).status).toBe(204);
    const long = 'x'.repeat(20_000);
    await created({ [key]: long });
    expect((await create({ [key]: long })).status).toBe(409);
  });

  it('of many who want a unique value at once one gets it', async () => {
    const [one, two] = [
      await defined(entityType, { unique: true }),
      await defined(entityType, { unique: true }),
    ];
    const asked = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? { [one.key]: 'A', [two.key]: 'B' } : { [two.key]: 'B', [one.key]: 'A' },
    );
    const statuses = await Promise.all(asked.map(async (fields) => (await create(fields)).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(11);
  });

  it('two who exchange unique values at once do not lock each other up', async () => {
    const { key } = await defined(entityType, { unique: true });
    const ids = [await created({ [key]: 'left' }), await created({ [key]: 'right' })] as const;
    for (let round = 0; round < 5; round += 1) {
      const [left, right] = await Promise.all([
        replace(ids[0], { [key]: 'right' }),
        replace(ids[1], { [key]: 'left' }),
      ]);
      expect([left.status, right.status]).toEqual([409, 409]);
    }
  });

  it('a field becomes unique only while no two values are the same, and then is', async () => {
    const field = await defined(entityType);
    const first = await created({ [field.key]: 'same' });
    await created({ [field.key]: 'same' });
    const refused = await change(field, { unique: true });
    expect([refused.status, ...faultyFields(refused)]).toEqual([409, 'unique']);
    expect((await api('getCustomField', `GET ${path}/${field.id}`)).body.unique).toBe(false);
    await replace(first, { [field.key]: 'other' });
    expect((await change(field, { unique: true })).status).toBe(204);
    expect((await create({ [field.key]: 'same' })).status).toBe(409);
    expect((await change(field, { unique: false })).status).toBe(204);
    await created({ [field.key]: 'same' });
  });

  it('a key in use stays', async () => {
    const field = await defined(entityType);
    const id = await created({ [field.key]: 'x' });
    const refused = await change(field, { key: newKey() });
    expect(refused).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    expect((await change(field, { displayName: 'Shown' })).status).toBe(204);
    await replace(id, null);
    expect((await change(field, { key: newKey() })).status).toBe(204);
  });

  it('a field is deleted once nothing has a value in it', async () => {
    const field = await defined(entityType);
    const id = await created({ [field.key]: 'x' });
    const remove = () => api('deleteCustomField', `DELETE ${path}/${field.id}`);
    expect(await remove()).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    await replace(id, null);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await create({ [field.key]: 'x' })).status).toBe(422);
  });
});

describe('PATCH of an offering', () => {
  it('keeps custom fields that are missing or null, and checks those it is given', async () => {
    const { key } = await defined('offering', { unique: true });
    const { create, body, read } = entities.offering;
    const { id } = (await create(body({ [key]: 'one' }))).body;
    await create(body({ [key]: 'two' }));
    const patch = (asked: object) => api('patchOffering', `PATCH /api/v1/offerings/${id}`, asked);
    expect((await patch({ seatCount: 3, customFields: null })).status).toBe(204);
    expect((await read(id)).body.customFields).toEqual({ [key]: 'one' });
    expect((await patch({ customFields: { [key]: 'two' } })).status).toBe(409);
    expect((await patch({ customFields: { unheard: 'of' } })).status).toBe(422);
    expect((await patch({ customFields: { [key]: 'three' } })).status).toBe(204);
    expect((await read(id)).body.customFields).toEqual({ [key]: 'three' });
  });
});
