import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { newProduct } from './testing/catalogue.ts';

let leeway: Leeway;
let api: CheckedApi;
let product: Awaited<ReturnType<typeof newProduct>>;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  product = await newProduct(api);
});
afterAll(() => leeway?.stop());

let keys = 0;
const create = (asked: object) => {
  keys += 1;
  const body = { type: 'string', key: `key ${keys}`, ...asked };
  return api('createProductAttribute', `POST ${product.at}/attributes`, body);
};
const read = async (id: string) =>
  (await api('getProductAttribute', `GET ${product.at}/attributes/${id}`)).body;
const update = (id: string, body: object) =>
  api('updateProductAttribute', `PUT ${product.at}/attributes/${id}`, body);
const fourDigits = { ruleType: 'regex', regex: '^\\d{4}$', errorMessage: 'Four digits, please' };

describe('attributes', () => {
  it('are created with their rules and keep on an update what is missing; null clears', async () => {
    const { status, body } = await create({ value: '1234', validationRules: [fourDigits] });
    expect(status).toBe(201);
    expect(body).toMatchObject({ value: '1234', level: 'product', validationRules: [fourDigits] });
    expect(await read(body.id)).toEqual(body);
    expect((await update(body.id, { key: 'pin' })).status).toBe(204);
    expect(await read(body.id)).toEqual({ ...body, key: 'pin' });
    await update(body.id, { key: 'pin', value: null, validationRules: null });
    expect(await read(body.id)).toEqual({ ...body, key: 'pin', value: null, validationRules: null });
  });

  it('take lists as JSON text, {} for an empty one, and drop what a rule has not', async () => {
    const rules = JSON.stringify([
      { ...fourDigits, flags: 'i' },
      { ruleType: 'email', regex: 'x' },
    ]);
    const { body } = await create({ validationRules: rules });
    expect(body.validationRules).toEqual([fourDigits, { ruleType: 'email' }]);
    expect((await create({ validationRules: {} })).body.validationRules).toEqual([]);
  });

  it.each([
    ['number', ['12', '-0.5', '+3', '1e6'], ['', 'twelve', '1,5', 'NaN', '0x10', '1.', ' 1']],
    [
      'date',
      ['2026-01-31', '2024-02-29T23:59:59+02:00', '2026-01-01T00:00:00Z'],
      ['', '31.01.2026', '2026-02-30', '2026-13-01', 'soon'],
    ],
  ])('of type %s take only such values, on every level', async (type, good, bad) => {
    const { body } = await create({ type });
    const places = [product.at, product.pro];
    const set = (place: string, value: string) =>
      api(
        place === product.at ? 'patchProductAttributeValue' : 'patchEditionAttributeValue',
        `PATCH ${place}/attributes/${body.id}`,
        { value },
      );
    for (const place of places) {
      for (const value of good) expect([value, (await set(place, value)).status]).toEqual([value, 204]);
      for (const value of bad) {
        const answer = await set(place, value);
        expect([value, answer.status, ...faultyFields(answer)]).toEqual([value, 422, 'value']);
      }
    }
    const created = await create({ type, value: bad[1] });
    expect([created.status, ...faultyFields(created)]).toEqual([422, 'value']);
    const put = await update(body.id, { key: body.key, value: bad[1] });
    expect([put.status, ...faultyFields(put)]).toEqual([422, 'value']);
  });

  it("are held to their rules on every level, in the rule's own words", async () => {
    const { body } = await api('createAttribute', 'POST /api/v1/attributes', {
      type: 'string',
      key: 'global pin',
      validationRules: [fourDigits],
    });
    for (const [operation, request] of [
      ['updateAttribute', `PUT /api/v1/attributes/${body.id}`],
      ['updateProductAttribute', `PUT ${product.at}/attributes/${body.id}`],
      ['patchProductAttributeValue', `PATCH ${product.at}/attributes/${body.id}`],
      ['patchEditionAttributeValue', `PATCH ${product.pro}/attributes/${body.id}`],
    ] as const) {
      const answer = await api(operation, request, { key: body.key, value: '12345' });
      expect([operation, answer.status, ...faultyFields(answer)]).toEqual([operation, 422, 'value']);
      expect(answer.body.detail).toContain('Four digits, please');
      expect((await api(operation, request, { key: body.key, value: '1234' })).status).toBe(204);
    }
  });

  it('a pattern may match anywhere unless it is anchored, and every rule must be kept', async () => {
    const rule = (regex: string) => ({ ruleType: 'regex', regex, errorMessage: `not ${regex}` });
    const validationRules = [rule('[a-z]'), rule('\\d$')];
    expect((await create({ validationRules, value: '..x..1' })).status).toBe(201);
    const answer = await create({ validationRules, value: 'x1.' });
    expect(answer.body.detail).toContain('not \\d$');
  });

  it.each([
    ['sales@example.com', 201],
    ['a.b+c@mail.example.co.uk', 201],
    ['sales@example', 422],
    ['sales.example.com', 422],
    ['two@at@example.com', 422],
    ['blank in@example.com', 422],
    ['', 422],
  ])('the rule email: %s answers %i', async (value, status) => {
    expect((await create({ validationRules: [{ ruleType: 'email' }], value })).status).toBe(status);
  });

  it('a value that stays must keep the new rules; values over it are looked at when they are set', async () => {
    const { body } = await create({ value: 'abc' });
    await api('patchEditionAttributeValue', `PATCH ${product.pro}/attributes/${body.id}`, { value: 'xyz' });
    const put = { key: body.key, validationRules: [fourDigits] };
    const refused = await update(body.id, put);
    expect([refused.status, ...faultyFields(refused)]).toEqual([422, 'value']);
    expect((await update(body.id, { ...put, value: '1234' })).status).toBe(204);
    const { value } = (await api('getEditionAttribute', `GET ${product.pro}/attributes/${body.id}`)).body;
    expect(value).toBe('xyz');
  });

  it.each([
    ['cannot be read', '(['],
    ['looks around', 'a(?=b)'],
    ['refers back', '(a)\\1'],
    ['counts too far', '(a{30}){100}'],
    ['is too long', 'a'.repeat(201)],
    ['compiles to too much', '\\pL{1000}'.repeat(20)],
  ])('refuse a pattern that %s', async (_, regex) => {
    const validationRules = [{ ruleType: 'email' }, { ruleType: 'regex', regex, errorMessage: 'no' }];
    const answer = await create({ validationRules });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'validationRules.1.regex']);
  });

  it.each([
    ['(a+)+$', `${'a'.repeat(499)}!`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(500)],
    ['^(a|aa)+$', `${'a'.repeat(499)}b`],
    ['^(.*?,){11}P', '1,2,3,4,5,6,7,8,9,10,11,12,'.repeat(18)],
  ])('a hostile pattern does not stop the server: %s', async (regex, value) => {
    const started = performance.now();
    const answer = await create({
      validationRules: [{ ruleType: 'regex', regex, errorMessage: 'no' }],
      value,
    });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'value']);
    // Backtracking would take longer than the universe is old.
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    ['an unknown rule', { validationRules: [{ ruleType: 'luhn' }] }, 'validationRules.0.ruleType'],
    [
      'a rule without its message',
      { validationRules: [{ ruleType: 'regex', regex: 'a' }] },
      'validationRules.0.errorMessage',
    ],
    [
      'more rules than five',
      { validationRules: Array.from({ length: 6 }, () => fourDigits) },
      'validationRules',
    ],
    ['a blank key', { key: ' ' }, 'key'],
    ['a long value', { value: 'x'.repeat(501) }, 'value'],
    ['an unknown type', { type: 'colour' }, 'type'],
  ])('refuse %s', async (_, asked, field) => {
    const answer = await create(asked);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
  });
});
