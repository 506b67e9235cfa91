import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemAuthor } from '../../platform/author.ts';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { waitForLocks } from '../../testing/locks.ts';
import { openShop, type Shop } from '../../testing/shop.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;
let product: string;
let edition: string;
let round = 0;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
  product = `/api/v1/products/${shop.productId}`;
  edition = `${product}/editions/${shop.editionId}`;
});
afterAll(() => leeway?.stop());
beforeEach(() => {
  round += 1;
});

const key = (name: string) => `${name} ${round}`;
const globalFeature = async (asked: object) =>
  (await api('createFeature', 'POST /api/v1/features', { type: 'usageCount', key: key('frames'), ...asked }))
    .body;
const globalAttribute = async (asked: object) =>
  (await api('createAttribute', 'POST /api/v1/attributes', { type: 'string', key: key('host'), ...asked }))
    .body;
const setInEdition = (id: string, value: number | null) =>
  api('updateEditionFeature', `PUT ${edition}/features/${id}`, { value });
const setInProduct = (id: string, value: number | null) =>
  api('updateProductFeature', `PUT ${product}/features/${id}`, { value });

describe('rule 8: what is sold follows the catalogue live', () => {
  it('the next checkout of a live activation sees an edited value at once, up and down', async () => {
    const { id } = await globalFeature({ value: 5 });
    const [activation = ''] = await shop.takeSeats(await shop.sell(), 1);
    const checkout = async (amount: number) =>
      (await shop.checkout(activation, key('frames'), amount)).status;
    expect([await checkout(5), await checkout(1)]).toEqual([200, 402]);
    await setInProduct(id, 6);
    expect([await checkout(1), await checkout(1)]).toEqual([200, 402]);
    await setInEdition(id, 8);
    expect([await checkout(2), await checkout(1)]).toEqual([200, 402]);
    await setInProduct(id, 100);
    expect(await checkout(1)).toBe(402);
    await api('deleteEditionFeature', `DELETE ${edition}/features/${id}`);
    expect(await checkout(92)).toBe(200);
    // Lowered below what is used: nobody is cut off, and nothing more is granted.
    await setInEdition(id, 7);
    expect(await checkout(1)).toBe(402);
    await setInEdition(id, null);
    expect(await checkout(1000)).toBe(200);
  });

  it('a global feature made after the sale is there with the next request', async () => {
    const sold = await shop.sell();
    await shop.takeSeats(sold, 1);
    await globalFeature({ value: 3 });
    const [activation = ''] = await shop.takeSeats(sold, 1);
    expect((await shop.checkout(activation, key('frames'), 3)).status).toBe(200);
  });

  it('an edit of the entitlement goes before every level of the catalogue', async () => {
    const { id } = await globalFeature({ value: 5, overdraftLimit: { type: 'absolute', value: 1 } });
    const { entitlementId } = await shop.sell();
    const feature = async () =>
      (await shop.read(entitlementId, 'features')).features.find((one: { id: string }) => one.id === id);
    expect(await feature()).toMatchObject({ value: 5, edited: false, totalLimitIncludingOverdraft: 6 });
    expect((await shop.edit(entitlementId, { features: [{ id, value: 9 }] })).status).toBe(204);
    await setInProduct(id, 6);
    await setInEdition(id, 7);
    // Only what was edited stays: the overdraft goes on following.
    const wide = { type: 'percentage', value: 100 };
    await api('updateEditionFeature', `PUT ${edition}/features/${id}`, { overdraftLimit: wide });
    expect(await feature()).toMatchObject({
      value: 9,
      edited: true,
      overdraftLimit: wide,
      totalLimitIncludingOverdraft: 18,
    });
  });

  it("the offering is shown with its edition's present values", async () => {
    const feature = await globalFeature({ value: 5 });
    const attribute = await globalAttribute({ value: 'a.example' });
    const { entitlementId } = await shop.sell();
    await shop.edit(entitlementId, { features: [{ id: feature.id, value: 1 }] });
    await setInEdition(feature.id, 8);
    const at = `${edition}/attributes/${attribute.id}`;
    await api('patchEditionAttributeValue', `PATCH ${at}`, { value: 'b.example' });
    const { offering } = await shop.read(entitlementId, 'offering');
    expect(offering.features).toContainEqual({
      id: feature.id,
      key: feature.key,
      description: null,
      value: 8,
      overdraftLimit: { type: 'none', value: null },
    });
    expect(offering.attributes).toContainEqual({
      id: attribute.id,
      key: attribute.key,
      value: 'b.example',
    });
  });
});

describe('attributes of an entitlement', () => {
  const attributeOf = async (entitlementId: string, id: string) =>
    (await shop.read(entitlementId, 'attributes')).attributes.find((one: { id: string }) => one.id === id);

  it('are told with every seat, as the catalogue has them at that moment', async () => {
    const attribute = await globalAttribute({ value: 'a.example' });
    const sold = await shop.sell();
    const told = (answer: { body: { attributes: { key: string }[] } }) =>
      answer.body.attributes.filter((one) => one.key === attribute.key);
    const { key: name, type } = attribute;
    const seat = await shop.activate(sold, 'seat-1');
    expect(told(seat)).toEqual([{ key: name, type, value: 'a.example' }]);
    const at = `${edition}/attributes/${attribute.id}`;
    await api('patchEditionAttributeValue', `PATCH ${at}`, { value: 'b.example' });
    const refreshed = await api('refreshActivation', 'PATCH /api/v1/entitlements/activations', {
      activationId: seat.body.id,
    });
    expect(told(refreshed)).toEqual([{ key: name, type, value: 'b.example' }]);
    const { entitlementId } = sold;
    await shop.edit(entitlementId, { attributes: [{ id: attribute.id, value: 'own.example' }] });
    expect(told(await shop.activate(sold, 'seat-1'))).toEqual([{ key: name, type, value: 'own.example' }]);
    await api('deleteEditionAttribute', `DELETE ${at}`);
    expect((await attributeOf(entitlementId, attribute.id)).value).toBe('own.example');
  });

  it('are edited one by one: missing stays, null is set', async () => {
    const attribute = await globalAttribute({ value: 'a.example' });
    const other = await globalAttribute({ key: key('port'), type: 'number', value: '80' });
    const { entitlementId } = await shop.sell();
    const { id, type } = attribute;
    const shown = { id, type, key: attribute.key };
    expect(await attributeOf(entitlementId, id)).toEqual({ ...shown, value: 'a.example', edited: false });
    for (const attributes of [null, [], '[]', {}, [{ id }]]) {
      expect((await shop.edit(entitlementId, { attributes })).status).toBe(204);
    }
    expect(await attributeOf(entitlementId, id)).toMatchObject({ edited: false });
    await shop.edit(entitlementId, { attributes: [{ id, value: null }] });
    expect(await attributeOf(entitlementId, id)).toEqual({ ...shown, value: null, edited: true });
    await shop.edit(entitlementId, { attributes: [{ id, value: 'b.example' }] });
    expect(await attributeOf(entitlementId, id)).toEqual({ ...shown, value: 'b.example', edited: true });
    expect(await attributeOf(entitlementId, other.id)).toMatchObject({ value: '80', edited: false });
  });

  it('are held to their type and rules, and refused as a whole', async () => {
    const port = await globalAttribute({ key: key('port'), type: 'number', value: '80' });
    const pin = { ruleType: 'regex', regex: '^\\d{4}$', errorMessage: 'Four digits, please' };
    const host = await globalAttribute({ validationRules: [pin] });
    const { entitlementId } = await shop.sell();
    const good = { id: port.id, value: '443' };
    for (const [bad, field] of [
      [{ id: port.id, value: 'http' }, 'attributes.0.value'],
      [{ id: host.id, value: '12345' }, 'attributes.0.value'],
      [{ id: `atr_${'x'.repeat(22)}`, value: '1' }, 'attributes.0.id'],
    ] as const) {
      const answer = await shop.edit(entitlementId, { seatCount: 77, attributes: [bad, good] });
      expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
    }
    const answer = await shop.edit(entitlementId, { attributes: [{ id: host.id, value: '12345' }] });
    expect(answer.body.detail).toContain('Four digits, please');
    const twice = await shop.edit(entitlementId, { attributes: [good, good] });
    expect([twice.status, ...faultyFields(twice)]).toEqual([422, 'attributes.1.id']);
    expect(await attributeOf(entitlementId, port.id)).toMatchObject({ value: '80', edited: false });
    expect((await shop.read(entitlementId)).seatCount).toBe(10);
  });

  it("are those of the entitlement's own product and of all", async () => {
    const other = await api('createProduct', 'POST /api/v1/products', { name: `Other ${round}` });
    const path = `POST /api/v1/products/${other.body.id}/attributes`;
    const { id } = (await api('createProductAttribute', path, { type: 'string', key: key('mine') })).body;
    const { entitlementId } = await shop.sell();
    expect(await attributeOf(entitlementId, id)).toBeUndefined();
    const answer = await shop.edit(entitlementId, { attributes: [{ id, value: 'x' }] });
    expect(answer).toMatchObject({ status: 422, body: { errorCode: 'unknownReference' } });
  });
});

describe('rule 36: an edit of the catalogue moves use against its limits', () => {
  const told = async (entitlementId: string) => {
    const rows = await leeway.database.query<{ event_code: string; payload: object; sequence: bigint }>(
      `select event_code, payload, sequence from outbox
       where tenant_id = $1 and entitlement_id = $2 and event_code like 'entitlement.feature.%'
       order by sequence`,
      [leeway.tenantId, entitlementId],
    );
    return rows.map(({ event_code }) => event_code.replace('entitlement.feature.', ''));
  };
  const using = async (amount: number) => {
    const sold = await shop.sell();
    const [activation = ''] = await shop.takeSeats(sold, 1);
    const answer = await shop.checkout(activation, key('frames'), amount);
    if (answer.status !== 200) throw new Error(`checkout: ${answer.status}`);
    return { ...sold, activation };
  };

  it('into the overdraft and out of it, told once for whom it concerns', async () => {
    const overdraftLimit = { type: 'absolute', value: 10 };
    const { id } = await globalFeature({ value: 10, overdraftLimit });
    const [some, more, edited] = [await using(4), await using(9), await using(9)];
    await shop.edit(edited.entitlementId, { features: [{ id, value: 10 }] });
    const everyone = async () => [
      await told(some.entitlementId),
      await told(more.entitlementId),
      await told(edited.entitlementId),
    ];
    await setInEdition(id, 8);
    expect(await everyone()).toEqual([[], ['overdraft.entered'], []]);
    await setInEdition(id, 7);
    await setInProduct(id, 1);
    expect(await everyone()).toEqual([[], ['overdraft.entered'], []]);
    await setInEdition(id, 2);
    const both = ['overdraft.entered'];
    expect(await everyone()).toEqual([both, both, []]);
    await api('updateFeature', `PUT /api/v1/features/${id}`, { key: key('frames'), value: 100 });
    await setInProduct(id, 5);
    expect(await everyone()).toEqual([both, both, []]);
    // The product's five shows again.
    await api('deleteEditionFeature', `DELETE ${edition}/features/${id}`);
    expect(await everyone()).toEqual([[...both, 'overdraft.exited'], both, []]);
    // What comes next goes on from there.
    expect((await shop.checkout(some.activation, key('frames'), 2)).status).toBe(200);
    expect((await told(some.entitlementId)).slice(2)).toEqual(['overdraft.entered']);
  });

  it('below what is used: nobody is cut off, nothing more is granted', async () => {
    const { id } = await globalFeature({ value: 10 });
    const { activation, entitlementId } = await using(9);
    expect((await setInEdition(id, 3)).status).toBe(204);
    expect((await shop.checkout(activation, key('frames'), 1)).status).toBe(402);
    const { features } = await shop.read(entitlementId, 'features');
    expect(features.find((one: { id: string }) => one.id === id)).toMatchObject({ value: 3, used: 9 });
  });

  it('a checkout that waited for the edit is decided by what it made', async () => {
    const { id } = await globalFeature({ value: 10 });
    const { activation } = await using(5);
    let lowered: ReturnType<typeof setInEdition> | undefined;
    let checkout: ReturnType<typeof shop.checkout> | undefined;
    await leeway.database.transaction(systemAuthor, async (tx) => {
      // The edit has the entitlement's lock, and stops where it refers to its edition.
      await tx.query('select from editions where tenant_id = $1 and edition_id = $2 for update', [
        leeway.tenantId,
        shop.editionId,
      ]);
      lowered = setInEdition(id, 5);
      await waitForLocks(leeway, 1);
      checkout = shop.checkout(activation, key('frames'), 1);
      await waitForLocks(leeway, 2);
    });
    expect([(await lowered)?.status, (await checkout)?.status]).toEqual([204, 402]);
  });

  it('while checkouts run: all are told by the limits they were decided by', async () => {
    const overdraftLimit = { type: 'absolute', value: 1000 };
    const { id } = await globalFeature({ value: 1000, overdraftLimit });
    const { activation, entitlementId } = await using(1);
    const checkouts = Array.from({ length: 60 }, () => shop.checkout(activation, key('frames'), 1));
    const edits = [2, 900, 3, 800, 4].map((value) => setInEdition(id, value));
    const statuses = (await Promise.all([...checkouts, ...edits])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 204]));
    await setInEdition(id, 500);
    const codes = await told(entitlementId);
    // Entered and exited take turns, and in the end it is out.
    expect(codes).toEqual(
      codes.map((_, index) => (index % 2 === 0 ? 'overdraft.entered' : 'overdraft.exited')),
    );
    expect(codes.length % 2).toBe(0);
    expect(codes.length).toBeGreaterThan(0);
  });
});
