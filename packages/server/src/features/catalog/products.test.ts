import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
});
afterAll(() => leeway?.stop());

const newProduct = async (name: string) =>
  (await api('createProduct', 'POST /api/v1/products', { name })).body.id as string;
const read = async (id: string) => (await api('getProduct', `GET /api/v1/products/${id}`)).body;
const none = { type: 'none', count: null };

const catalogVersion = async (productId: string) => {
  const [row] = await leeway.database.query<{ catalog_version: bigint }>(
    'select catalog_version from products where tenant_id = $1 and product_id = $2',
    [leeway.tenantId, productId],
  );
  return row?.catalog_version ?? 0n;
};

describe('products', () => {
  it('gives a new product an hour of lease, a month offline and no grace', async () => {
    const created = await api('createProduct', 'POST /api/v1/products', {
      name: 'CAD',
      description: 'Draws',
    });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^prod_/),
      name: 'CAD',
      description: 'Draws',
      leasePeriod: { type: 'hour', count: 1 },
      offlineLeasePeriod: { type: 'day', count: 30 },
      gracePeriod: none,
    });
    expect(await read(created.body.id)).toEqual(created.body);
  });

  it('replaces with PUT and stores no count with none', async () => {
    const id = await newProduct('Before');
    const answer = await api('updateProduct', `PUT /api/v1/products/${id}`, {
      name: 'After',
      leasePeriod: { type: 'second', count: 1 },
      offlineLeasePeriod: { type: 'none', count: 1 },
      gracePeriod: { type: 'week', count: 2 },
      lingerPeriod: { type: 'hour', count: 1 },
    });
    expect(answer.status).toBe(204);
    expect(await read(id)).toMatchObject({
      name: 'After',
      description: null,
      leasePeriod: { type: 'second', count: 1 },
      offlineLeasePeriod: none,
      gracePeriod: { type: 'week', count: 2 },
    });
  });

  it('leaves with PATCH what is missing or null', async () => {
    const { body } = await api('createProduct', 'POST /api/v1/products', {
      name: 'Kept',
      description: 'kept',
    });
    const patch = { name: null, description: null, gracePeriod: { type: 'day', count: 7 } };
    expect((await api('patchProduct', `PATCH /api/v1/products/${body.id}`, patch)).status).toBe(204);
    expect(await read(body.id)).toEqual({ ...body, gracePeriod: { type: 'day', count: 7 } });
  });

  it.each([
    ['a period without a count', { leasePeriod: { type: 'day' } }, 'leasePeriod.count'],
    ['a period with a null count', { gracePeriod: { type: 'day', count: null } }, 'gracePeriod.count'],
    ['a blank name', { name: ' ' }, 'name'],
    ['an empty name', { name: '' }, 'name'],
  ])('refuses %s and names the field', async (_, patch, field) => {
    const id = await newProduct(`Refuses ${field} ${JSON.stringify(patch).length}`);
    const before = await read(id);
    const answer = await api('patchProduct', `PATCH /api/v1/products/${id}`, patch);
    expect(answer.status).toBe(422);
    expect(faultyFields(answer)).toEqual([field]);
    expect(await read(id)).toEqual(before);
  });

  it('refuses an empty PATCH', async () => {
    const id = await newProduct('Empty patch');
    expect((await api('patchProduct', `PATCH /api/v1/products/${id}`, {})).status).toBe(422);
  });

  it('takes each name once per tenant', async () => {
    await newProduct('Once');
    const other = await newProduct('Another');
    const again = await api('createProduct', 'POST /api/v1/products', { name: 'Once' });
    expect(again.status).toBe(409);
    expect(again.body.errorCode).toBe('duplicate');
    expect(faultyFields(again)).toEqual(['name']);
    expect((await api('patchProduct', `PATCH /api/v1/products/${other}`, { name: 'Once' })).status).toBe(409);
    const put = { name: 'Once', leasePeriod: none, offlineLeasePeriod: none, gracePeriod: none };
    expect((await api('updateProduct', `PUT /api/v1/products/${other}`, put)).status).toBe(409);
    expect((await stranger('createProduct', 'POST /api/v1/products', { name: 'Once' })).status).toBe(201);
  });

  it('rule 41: is not there for another tenant', async () => {
    const id = await newProduct('Secret');
    const put = { name: 'Mine', leasePeriod: none, offlineLeasePeriod: none, gracePeriod: none };
    expect((await stranger('getProduct', `GET /api/v1/products/${id}`)).status).toBe(404);
    expect((await stranger('updateProduct', `PUT /api/v1/products/${id}`, put)).status).toBe(404);
    expect((await stranger('patchProduct', `PATCH /api/v1/products/${id}`, { name: 'x' })).status).toBe(404);
    expect((await read(id)).name).toBe('Secret');
  });

  it('pages from the oldest on, cuts a large page and counts past the end', async () => {
    const first = await api('listProducts', 'GET /api/v1/products?pageSize=2');
    expect(first.body).toMatchObject({ pageSize: 2, pageNumber: 1 });
    expect(first.body.items.map((item: { name: string }) => item.name)).toEqual(['CAD', 'After']);
    const { elementsTotal } = first.body;
    const second = await api('listProducts', 'GET /api/v1/products?pageSize=2&pageNumber=2');
    expect(second.body.items[0].name).toBe('Kept');
    const beyond = await api('listProducts', 'GET /api/v1/products?pageNumber=2147483647&pageSize=5000');
    expect(beyond.body).toEqual({ items: [], pageSize: 1000, pageNumber: 2147483647, elementsTotal });
    expect((await api('listProducts', 'GET /api/v1/products?pageNumber=0')).status).toBe(422);
    expect((await api('listProducts', 'GET /api/v1/products?pageSize=0')).status).toBe(422);
  });

  it('makes a new catalogue version with every edit', async () => {
    const id = await newProduct('Versions');
    const before = await catalogVersion(id);
    await api('patchProduct', `PATCH /api/v1/products/${id}`, { name: 'Versions 2' });
    const put = { name: 'Versions 3', leasePeriod: none, offlineLeasePeriod: none, gracePeriod: none };
    await api('updateProduct', `PUT /api/v1/products/${id}`, put);
    expect(await catalogVersion(id)).toBe(before + 2n);
  });
});

describe('editions', () => {
  it('are created, read, listed and replaced below their product', async () => {
    const productId = await newProduct('With editions');
    const at = `/api/v1/products/${productId}/editions`;
    const before = await catalogVersion(productId);
    const created = await api('createEdition', `POST ${at}`, { name: 'Pro', description: 'all' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ productId, name: 'Pro', description: 'all' });
    expect((await api('updateEdition', `PUT ${at}/${created.body.id}`, { name: 'Max' })).status).toBe(204);
    const read = await api('getEdition', `GET ${at}/${created.body.id}`);
    expect(read.body).toEqual({ ...created.body, name: 'Max', description: null });
    const list = await api('listEditions', `GET ${at}`);
    expect(list.body).toEqual({ items: [read.body], pageSize: 50, pageNumber: 1, elementsTotal: 1 });
    expect(await catalogVersion(productId)).toBe(before + 2n);
  });

  it('have a name of their own within the product', async () => {
    const productId = await newProduct('Edition names');
    const otherId = await newProduct('Other edition names');
    const at = `/api/v1/products/${productId}/editions`;
    await api('createEdition', `POST ${at}`, { name: 'Pro' });
    const free = await api('createEdition', `POST ${at}`, { name: 'Free' });
    const again = await api('createEdition', `POST ${at}`, { name: 'Pro' });
    expect([again.status, ...faultyFields(again)]).toEqual([409, 'name']);
    expect((await api('updateEdition', `PUT ${at}/${free.body.id}`, { name: 'Pro' })).status).toBe(409);
    const elsewhere = await api('createEdition', `POST /api/v1/products/${otherId}/editions`, {
      name: 'Pro',
    });
    expect(elsewhere.status).toBe(201);
    const wrongProduct = await api('getEdition', `GET ${at}/${elsewhere.body.id}`);
    expect(wrongProduct.status).toBe(404);
    const blank = await api('createEdition', `POST ${at}`, { name: '  ' });
    expect([blank.status, ...faultyFields(blank)]).toEqual([422, 'name']);
  });

  it('rule 41: are not there for another tenant', async () => {
    const productId = await newProduct('Secret editions');
    const at = `/api/v1/products/${productId}/editions`;
    const { body } = await api('createEdition', `POST ${at}`, { name: 'Pro' });
    expect((await stranger('listEditions', `GET ${at}`)).status).toBe(404);
    expect((await stranger('getEdition', `GET ${at}/${body.id}`)).status).toBe(404);
    expect((await stranger('createEdition', `POST ${at}`, { name: 'x' })).status).toBe(404);
    expect((await stranger('updateEdition', `PUT ${at}/${body.id}`, { name: 'x' })).status).toBe(404);
  });
});
