import { tokenRecheckSeconds } from '@leeway/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { createApiClient } from './index.ts';
import { basic, grant, postForToken } from './token-client.ts';

const at = '/api/v1/tenants';
const nobody = `${at}/t_AAAAAAAAAAAAAAAAAAAAAA`;

let leeway: Leeway;
/** Calls as the operator, who is a client of the test's own tenant. */
let operate: CheckedApi;
let another = 0;

beforeAll(async () => {
  leeway = await startLeeway();
  const client = await createApiClient(leeway, leeway.tenantId, {
    clientId: 'operator',
    scopes: ['tenants:admin'],
  });
  const token = await leeway.tokenFor(client.clientId, client.clientSecret);
  operate = checkedApi(leeway, { authorization: `Bearer ${token}` });
});
afterAll(() => leeway?.stop());

const create = (more: object = {}) => {
  another += 1;
  return operate('createTenant', `POST ${at}`, { name: `tenant-${another}`, displayName: 'Globex', ...more });
};

/** A new tenant with a client, and what calls for it. */
const newTenant = async () => {
  const { body: tenant } = await create();
  const asked = { tenantId: tenant.id, clientId: 'shop' };
  const { body: client } = await operate('createTenantApiClient', `POST ${at}/api-clients`, asked);
  const { body } = await postForToken(
    `${leeway.baseUrl}/realms/${tenant.name}/protocol/openid-connect/token`,
    grant,
    basic(client.clientId, client.clientSecret),
  );
  const authorization = `Bearer ${body.access_token}`;
  const api: Leeway['api'] = (method, path, asked) => leeway.api(method, path, asked, { authorization });
  return { id: tenant.id as string, name: tenant.name as string, client, api, authorization };
};

const rowsOf = async (tenantId: string) => {
  const tables = await leeway.database.query<{ name: string }>(`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await leeway.database.query<{ total: number }>(
      `select count(*)::int as total from ${name} where tenant_id = $1`,
      [tenantId],
    );
    if (row?.total) counts[name] = row.total;
  }
  return counts;
};

const operatorsLog = (objectId: string) =>
  leeway.database.query<{ author_name: string; part: string | null; action: string; changes: object[] }>(
    `select author_name, part, action, changes from audit_log
     where tenant_id = $1 and object_type = 'tenant' and object_id = $2 order by audit_id`,
    [leeway.tenantId, objectId],
  );

describe('the operator', () => {
  it('creates a tenant: 202, and it is there at once', async () => {
    const { status, body } = await create({ name: 'globex', customAuthUrl: null });
    expect(status).toBe(202);
    expect(body).toEqual({
      id: expect.stringMatching(/^t_/),
      name: 'globex',
      displayName: 'Globex',
      authUrl: 'http://localhost/realms/globex',
      url: 'http://localhost',
      enabled: true,
      entitlementId: null,
      provisioned: true,
      test: false,
    });
    expect((await operate('getTenant', `GET ${at}/${body.id}`)).body).toEqual(body);
    const own = await create({ customAuthUrl: 'https://login.example.com' });
    expect(own.body.authUrl).toBe('https://login.example.com');
  });

  const admin = {
    ...{ username: 'hank', firstName: 'Hank', lastName: 'Scorpio', email: 'hank@globex.example' },
  };
  const usersOf = (tenantId: string) =>
    leeway.database.query<{ username: string; role: string; has_password: boolean; mails: number }>(
      `select username, role, password_hash is not null as has_password,
         (select count(*)::int from mails where mails.tenant_id = users.tenant_id) as mails
       from users where tenant_id = $1`,
      [tenantId],
    );

  it('names the first administrator, who is invited by mail, or signs in with the password given', async () => {
    const invited = await create({ user: admin });
    expect(invited.status).toBe(202);
    const role = 'Account Administrator';
    expect(await usersOf(invited.body.id)).toEqual([
      { username: 'hank', role, has_password: false, mails: 1 },
    ]);
    const ready = await create({ user: { ...admin, password: 'secret' } });
    expect(await usersOf(ready.body.id)).toEqual([{ username: 'hank', role, has_password: true, mails: 0 }]);
    expect(await usersOf((await create({ user: null })).body.id)).toEqual([]);
  });

  it.each<[string, object]>([
    ['user.email', { user: { ...admin, email: 'hank' } }],
    ['user.firstName', { user: { ...admin, firstName: ' ' } }],
    ['user.password', { user: { ...admin, password: 'short' } }],
    ['name', { name: 'Globex' }],
    ['name', { name: '1globex' }],
    ['displayName', { displayName: '   ' }],
    ['displayName', { displayName: 'x'.repeat(31) }],
    ['customAuthUrl', { customAuthUrl: 'javascript:alert(1)' }],
  ])('is refused a bad %s: %j', async (field, more) => {
    const answer = await create(more);
    expect(answer.status).toBe(422);
    expect(faultyFields(answer)).toEqual([field]);
  });

  it('cannot give a name twice', async () => {
    const answer = await create({ name: 'acme' });
    expect(answer).toMatchObject({ status: 409, body: { errorCode: 'duplicate' } });
    expect(faultyFields(answer)).toEqual(['name']);
  });

  it('lists tenants, those for tests only when asked to', async () => {
    const { body: test } = await create({ isTest: true });
    const listed = async (query: string) =>
      (await operate('listTenants', `GET ${at}?pageSize=1000${query}`)).body;
    const plain = await listed('');
    const all = await listed('&includeTest=true&includeNotProvisioned=true');
    expect(plain.items.map(({ name }: { name: string }) => name)).toContain('acme');
    expect(plain.items).not.toContainEqual(test);
    expect(all.items).toContainEqual(test);
    expect(all.elementsTotal).toBe(plain.elementsTotal + 1);
    expect((await listed('&includeTest=false')).elementsTotal).toBe(plain.elementsTotal);
  });

  it('gives a tenant clients that can all a tenant can, and not what the operator can', async () => {
    const tenant = await newTenant();
    expect((await tenant.api('GET', '/api/v1/products')).status).toBe(200);
    expect(await tenant.api('GET', at)).toMatchObject({ status: 403, body: { errorCode: 'missingScope' } });

    const clientSecret = 'a secret of my own of 32 letters';
    const asked = { tenantId: tenant.id, clientId: 'desk', clientSecret };
    const made = await operate('createTenantApiClient', `POST ${at}/api-clients`, asked);
    expect(made).toMatchObject({ status: 200, body: { clientId: 'desk', clientSecret } });
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect((await operate('createTenantApiClient', `POST ${at}/api-clients`, asked)).status).toBe(409);
    const lost = await operate('createTenantApiClient', `POST ${at}/api-clients`, {
      ...asked,
      tenantId: 't_AAAAAAAAAAAAAAAAAAAAAA',
    });
    expect(lost).toMatchObject({ status: 422, body: { errorCode: 'unknownReference' } });
  });

  it('is the only one: a client with every scope of a tenant is refused', async () => {
    const api = checkedApi(leeway);
    for (const [id, request] of [
      ['createTenant', `POST ${at}`],
      ['listTenants', `GET ${at}`],
      ['createTenantApiClient', `POST ${at}/api-clients`],
      ['getTenant', `GET ${nobody}`],
      ['updateTenant', `PUT ${nobody}`],
      ['deleteTenant', `DELETE ${nobody}`],
      ['getTenantFeatureToggles', `GET ${nobody}/features`],
      ['setTenantFeatureToggle', `PATCH ${nobody}/features/a`],
    ] as const) {
      const answer = await api(id, request, request.startsWith('P') ? {} : undefined);
      expect(answer, id).toMatchObject({ status: 403, body: { errorCode: 'missingScope' } });
    }
  });

  it('finds no tenant that is not there', async () => {
    expect((await operate('getTenant', `GET ${nobody}`)).status).toBe(404);
    expect((await operate('updateTenant', `PUT ${nobody}`, { enabled: false })).status).toBe(404);
    expect((await operate('updateTenant', `PUT ${nobody}`, {})).status).toBe(404);
    expect((await operate('deleteTenant', `DELETE ${nobody}`)).status).toBe(404);
    expect((await operate('getTenantFeatureToggles', `GET ${nobody}/features`)).status).toBe(404);
    const toggle = await operate('setTenantFeatureToggle', `PATCH ${nobody}/features/a`, { enabled: true });
    expect(toggle.status).toBe(404);
  });

  it('sets feature toggles; what is left out changes nothing', async () => {
    const { body: tenant } = await create();
    const features = `${at}/${tenant.id}/features`;
    const read = async () => (await operate('getTenantFeatureToggles', `GET ${features}`)).body;
    const set = (flag: string, body: object) =>
      operate('setTenantFeatureToggle', `PATCH ${features}/${flag}`, body);
    expect(await read()).toEqual({ features: {} });
    expect((await set('beta.charts', { enabled: true })).status).toBe(204);
    expect((await set('constructor', { enabled: false })).status).toBe(204);
    expect((await set('beta.charts', {})).status).toBe(204);
    expect(await read()).toEqual({ features: { 'beta.charts': true, constructor: false } });
    expect((await set('beta.charts', { enabled: false })).status).toBe(204);
    expect((await read()).features['beta.charts']).toBe(false);
    expect((await set('a%20b', { enabled: true })).status).toBe(422);
    expect((await operatorsLog(tenant.id)).map(({ part, action }) => [part, action])).toEqual([
      [null, 'create'],
      ['features beta.charts', 'create'],
      ['features constructor', 'create'],
      ['features beta.charts', 'update'],
    ]);
  });
});

describe('a tenant without an entitlement of Leeway itself', () => {
  it('is told so by 204', async () => {
    const answer = await checkedApi(leeway)('getTenantEntitlement', 'GET /api/v1/tenant/entitlement');
    expect(answer).toMatchObject({ status: 204, body: '' });
  });
});

describe('a disabled tenant', () => {
  it('is refused on every process within the recheck time, gets no token, and keeps its data', async () => {
    const tenant = await newTenant();
    const created = await tenant.api('POST', '/api/v1/products', { name: 'Kept' });
    expect(created.status).toBe(201);
    // Another process with a memory of its own.
    const { database, clock } = leeway;
    const other = createApp({
      database,
      clock,
      log: pino({ level: 'silent' }),
      publicUrl: 'http://localhost',
    });
    const otherUrl = await other.listen({ host: '127.0.0.1', port: 0 });
    const path = `/api/v1/products/${created.body.id}`;
    const there = () => fetch(otherUrl + path, { headers: { authorization: tenant.authorization } });
    expect((await there()).status).toBe(200);
    expect((await tenant.api('GET', path)).status).toBe(200);

    const one = `${at}/${tenant.id}`;
    expect((await operate('updateTenant', `PUT ${one}`, { enabled: false })).status).toBe(204);
    expect((await operate('getTenant', `GET ${one}`)).body.enabled).toBe(false);
    leeway.clock.advance(tokenRecheckSeconds * 1000);
    expect((await tenant.api('GET', path)).status).toBe(401);
    expect((await there()).status).toBe(401);
    for (const tokenPath of ['/oauth/token', `/realms/${tenant.name}/protocol/openid-connect/token`]) {
      const { clientId, clientSecret } = tenant.client;
      const asked = await postForToken(leeway.baseUrl + tokenPath, grant, basic(clientId, clientSecret));
      expect(asked).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
      expect(asked.body.error_description).toMatch(/disabled/);
    }

    expect((await operate('updateTenant', `PUT ${one}`, {})).status).toBe(204);
    expect((await operate('getTenant', `GET ${one}`)).body.enabled).toBe(false);
    expect((await operate('updateTenant', `PUT ${one}`, { enabled: true })).status).toBe(204);
    leeway.clock.advance(tokenRecheckSeconds * 1000);
    expect(await tenant.api('GET', path)).toMatchObject({ status: 200, body: { name: 'Kept' } });
    expect((await there()).status).toBe(200);
    await other.close();

    expect((await operatorsLog(tenant.id)).map(({ changes }) => changes).slice(1)).toEqual([
      [{ field: 'enabled', old: true, new: false }],
      [{ field: 'enabled', old: false, new: true }],
    ]);
  });

  it("cannot be the operator's own", async () => {
    const own = `${at}/${leeway.tenantId}`;
    expect((await operate('updateTenant', `PUT ${own}`, { enabled: false })).status).toBe(409);
    expect((await operate('deleteTenant', `DELETE ${own}`)).status).toBe(409);
    expect((await operate('getTenant', `GET ${own}`)).body.enabled).toBe(true);
  });
});

/** Leaves rows in as many tables as calls can. */
const live = async (tenant: Awaited<ReturnType<typeof newTenant>>): Promise<Sold> => {
  const features = [
    { key: 'pool', type: 'elementPool', value: 10 },
    { key: 'count', type: 'usageCount', value: 10 },
  ] as const;
  const sold = await sell(tenant, { seatCount: 1, overdraft: { type: 'absolute', value: 1 }, features });
  const { body: seat } = await sold.activate('a');
  for (const seatId of ['b', 'c']) await sold.activate(seatId);
  await sold.checkout(seat.id, 'pool', 2, { 'idempotency-key': 'once' });
  await sold.checkout(seat.id, 'count', 2);
  const customer = await tenant.api('POST', '/api/v1/customers', { name: 'Initech' });
  await tenant.api('POST', `/api/v1/customers/${customer.body.id}/contacts`, {
    email: 'peter@initech.example',
  });
  await tenant.api('PATCH', '/api/v1/account/eup/settings', { url: 'https://portal.example.com' });
  const listener = { uri: 'https://hooks.example.com', subscriptions: ['customer.created'] };
  const { body: hook } = await tenant.api('POST', '/api/v1/account/webhooks', listener);
  await tenant.api('POST', `/api/v1/account/webhooks/${hook.id}/test`);
  return sold;
};

describe('a deleted tenant', () => {
  it('is gone with every row it had, and nobody else loses one', async () => {
    const tenant = await newTenant();
    const neighbour = await newTenant();
    await Promise.all([live(tenant), live(neighbour)]);
    const had = await rowsOf(tenant.id);
    for (const table of [
      'activity_log',
      'activations',
      'outbox',
      'open_denials',
      'feature_holdings',
      'audit_log',
    ]) {
      expect(had, table).toHaveProperty(table);
    }
    const others = await rowsOf(neighbour.id);

    const deleted = await operate('deleteTenant', `DELETE ${at}/${tenant.id}`);
    expect(deleted).toMatchObject({ status: 202, body: '' });
    expect(await rowsOf(tenant.id)).toEqual({});
    expect(await rowsOf(neighbour.id)).toEqual(others);
    expect((await operate('getTenant', `GET ${at}/${tenant.id}`)).status).toBe(404);
    leeway.clock.advance(tokenRecheckSeconds * 1000);
    expect((await tenant.api('GET', '/api/v1/products')).status).toBe(401);
    expect((await neighbour.api('GET', '/api/v1/products')).status).toBe(200);

    const log = await operatorsLog(tenant.id);
    expect(log.at(-1)).toMatchObject({
      author_name: expect.stringContaining('operator'),
      action: 'delete',
      changes: [
        { field: 'slug', old: tenant.name },
        { field: 'name', old: 'Globex' },
      ],
    });
    // Its name is free again.
    expect((await create({ name: tenant.name })).status).toBe(202);
  });

  it('is gone also when its seats are taken and released while it is deleted', async () => {
    const tenant = await newTenant();
    const sold = await sell(tenant, { seatCount: 1000 });
    let isDeleted = false;
    const statuses = new Set<number>();
    const busy = async (name: string) => {
      for (let turn = 0; !isDeleted; turn++) {
        const { body } = await sold.activate(`${name}-${turn}`);
        if (turn % 2 === 0 && body.id) await sold.release(body.id);
        const { status } = await tenant.api('POST', '/api/v1/customers', { name: `${name}-${turn}` });
        statuses.add(status);
      }
    };
    const all = Promise.all(['a', 'b', 'c', 'd'].map(busy));
    await expect.poll(async () => (await sold.log()).length).toBeGreaterThan(8);
    const deleted = await operate('deleteTenant', `DELETE ${at}/${tenant.id}`);
    await expect.poll(() => statuses.has(401)).toBe(true);
    isDeleted = true;
    await all;
    expect(deleted.status).toBe(202);
    expect(await rowsOf(tenant.id)).toEqual({});
    expect([...statuses].sort()).toEqual([201, 401]);
  });
});
