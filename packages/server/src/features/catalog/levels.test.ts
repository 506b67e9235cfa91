import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemAuthor } from '../../platform/author.ts';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { waitForLocks } from '../../testing/locks.ts';
import { catalogVersion, newProduct } from './testing/catalogue.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
});
afterAll(() => leeway?.stop());

interface Kind {
  readonly one: string;
  readonly definition: { readonly type: string; readonly value: unknown };
  /** Sets a value at a product or an edition. */
  readonly change: (
    at: string,
    value: unknown,
  ) => readonly [operation: string, request: string, body: object];
  readonly other: readonly [unknown, unknown, unknown];
}

/** The two kinds of thing that have levels, in the words of the contract. */
const kinds: Record<string, Kind> = {
  features: {
    one: 'Feature',
    definition: { type: 'elementPool', value: 10 },
    change: (at: string, value: unknown) =>
      at.includes('/editions/')
        ? ['updateEditionFeature', `PUT ${at}`, { value }]
        : ['updateProductFeature', `PUT ${at}`, { value }],
    other: [20, 30, 40],
  },
  attributes: {
    one: 'Attribute',
    definition: { type: 'string', value: 'ten' },
    change: (at: string, value: unknown) =>
      at.includes('/editions/')
        ? ['patchEditionAttributeValue', `PATCH ${at}`, { value }]
        : ['patchProductAttributeValue', `PATCH ${at}`, { value }],
    other: ['twenty', 'thirty', 'forty'],
  },
};

let keys = 0;
const newKey = () => {
  keys += 1;
  return `key ${keys}`;
};

describe.each(Object.entries(kinds))('rule 8: %s', (path, { one, definition, change, other }) => {
  const create = (place: string, key: string) => {
    const operation = place.endsWith('v1') ? `create${one}` : `createProduct${one}`;
    return api(operation, `POST ${place}/${path}`, { ...definition, key });
  };
  const created = async (place: string, key = newKey()) => {
    const { status, body } = await create(place, key);
    expect(status).toBe(201);
    return body;
  };
  const read = async (place: string, id: string, by = api) => {
    const level = place.includes('/editions/') ? 'Edition' : place.endsWith('v1') ? '' : 'Product';
    return (await by(`get${level}${one}`, `GET ${place}/${path}/${id}`)).body;
  };
  const list = async (place: string) => {
    const level = place.includes('/editions/') ? 'Edition' : place.endsWith('v1') ? '' : 'Product';
    return (await api(`list${level}${one}s`, `GET ${place}/${path}`)).body.items;
  };
  const set = async (place: string, id: string, value: unknown) => {
    const answer = await api(...change(`${place}/${path}/${id}`, value));
    expect(answer.status).toBe(204);
  };
  const fallBack = (place: string, id: string) => api(`deleteEdition${one}`, `DELETE ${place}/${path}/${id}`);
  const globally = '/api/v1';
  const [atProduct, atEdition, later] = other;
  const standing = (model: { value: unknown; level: string; valueLevel: string }) => [
    model.value,
    model.level,
    model.valueLevel,
  ];

  it('a global one is in every product, with its level and the level of its value', async () => {
    const product = await newProduct(api);
    const global = await created(globally);
    expect(standing(global)).toEqual([definition.value, 'global', 'global']);
    expect(await read(globally, global.id)).toEqual(global);
    for (const place of [product.at, product.pro]) {
      expect(await read(place, global.id)).toEqual(global);
      expect(await list(place)).toContainEqual(global);
    }
    const madeLater = await newProduct(api);
    expect(await read(madeLater.basic, global.id)).toEqual(global);
    expect(await list(globally)).toContainEqual(global);
  });

  it('the nearest level holds: edition, product, global; others keep theirs', async () => {
    const product = await newProduct(api);
    const another = await newProduct(api);
    const { id } = await created(globally);
    await set(product.at, id, atProduct);
    expect(standing(await read(product.at, id))).toEqual([atProduct, 'global', 'product']);
    expect(standing(await read(product.pro, id))).toEqual([atProduct, 'global', 'product']);
    await set(product.pro, id, atEdition);
    expect(standing(await read(product.pro, id))).toEqual([atEdition, 'global', 'edition']);
    expect(standing(await read(product.basic, id))).toEqual([atProduct, 'global', 'product']);
    expect(standing(await read(product.at, id))).toEqual([atProduct, 'global', 'product']);
    for (const place of [another.at, another.pro, globally]) {
      expect(standing(await read(place, id))).toEqual([definition.value, 'global', 'global']);
    }
  });

  it('null is a value too, which hides those behind it', async () => {
    const product = await newProduct(api);
    const { id } = await created(globally);
    await set(product.at, id, atProduct);
    await set(product.pro, id, null);
    expect(standing(await read(product.pro, id))).toEqual([null, 'global', 'edition']);
  });

  it("taking the edition's value away lets the next level show, which is followed live", async () => {
    const product = await newProduct(api);
    const own = await created(product.at);
    expect(standing(own)).toEqual([definition.value, 'product', 'product']);
    await set(product.pro, own.id, atEdition);
    await set(product.at, own.id, atProduct);
    expect(standing(await read(product.pro, own.id))).toEqual([atEdition, 'product', 'edition']);
    expect((await fallBack(product.pro, own.id)).status).toBe(204);
    expect(standing(await read(product.pro, own.id))).toEqual([atProduct, 'product', 'product']);
    await set(product.at, own.id, later);
    expect(standing(await read(product.pro, own.id))).toEqual([later, 'product', 'product']);
    expect((await fallBack(product.pro, own.id)).status).toBe(204);
    const { id } = await created(globally);
    await set(product.basic, id, atEdition);
    await fallBack(product.basic, id);
    expect(standing(await read(product.basic, id))).toEqual([definition.value, 'global', 'global']);
  });

  it('an empty edit sets nothing over the level below', async () => {
    const product = await newProduct(api);
    const { id } = await created(globally);
    for (const place of [product.at, product.pro]) {
      await set(place, id, undefined);
      expect((await read(place, id)).valueLevel).toBe('global');
    }
  });

  it("a key is taken by what any product would see beside it, and by no other product's", async () => {
    const product = await newProduct(api);
    const another = await newProduct(api);
    const own = await created(product.at);
    const global = await created(globally);
    await created(another.at, own.key);
    for (const [place, key] of [
      [globally, own.key],
      [globally, global.key],
      [product.at, global.key],
      [product.at, own.key],
    ]) {
      const answer = await create(place, key);
      expect([answer.status, ...faultyFields(answer)]).toEqual([409, 'key']);
    }
    const rename = (place: string, id: string, key: string) =>
      api(`update${place === globally ? '' : 'Product'}${one}`, `PUT ${place}/${path}/${id}`, { key });
    expect((await rename(globally, global.id, own.key)).status).toBe(409);
    expect((await rename(product.at, own.id, global.key)).status).toBe(409);
    expect((await rename(globally, global.id, newKey())).status).toBe(204);
    expect((await rename(product.at, own.id, global.key)).status).toBe(204);
  });

  it('of a global and a product key wanted at once only one is given', async () => {
    const places = [globally, (await newProduct(api)).at, globally, (await newProduct(api)).at];
    for (let round = 0; round < 5; round += 1) {
      const key = newKey();
      const statuses = await Promise.all(places.map(async (place) => (await create(place, key)).status));
      const [first, , second] = statuses;
      const globals = [first, second].filter((status) => status === 201).length;
      // Two products may share it, but nobody shares it with all.
      const given = statuses.filter((status) => status === 201).length;
      expect([globals, given]).toEqual(globals === 1 ? [1, 1] : [0, 2]);
    }
  });

  it('a key waits for one that is being given everywhere, also in a product that is new meanwhile', async () => {
    let creation: ReturnType<typeof create> | undefined;
    await leeway.database.transaction(systemAuthor, async (tx) => {
      await tx.query('select from tenants where tenant_id = $1 for no key update', [leeway.tenantId]);
      const { at } = await newProduct(api);
      creation = create(at, newKey());
      await waitForLocks(leeway, 1);
    });
    expect((await creation)?.status).toBe(201);
  });

  it('a product changes of a global one only the value', async () => {
    const product = await newProduct(api);
    const global = await created(globally);
    const update = (body: object) =>
      api(`updateProduct${one}`, `PUT ${product.at}/${path}/${global.id}`, body);
    const renamed = await update({ key: 'mine', value: atProduct });
    expect([renamed.status, ...faultyFields(renamed)]).toEqual([422, 'key']);
    expect(renamed.body.detail).toContain(`PUT /api/v1/${path}/${global.id}`);
    expect((await update({ key: global.key, value: atProduct })).status).toBe(204);
    expect(standing(await read(product.at, global.id))).toEqual([atProduct, 'global', 'product']);
    expect(await read(globally, global.id)).toEqual(global);
  });

  it('an edit makes a new version of every product that sees it, in the same transaction', async () => {
    const [one_, two] = [await newProduct(api), await newProduct(api)];
    const versions = () => Promise.all([one_, two].map(({ productId }) => catalogVersion(leeway, productId)));
    const grown = async (act: () => Promise<unknown>) => {
      const before = await versions();
      await act();
      const after = await versions();
      return after.map((version, index) => version - (before[index] ?? 0n));
    };
    const { id, key } = await created(globally);
    expect(await grown(() => create(globally, newKey()))).toEqual([1n, 1n]);
    expect(await grown(() => api(`update${one}`, `PUT ${globally}/${path}/${id}`, { key }))).toEqual([
      1n,
      1n,
    ]);
    expect(await grown(() => set(one_.at, id, atProduct))).toEqual([1n, 0n]);
    expect(await grown(() => set(two.pro, id, atEdition))).toEqual([0n, 1n]);
    expect(await grown(() => fallBack(two.pro, id))).toEqual([0n, 1n]);
    expect(await grown(() => create(globally, key))).toEqual([0n, 0n]);
  });

  it('is found only where it belongs (rule 41)', async () => {
    const product = await newProduct(api);
    const another = await newProduct(api);
    const own = await created(product.at);
    const global = await created(globally);
    const foreign = `${another.at}/editions/${product.pro.split('/').at(-1)}`;
    const nowhere = `/api/v1/products/prod_${'x'.repeat(22)}`;
    for (const [place, id] of [
      [globally, own.id],
      [another.at, own.id],
      [another.pro, own.id],
      [foreign, global.id],
      [nowhere, global.id],
    ]) {
      expect((await read(place, id)).status).toBe(404);
      if (place === globally) continue;
      expect((await api(...change(`${place}/${path}/${id}`, later))).status).toBe(404);
    }
    expect((await fallBack(foreign, global.id)).status).toBe(404);
    expect((await fallBack(product.pro, own.id.replace(/.$/, own.id.endsWith('A') ? 'Q' : 'A'))).status).toBe(
      404,
    );
    for (const [place, id] of [
      [globally, global.id],
      [product.at, own.id],
      [product.pro, own.id],
    ]) {
      expect((await read(place, id, stranger)).status).toBe(404);
    }
  });
});

describe('features of an edition', () => {
  it('have value and overdraft of one level, checked together', async () => {
    const { at, pro } = await newProduct(api);
    const wide = { type: 'percentage', value: 50 };
    const asked = { key: newKey(), type: 'usageCount', value: 100, overdraftLimit: wide };
    const { id } = (await api('createProductFeature', `POST ${at}/features`, asked)).body;
    const put = (body: object) => api('updateEditionFeature', `PUT ${pro}/features/${id}`, body);
    const read = async () => (await api('getEditionFeature', `GET ${pro}/features/${id}`)).body;
    expect((await put({ value: 7, key: 'ignored' })).status).toBe(204);
    expect(await read()).toMatchObject({
      value: 7,
      overdraftLimit: wide,
      key: asked.key,
      valueLevel: 'edition',
    });
    await put({ overdraftLimit: { type: 'absolute', value: 3 } });
    expect(await read()).toMatchObject({ value: 7, overdraftLimit: { type: 'absolute', value: 3 } });
    const missing = await put({ overdraftLimit: { type: 'absolute' } });
    expect([missing.status, ...faultyFields(missing)]).toEqual([422, 'overdraftLimit.value']);
    await put({ value: null, overdraftLimit: null });
    expect(await read()).toMatchObject({ value: null, overdraftLimit: { type: 'none', value: null } });
  });

  it('take consumption for usageCount also when global', async () => {
    const { body } = await api('createFeature', 'POST /api/v1/features', {
      type: 'consumption',
      key: newKey(),
    });
    expect(body).toMatchObject({ type: 'usageCount', level: 'global' });
  });
});
