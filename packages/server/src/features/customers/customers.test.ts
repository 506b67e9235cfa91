import { portalLinkSeconds } from '@leeway/contract';
import { checkReply } from '@leeway/contract/testing';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemAuthor } from '../../platform/author.ts';
import {
  type CheckedApi,
  checkedApi,
  defineFields,
  faultyFields,
  strangersApi,
} from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { customersById, holdCustomer } from './index.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  await defineFields(api, 'customer', 'tier', 'note');
  stranger = await strangersApi(leeway);
  await defineFields(stranger, 'customer', 'tier', 'note');
});
afterAll(() => leeway?.stop());

const create = (asked: object) => api('createCustomer', 'POST /api/v1/customers', asked);
const read = async (id: string) => (await api('getCustomer', `GET /api/v1/customers/${id}`)).body;
const newCustomer = async (name: string) => (await create({ name })).body.id as string;

/** Sells one seat of a new product; answers the entitlement's id. */
const sellTo = async (customerId: string): Promise<string> => {
  const sku = `SKU-${customerId.slice(-12)}`;
  const product = await api('createProduct', 'POST /api/v1/products', { name: sku });
  const editions = `/api/v1/products/${product.body.id}/editions`;
  const edition = await api('createEdition', `POST ${editions}`, { name: 'Pro' });
  const perpetual = { name: sku, licenseType: 'perpetual', licenseStartType: 'entitlementCreation' };
  const plan = await api('createPlan', 'POST /api/v1/plans', perpetual);
  const asked = { name: sku, sku, seatCount: 1, concurrencyMode: 'concurrent' };
  const ids = { editionId: edition.body.id, planId: plan.body.id };
  await api('createOffering', 'POST /api/v1/offerings', { ...asked, ...ids });
  const order = { customerId, skus: [sku] };
  const group = await api('createEntitlementGroup', 'POST /api/v1/entitlements/groups', order);
  return group.body.entitlements[0].id;
};

const full = {
  name: 'Initech',
  legalName: 'Initech Inc.',
  description: 'Reports',
  type: 'customer',
  accountRefId: 'CRM-1',
  customFields: { tier: 'gold', note: null },
  address: {
    addressLine1: '1 Main St',
    addressLine2: null,
    city: 'Austin',
    stateRegion: 'TX',
    postalCode: '73301',
    country: 'US',
  },
  website: 'https://initech.example',
  linkedInUrl: 'https://linkedin.example/initech',
  contractValue: 123456789012.34,
  contractStartDate: '2025-01-01T00:00:00.000Z',
  contractRenewalDate: '2026-01-01T00:00:00.000Z',
};

describe('customers', () => {
  it('are created with all they have and read back exactly', async () => {
    const created = await create(full);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      ...full,
      id: expect.stringMatching(/^cust_/),
      status: 'active',
      disabledDate: null,
      createdAt: expect.any(String),
      updatedAt: null,
    });
    expect(await read(created.body.id)).toEqual(created.body);
    const [row] = await leeway.database.query<{ exact: string }>(
      'select contract_value::text as exact from customers where tenant_id = $1 and customer_id = $2',
      [leeway.tenantId, created.body.id],
    );
    expect(row?.exact).toBe('123456789012.34');
  });

  it('need a name only', async () => {
    const created = await create({ name: 'Bare' });
    expect(created.body).toMatchObject({ legalName: null, type: null, address: null, contractValue: null });
  });

  it('take dates without a zone as UTC and a country in any case', async () => {
    const asked = { name: 'Dates', contractStartDate: '2025-03-01T10:00:00', address: { country: 'de' } };
    const { body } = await create(asked);
    expect(body.contractStartDate).toBe('2025-03-01T10:00:00.000Z');
    expect(body.address).toMatchObject({ country: 'DE', city: null });
  });

  it.each([
    ['a country of one letter', { address: { country: 'D' } }, 'address.country'],
    ['a country that is no letters', { address: { country: '49' } }, 'address.country'],
    ['a blank name', { name: '  ' }, 'name'],
    ['a negative contract value', { contractValue: -1 }, 'contractValue'],
    ['an impossible date', { contractStartDate: '2025-02-30' }, 'contractStartDate'],
    ['a website that is no address', { website: 'not a uri' }, 'website'],
  ])('refuse %s and name the field', async (_, asked, field) => {
    const answer = await create({ name: 'Refused', ...asked });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
  });

  it('have an account reference of their own; empty ones are none', async () => {
    await create({ name: 'First', accountRefId: 'REF' });
    const again = await create({ name: 'Second', accountRefId: 'REF' });
    expect([again.status, again.body.errorCode, ...faultyFields(again)]).toEqual([
      409,
      'duplicate',
      'accountRefId',
    ]);
    const empty = await create({ name: 'Second', accountRefId: '' });
    expect(empty.body.accountRefId).toBeNull();
    expect((await create({ name: 'Third', accountRefId: '' })).status).toBe(201);
    const put = await api('updateCustomer', `PUT /api/v1/customers/${empty.body.id}`, {
      name: 'Second',
      accountRefId: 'REF',
    });
    expect([put.status, ...faultyFields(put)]).toEqual([409, 'accountRefId']);
    expect((await stranger('createCustomer', 'POST /api/v1/customers', full)).status).toBe(201);
  });

  it('are replaced by PUT, which clears what is missing and notes when', async () => {
    const { body } = await create({ ...full, accountRefId: 'PUT-1' });
    leeway.clock.advance(1000);
    const at = `PUT /api/v1/customers/${body.id}`;
    expect((await api('updateCustomer', at, { name: 'Initrode', type: 'prospect' })).status).toBe(204);
    const after = await read(body.id);
    expect(after).toMatchObject({
      name: 'Initrode',
      type: 'prospect',
      accountRefId: null,
      customFields: null,
      address: null,
      contractValue: null,
      contractStartDate: null,
      createdAt: body.createdAt,
    });
    expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(body.createdAt));
  });

  it('are listed shortly, oldest first, in pages', async () => {
    const list = await api('listCustomers', 'GET /api/v1/customers?pageSize=1');
    expect(list.body.items).toEqual([
      {
        id: expect.any(String),
        name: 'Initech',
        type: 'customer',
        accountRefId: 'CRM-1',
        disabledDate: null,
        status: 'active',
        description: 'Reports',
      },
    ]);
    const { elementsTotal } = list.body;
    const beyond = await api('listCustomers', 'GET /api/v1/customers?pageSize=1001&pageNumber=9');
    expect(beyond.body).toEqual({ items: [], pageSize: 1000, pageNumber: 9, elementsTotal });
    expect((await api('listCustomers', 'GET /api/v1/customers?pageNumber=-1')).status).toBe(422);
  });

  it('count their entitlements', async () => {
    const id = await newCustomer('Counts');
    const stats = async () => (await api('getCustomerStats', `GET /api/v1/customers/${id}/stats`)).body;
    expect(await stats()).toEqual({ entitlementsCount: 0 });
    await sellTo(id);
    expect(await stats()).toEqual({ entitlementsCount: 1 });
    expect((await api('getCustomer', `GET /api/v1/customers/${id}?expand=stats`)).status).toBe(200);
  });

  it('rule 41: are not there for another tenant', async () => {
    const id = await newCustomer('Secret');
    const at = `/api/v1/customers/${id}`;
    expect((await stranger('getCustomer', `GET ${at}`)).status).toBe(404);
    expect((await stranger('updateCustomer', `PUT ${at}`, { name: 'x' })).status).toBe(404);
    expect((await stranger('disableCustomer', `PATCH ${at}/disable`)).status).toBe(404);
    expect((await stranger('enableCustomer', `PATCH ${at}/enable`)).status).toBe(404);
    expect((await stranger('getCustomerStats', `GET ${at}/stats`)).status).toBe(404);
    expect((await stranger('updateCustomerOwners', `PUT ${at}/responsibility-owners`, {})).status).toBe(404);
    expect((await stranger('patchCustomerOwners', `PATCH ${at}/responsibility-owners`, {})).status).toBe(404);
    expect(await read(id)).toMatchObject({ name: 'Secret', status: 'active' });
  });
});

describe('rule 26: a disabled customer', () => {
  const disable = (id: string) => api('disableCustomer', `PATCH /api/v1/customers/${id}/disable`);
  const enable = (id: string) => api('enableCustomer', `PATCH /api/v1/customers/${id}/enable`);
  const put = (id: string, asked: object) => api('updateCustomer', `PUT /api/v1/customers/${id}`, asked);

  it('says since when, however often it is disabled', async () => {
    const id = await newCustomer('Switches');
    expect((await disable(id)).status).toBe(204);
    const { status, disabledDate } = await read(id);
    expect(status).toBe('disabled');
    expect(disabledDate).toEqual(expect.any(String));
    leeway.clock.advance(5000);
    expect((await disable(id)).status).toBe(204);
    expect((await read(id)).disabledDate).toBe(disabledDate);
    expect((await enable(id)).status).toBe(204);
    expect(await read(id)).toMatchObject({ status: 'active', disabledDate: null });
    expect((await enable(id)).status).toBe(204);
  });

  it('is disabled through create and PUT as well', async () => {
    const { body } = await create({ name: 'Born disabled', status: 'disabled' });
    expect(body).toMatchObject({ status: 'disabled', disabledDate: body.createdAt });
    await put(body.id, { name: 'Enabled', status: 'active' });
    expect(await read(body.id)).toMatchObject({ status: 'active', disabledDate: null });
    await put(body.id, { name: 'Disabled', status: 'disabled' });
    expect((await read(body.id)).disabledDate).toEqual(expect.any(String));
  });

  it('takes its entitlements along, both ways', async () => {
    const id = await newCustomer('Takes along');
    const entitlementId = await sellTo(id);
    const status = async () =>
      (await api('getEntitlement', `GET /api/v1/entitlements/${entitlementId}`)).body.status;
    const before = await status();
    await disable(id);
    expect(await status()).toBe('customerDisabled');
    await put(id, { name: 'Takes along', status: 'active' });
    expect(await status()).toBe(before);
    await put(id, { name: 'Takes along', status: 'disabled' });
    expect(await status()).toBe('customerDisabled');
    await enable(id);
    expect(await status()).toBe(before);
  });

  it('stays disabled when an edit says nothing about it', async () => {
    const { body } = await create({ name: 'Stays', status: 'disabled' });
    await put(body.id, { name: 'Renamed' });
    expect(await read(body.id)).toMatchObject({ name: 'Renamed', status: 'disabled' });
    await put(body.id, { name: 'Idle', status: 'inactive' });
    expect(await read(body.id)).toMatchObject({ status: 'inactive', disabledDate: null });
  });

  it('is not switched while a later room holds it', async () => {
    const id = await newCustomer('Held');
    let switched = false;
    let waiting: Promise<unknown> | undefined;
    await leeway.database.transaction(systemAuthor, async (tx) => {
      expect(await holdCustomer(tx, leeway.tenantId, id)).toMatchObject({ id, status: 'active' });
      waiting = disable(id).then(() => {
        switched = true;
      });
      await lockWaiter();
      expect(switched).toBe(false);
    });
    await waiting;
    expect((await read(id)).status).toBe('disabled');
  });

  /** Until somebody in this database waits for a lock. */
  const lockWaiter = async () => {
    for (;;) {
      const waiters = await leeway.database.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (waiters.length > 0) return;
    }
  };
});

it('hands later rooms the customers they name', async () => {
  const id = await newCustomer('Named');
  const found = await customersById(leeway.database, leeway.tenantId, [id, 'cust_unknown']);
  expect([...found]).toEqual([[id, await read(id)]]);
});

it('gives a link into the portal, signed for one customer and short-lived', async () => {
  const id = await newCustomer('Linked');
  const { status, body } = await leeway.api('GET', `/api/v1/customers/${id}/eup`);
  expect(status).toBe(200);
  expect(checkReply('getCustomerPortalUrl', 200, body)).toBeNull();
  const url = new URL(body.url);
  expect(url.pathname).toBe('/portal/acme');
  const certs = await fetch(`${leeway.baseUrl}/realms/acme/protocol/openid-connect/certs`);
  const keys = createLocalJWKSet((await certs.json()) as JSONWebKeySet);
  const { payload } = await jwtVerify(url.searchParams.get('link') ?? '', keys, {
    typ: 'portal-link+jwt',
    audience: `${url.origin}/portal`,
    currentDate: new Date(leeway.clock.now()),
  });
  expect(payload).toMatchObject({ sub: id, tenant_id: leeway.tenantId });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(portalLinkSeconds);
  // It opens the portal, nothing else.
  const asToken = await fetch(`${leeway.baseUrl}/api/v1/customers/${id}`, {
    headers: { authorization: `Bearer ${url.searchParams.get('link')}` },
  });
  expect(asToken.status).toBe(401);
});
