import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { catalogVersion } from './testing/catalogue.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
});
afterAll(() => leeway?.stop());

let products = 0;
const newProduct = async () => {
  products += 1;
  const { body } = await api('createProduct', 'POST /api/v1/products', { name: `Product ${products}` });
  return `/api/v1/products/${body.id}/features`;
};
const create = (at: string, body: unknown) => api('createProductFeature', `POST ${at}`, body);
const read = async (at: string, id: string) => (await api('getProductFeature', `GET ${at}/${id}`)).body;
const none = { type: 'none', value: null };
const percent10 = { type: 'percentage', value: 10 };

describe('product features', () => {
  it('are created, read and listed, oldest first and un-paged', async () => {
    const at = await newProduct();
    const asked = {
      type: 'usageCount',
      key: 'render',
      value: 100,
      description: 'Frames',
      overdraftLimit: percent10,
    };
    const created = await create(at, asked);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      ...asked,
      id: expect.stringMatching(/^feat_/),
      level: 'product',
      valueLevel: 'product',
    });
    const pool = await create(at, { type: 'elementPool', key: 'cores' });
    expect(pool.body).toMatchObject({ value: null, overdraftLimit: none, description: null });
    const list = await api('listProductFeatures', `GET ${at}?pageNumber=7&pageSize=none`);
    expect(list.body).toEqual({ items: [created.body, pool.body] });
    expect(await read(at, pool.body.id)).toEqual(pool.body);
  });

  it('rule 1: drops a value sent with none or unlimited', async () => {
    const at = await newProduct();
    const some = { type: 'usageCount', value: 5 };
    const dropped = await create(at, { ...some, key: 'a', overdraftLimit: { type: 'none', value: 3 } });
    expect(dropped.body.overdraftLimit).toEqual(none);
    const open = await create(at, { ...some, key: 'b', overdraftLimit: { type: 'unlimited', value: 3 } });
    expect(open.body.overdraftLimit).toEqual({ type: 'unlimited', value: null });
  });

  it('rule 3: on/off features have no overdraft and only two values', async () => {
    const at = await newProduct();
    const created = await create(at, { type: 'bool', key: 'export', value: 1, overdraftLimit: percent10 });
    expect(created.body).toMatchObject({ value: 1, overdraftLimit: none });
    const answer = await create(at, { type: 'bool', key: 'import', value: 2 });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'value']);
  });

  it('takes consumption for usageCount, as earlier clients say', async () => {
    const at = await newProduct();
    const created = await create(at, { type: 'consumption', key: 'api calls', value: 10 });
    expect(created.status).toBe(201);
    expect(created.body.type).toBe('usageCount');
    const floating = await create(at, { type: 'floating', key: 'x' });
    expect([floating.status, ...faultyFields(floating)]).toEqual([422, 'type']);
  });

  it('keeps 64-bit amounts exactly, as far as the contract goes', async () => {
    const at = await newProduct();
    const created = await create(at, { type: 'usageCount', key: 'big', value: 9007199254740990 });
    expect(created.body.value).toBe(9007199254740990);
    const more = await create(at, '{"type":"usageCount","key":"more","value":9007199254740991}');
    expect([more.status, ...faultyFields(more)]).toEqual([422, 'value']);
  });

  it.each([
    ['negative', { type: 'absolute', value: -1 }],
    ['missing', { type: 'percentage' }],
    ['a hard cap past 64 bits', { type: 'percentage', value: 2147483647 }],
  ])('refuses an overdraft value that is %s', async (_, overdraftLimit) => {
    const at = await newProduct();
    const asked = { type: 'usageCount', key: 'x', value: 9007199254740990, overdraftLimit };
    const answer = await create(at, asked);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'overdraftLimit.value']);
    expect((await api('listProductFeatures', `GET ${at}`)).body.items).toEqual([]);
  });

  it('keeps on an update what is missing; null is unlimited and without overdraft', async () => {
    const at = await newProduct();
    const asked = {
      type: 'usageCount',
      key: 'render',
      value: 100,
      description: 'Frames',
      overdraftLimit: percent10,
    };
    const { body } = await create(at, asked);
    const update = (change: unknown) => api('updateProductFeature', `PUT ${at}/${body.id}`, change);
    expect((await update({ description: 'Pictures' })).status).toBe(204);
    expect(await read(at, body.id)).toEqual({ ...body, description: 'Pictures' });
    await update({ key: null, value: null, overdraftLimit: null, description: null, type: 'bool' });
    expect(await read(at, body.id)).toEqual({
      ...body,
      value: null,
      description: null,
      overdraftLimit: none,
    });
    await update({ key: 'frames', value: 7, overdraftLimit: { type: 'absolute', value: 3 } });
    const renamed = {
      key: 'frames',
      value: 7,
      overdraftLimit: { type: 'absolute', value: 3 },
      type: 'usageCount',
    };
    expect(await read(at, body.id)).toMatchObject(renamed);
    const blank = await update({ key: ' ' });
    expect([blank.status, ...faultyFields(blank)]).toEqual([422, 'key']);
  });

  it('checks a kept overdraft against a new value', async () => {
    const at = await newProduct();
    const wide = { type: 'percentage', value: 2147483647 };
    const { body } = await create(at, { type: 'usageCount', key: 'x', value: 1, overdraftLimit: wide });
    const answer = await api('updateProductFeature', `PUT ${at}/${body.id}`, { value: 9007199254740990 });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'overdraftLimit.value']);
    expect((await read(at, body.id)).value).toBe(1);
  });

  it('have a key of their own within the product', async () => {
    const at = await newProduct();
    await create(at, { type: 'bool', key: 'export' });
    const other = await create(at, { type: 'bool', key: 'import' });
    const again = await create(at, { type: 'usageCount', key: 'export' });
    expect([again.status, ...faultyFields(again)]).toEqual([409, 'key']);
    const renamed = await api('updateProductFeature', `PUT ${at}/${other.body.id}`, { key: 'export' });
    expect([renamed.status, ...faultyFields(renamed)]).toEqual([409, 'key']);
    expect((await create(await newProduct(), { type: 'bool', key: 'export' })).status).toBe(201);
  });

  it('rule 41: are not there for another tenant or product', async () => {
    const at = await newProduct();
    const { body } = await create(at, { type: 'bool', key: 'export' });
    expect((await stranger('getProductFeature', `GET ${at}/${body.id}`)).status).toBe(404);
    expect((await stranger('listProductFeatures', `GET ${at}`)).status).toBe(404);
    expect((await stranger('createProductFeature', `POST ${at}`, { type: 'bool', key: 'x' })).status).toBe(
      404,
    );
    expect((await stranger('updateProductFeature', `PUT ${at}/${body.id}`, { value: 0 })).status).toBe(404);
    const elsewhere = await newProduct();
    expect((await api('getProductFeature', `GET ${elsewhere}/${body.id}`)).status).toBe(404);
    expect((await api('updateProductFeature', `PUT ${elsewhere}/${body.id}`, {})).status).toBe(404);
  });

  it('make a new version of the catalogue with every edit, and with nothing else', async () => {
    const at = await newProduct();
    const productId = at.split('/')[4] ?? '';
    const before = await catalogVersion(leeway, productId);
    const { body } = await create(at, { type: 'elementPool', key: 'cores', value: 9007199254740989 });
    await api('updateProductFeature', `PUT ${at}/${body.id}`, { overdraftLimit: percent10 });
    expect(await read(at, body.id)).toMatchObject({ value: 9007199254740989, overdraftLimit: percent10 });
    expect(await catalogVersion(leeway, productId)).toBe(before + 2n);
    await api('updateProductFeature', `PUT ${at}/${body.id}`, { key: '' });
    expect(await catalogVersion(leeway, productId)).toBe(before + 2n);
  });
});
