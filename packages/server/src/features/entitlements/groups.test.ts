import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CheckedApi,
  checkedApi,
  defineFields,
  faultyFields,
  strangersApi,
} from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;
let stranger: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
  stranger = await strangersApi(leeway);
});
afterAll(() => leeway?.stop());

const groups = '/api/v1/entitlements/groups';
const unknown = (prefix: string) => `${prefix}_${'A'.repeat(22)}`;
const statesOf = (groupId: string) =>
  leeway.database.query<{ version: bigint; customer_disabled: boolean }>(
    `select s.version, s.customer_disabled
     from entitlement_states s join entitlements e using (tenant_id, entitlement_id)
     where e.entitlement_group_id = $1 order by e.created_at, e.entitlement_id`,
    [groupId],
  );

describe('an order', () => {
  it('makes one entitlement for each SKU, in the order asked, behind a generated code', async () => {
    const skus = [await shop.offer(), await shop.offer(), await shop.offer()];
    const asked = [...skus, skus[0]];
    const customerId = await shop.customer();
    const created = await shop.order({ skus: asked, customerId, orderRefId: 'PO-1' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ customerId, orderRefId: 'PO-1', licenseFile: null });
    expect(created.body.activationCodes).toEqual([
      expect.stringMatching(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/),
    ]);
    expect(created.body.entitlements.map((one: { sku: string }) => one.sku)).toEqual(asked);
    expect(await shop.group(created.body.id, 'entitlements')).toEqual(created.body);
  });

  it('rule 6: copies the limits of the offering and the terms of its plan', async () => {
    const offering = {
      name: 'CAD Pro yearly',
      seatCount: 100,
      overdraftSeatLimit: { type: 'percentage', value: 20 },
      concurrencyMode: 'nodeLock',
      hasMaintenance: true,
      maintenanceDuration: { type: 'month', count: 6 },
      usageResetSchedule: 'monthly',
      gracePeriod: { type: 'day', count: 7 },
    };
    const { entitlementId } = await shop.sell(offering, { name: 'Yearly paid', planType: 'paid' });
    const { name, ...copied } = offering;
    expect(await shop.read(entitlementId)).toMatchObject({
      ...copied,
      offeringName: name,
      overdraftSeatCount: 20,
      licenseType: 'subscription',
      licenseStartType: 'entitlementCreation',
      licenseDurationType: 'year',
      licenseDurationCount: 1,
      planName: 'Yearly paid',
      planType: 'paid',
      productId: shop.productId,
    });
  });

  it('rule 6: an edited offering leaves what was sold as it was', async () => {
    const sold = await shop.sell({ seatCount: 10 });
    const { offeringId } = await shop.read(sold.entitlementId);
    const edit = { seatCount: 3, overdraftSeatLimit: { type: 'unlimited' } };
    expect((await api('patchOffering', `PATCH /api/v1/offerings/${offeringId}`, edit)).status).toBe(204);
    expect(await shop.read(sold.entitlementId, 'offering')).toMatchObject({
      seatCount: 10,
      overdraftSeatLimit: { type: 'none', value: null },
      offering: { seatCount: 3, overdraftSeatLimit: { type: 'unlimited', value: null } },
    });
  });

  it.each([
    ['entitlementCreation', 'active'],
    ['activation', 'created'],
    ['custom', 'created'],
    ['manualActivation', 'created'],
  ])('rule 24: with the start policy %s it is %s', async (licenseStartType, status) => {
    const maintained = { hasMaintenance: true, maintenanceDuration: { type: 'month', count: 1 } };
    const { entitlementId } = await shop.sell(maintained, { licenseStartType });
    const read = await shop.read(entitlementId);
    const started = status === 'active' ? expect.any(String) : null;
    expect(read).toMatchObject({
      status,
      activationDate: started,
      expiryDate: started,
      maintenanceExpiryDate: started,
    });
    if (status === 'active') {
      expect(Date.parse(read.expiryDate)).toBeGreaterThan(Date.parse(read.activationDate) + 364 * 86_400_000);
      expect(Date.parse(read.maintenanceExpiryDate)).toBeLessThan(
        Date.parse(read.activationDate) + 32 * 86_400_000,
      );
    }
  });

  it('rule 24: a perpetual one never expires', async () => {
    const perpetual = { licenseType: 'perpetual', licenseDuration: { type: 'none' } };
    const { entitlementId } = await shop.sell({}, perpetual);
    expect(await shop.read(entitlementId)).toMatchObject({
      status: 'active',
      expiryDate: null,
      gracePeriodExpiry: null,
    });
  });

  it('rule 29: its first limits are recorded with it', async () => {
    const { entitlementId } = await shop.sell({ overdraftSeatLimit: { type: 'absolute', value: 2 } });
    const select = 'select sequence, bought, hard_cap from limit_changes where entitlement_id = $1';
    const changes = await leeway.database.query(select, [entitlementId]);
    expect(changes).toEqual([{ sequence: 0n, bought: 10, hard_cap: 12n }]);
  });

  it('takes a code of the vendor, once in the tenant', async () => {
    const asked = { skus: [await shop.offer()], activationCode: 'PARTNER-2026' };
    expect((await shop.order(asked)).body.activationCodes).toEqual(['PARTNER-2026']);
    const again = await shop.order(asked);
    expect(again).toMatchObject({ status: 409, body: { errorCode: 'duplicate' } });
    expect(faultyFields(again)).toEqual(['activationCode']);
    const theirs = await stranger('createEntitlementGroup', `POST ${groups}`, asked);
    expect(theirs).toMatchObject({ status: 422, body: { errorCode: 'unknownReference' } });
  });

  it('names an unknown SKU by its position, and an unknown customer', async () => {
    const sku = await shop.offer();
    const faulty = await shop.order({ skus: [sku, 'NO-SUCH'] });
    expect(faulty).toMatchObject({ status: 422, body: { errorCode: 'unknownReference' } });
    expect(faultyFields(faulty)).toEqual(['skus.1']);
    const nobody = await shop.order({ skus: [sku], customerId: unknown('cust') });
    expect(faultyFields(nobody)).toEqual(['customerId']);
    const many = await shop.order({ skus: Array.from({ length: 1001 }, () => sku) });
    expect(faultyFields(many)).toEqual(['skus']);
  });

  it('is also created by one SKU, as older clients do', async () => {
    const sku = await shop.offer();
    const created = await api('createEntitlementLegacy', 'POST /api/v1/entitlements', { sku });
    expect(created).toMatchObject({ status: 201, body: { entitlements: [{ sku }] } });
    const faulty = await api('createEntitlementLegacy', 'POST /api/v1/entitlements', { sku: 'NO-SUCH' });
    expect(faulty.status).toBe(422);
    expect(faultyFields(faulty)).toEqual(['sku']);
  });
});

describe('groups', () => {
  it('are listed by customer, with what is asked for', async () => {
    const customerId = await shop.customer({ name: 'Initech', accountRefId: 'ini' });
    const sku = await shop.offer();
    for (const orderRefId of ['a', 'b', 'c']) await shop.order({ skus: [sku], customerId, orderRefId });
    const list = (query: string) =>
      api('listEntitlementGroups', `GET ${groups}?customerId=${customerId}${query}`);
    const second = await list('&pageSize=2&pageNumber=2&expand=customer,entitlements,nonsense');
    expect(second.body).toMatchObject({
      pageNumber: 2,
      elementsTotal: 3,
      items: [
        { orderRefId: 'c', customer: { name: 'Initech', accountRefId: 'ini' }, entitlements: [{ sku }] },
      ],
    });
    const plain = await list('');
    expect(plain.body.items.map((item: { orderRefId: string }) => item.orderRefId)).toEqual(['a', 'b', 'c']);
    expect(plain.body.items[0]).not.toHaveProperty('customer');
    expect(plain.body.items[0]).not.toHaveProperty('entitlements');
  });

  it('are found by a code and a product of theirs', async () => {
    const { groupId, code } = await shop.sell();
    const find = (body: object) => api('findEntitlementGroup', `POST ${groups}/find`, body);
    const found = await find({ activationCode: code, productId: shop.productId });
    expect(found).toMatchObject({ status: 200, body: { id: groupId, activationCodes: [code] } });
    expect((await find({ activationCode: code, productId: unknown('prod') })).status).toBe(404);
    expect((await find({ activationCode: 'NO-SUCH', productId: shop.productId })).status).toBe(404);
  });

  it('show the whole customer when asked', async () => {
    await defineFields(api, 'customer', 'region');
    const customerId = await shop.customer({ description: 'big', customFields: { region: 'EU' } });
    const { body } = await shop.order({ skus: [await shop.offer()], customerId });
    expect((await shop.group(body.id, 'customer')).customer).toEqual({
      id: customerId,
      name: 'Globex',
      description: 'big',
      accountRefId: null,
      disabledDate: null,
      status: 'active',
      customFields: expect.anything(),
    });
  });

  it('are extended by further SKUs', async () => {
    const { groupId } = await shop.sell();
    const sku = await shop.offer();
    const [before] = await statesOf(groupId);
    const extended = await api('extendEntitlementGroup', `POST ${groups}/${groupId}/extend`, { skus: [sku] });
    expect(extended.status).toBe(200);
    expect(extended.body.entitlements).toHaveLength(2);
    expect(extended.body.entitlements[1]).toMatchObject({ sku, status: 'active' });
    const [after] = await statesOf(groupId);
    expect(after?.version).toBeGreaterThan(before?.version ?? 0n);
    const faulty = await api('extendEntitlementGroup', `POST ${groups}/${groupId}/extend`, {
      skus: ['NONE'],
    });
    expect(faultyFields(faulty)).toEqual(['skus.0']);
  });

  it('change customer and order reference; missing and null stay, an empty reference is taken away', async () => {
    const { groupId } = await shop.sell();
    const customerId = await shop.customer();
    const patch = (body: object) => api('updateEntitlementGroup', `PATCH ${groups}/${groupId}`, body);
    const [before] = await statesOf(groupId);
    expect((await patch({ customerId, orderRefId: 'PO-7' })).status).toBe(204);
    expect(await shop.group(groupId)).toMatchObject({ customerId, orderRefId: 'PO-7' });
    const [after] = await statesOf(groupId);
    expect(after?.version).toBeGreaterThan(before?.version ?? 0n);
    await patch({ customerId: null, orderRefId: null });
    expect(await shop.group(groupId)).toMatchObject({ customerId, orderRefId: 'PO-7' });
    await patch({ orderRefId: '' });
    expect(await shop.group(groupId)).toMatchObject({ customerId, orderRefId: null });
    expect(faultyFields(await patch({ customerId: unknown('cust') }))).toEqual(['customerId']);
    expect(faultyFields(await patch({ orderRefId: 'x'.repeat(51) }))).toEqual(['orderRefId']);
  });

  it('of another tenant do not exist, whatever is asked of them', async () => {
    const { groupId, entitlementId } = await shop.sell();
    const contactId = unknown('con');
    const group = `${groups}/${groupId}`;
    const asked: [string, string, unknown?][] = [
      ['getEntitlementGroup', `GET ${group}`],
      ['updateEntitlementGroup', `PATCH ${group}`, { orderRefId: 'theirs' }],
      ['extendEntitlementGroup', `POST ${group}/extend`, { skus: ['SKU-1'] }],
      ['addActivationCodes', `PATCH ${group}/activation-codes/add`, { activationCodes: ['THEIRS'] }],
      ['generateActivationCodes', `PATCH ${group}/activation-codes/generate`, { count: 1 }],
      ['removeActivationCodes', `PATCH ${group}/activation-codes/remove`, { activationCodes: ['THEIRS'] }],
      ['assignAuthorizedContact', `POST ${group}/authorized-contacts`, { id: contactId }],
      ['listAuthorizedContacts', `GET ${group}/authorized-contacts`],
      ['removeAuthorizedContact', `DELETE ${group}/authorized-contacts/${contactId}`],
      ['getLicenseFile', `GET ${group}/license-file`],
      ['removeLicenseFile', `DELETE ${group}/license-file`],
      ['getEntitlement', `GET /api/v1/entitlements/${entitlementId}`],
      ['updateEntitlement', `PATCH /api/v1/entitlements/${entitlementId}`, { seatCount: 1 }],
    ];
    for (const [operationId, request, body] of asked) {
      const answer = await stranger(operationId, request, body);
      expect({ operationId, status: answer.status }).toEqual({ operationId, status: 404 });
    }
    const listed = await stranger('listEntitlements', 'GET /api/v1/entitlements');
    expect(listed.body.elementsTotal).toBe(0);
  });
});

describe('rule 26: a disabled customer', () => {
  it('takes its entitlements along, those sold meanwhile too, and gives them back', async () => {
    const customerId = await shop.customer();
    const skus = [await shop.offer()];
    const before = (await shop.order({ skus, customerId })).body;
    await api('disableCustomer', `PATCH /api/v1/customers/${customerId}/disable`);
    const meanwhile = (await shop.order({ skus, customerId })).body;
    const status = async (id: string) => (await shop.group(id, 'entitlements')).entitlements[0].status;
    expect(meanwhile.entitlements[0].status).toBe('customerDisabled');
    expect(await status(before.id)).toBe('customerDisabled');
    await api('enableCustomer', `PATCH /api/v1/customers/${customerId}/enable`);
    expect([await status(before.id), await status(meanwhile.id)]).toEqual(['active', 'active']);
  });

  it('also when the order comes to it or leaves it', async () => {
    const customerId = await shop.customer();
    await api('disableCustomer', `PATCH /api/v1/customers/${customerId}/disable`);
    const { groupId, entitlementId } = await shop.sell();
    await api('updateEntitlementGroup', `PATCH ${groups}/${groupId}`, { customerId });
    expect((await shop.read(entitlementId)).status).toBe('customerDisabled');
    const other = await shop.customer();
    await api('updateEntitlementGroup', `PATCH ${groups}/${groupId}`, { customerId: other });
    expect((await shop.read(entitlementId)).status).toBe('active');
  });

  it('and a sale at the same moment leave nothing behind that still works', async () => {
    const customerId = await shop.customer();
    const skus = [await shop.offer()];
    const sales = Array.from({ length: 10 }, () => shop.order({ skus, customerId }));
    await Promise.all([...sales, api('disableCustomer', `PATCH /api/v1/customers/${customerId}/disable`)]);
    const listed = await api(
      'listEntitlementGroups',
      `GET ${groups}?customerId=${customerId}&expand=entitlements`,
    );
    const statuses = listed.body.items.map(
      (item: { entitlements: { status: string }[] }) => item.entitlements[0]?.status,
    );
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 'customerDisabled'));
  });
});
