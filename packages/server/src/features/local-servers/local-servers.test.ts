import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell, type Terms } from '../../testing/sell.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const hour = 3_600_000;
const day = 24 * hour;
const base = '/api/v1/local-license-servers';

const sellOffline = async (terms: Terms = {}) => {
  const sold = await sell(leeway, terms);
  const offlineLeasePeriod = { type: 'week', count: 1 };
  const path = `/api/v1/products/${sold.productId}`;
  expect((await leeway.api('PATCH', path, { offlineLeasePeriod })).status).toBe(204);
  return sold;
};

const tokenOf = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
const license = ({ productId, code }: Sold, seatId: string, more: Record<string, unknown> = {}) => {
  const activationCredentials = { type: 'activationCode', code };
  const token = tokenOf({ productId, activationCredentials, seatId, ...more });
  return api('activateLocalLicenseServer', `POST ${base}/license/activate`, { token });
};

const list = async () => (await api('listLocalLicenseServers', `GET ${base}`)).body;
const get = (id: string, as = api) => as('getLocalLicenseServer', `GET ${base}/${id}`);
const refresh = (id: string, as = api) =>
  as('refreshLocalLicenseServer', `PATCH ${base}/${id}/license/refresh`);
const giveBack = (activationId: string) =>
  api('deactivateLocalLicenseServer', `POST ${base}/license/deactivate`, {
    token: tokenOf({ activationId }),
  });
const dropLicense = (id: string, as = api) =>
  as('deactivateLocalLicenseServerWithoutToken', `POST ${base}/${id}/license/deactivate-without-token`);

/** A server licensed by what was sold, as the list shows it. */
const serverOf = async (sold: Sold, seatId: string, more: Record<string, unknown> = {}) => {
  expect((await license(sold, seatId, more)).status).toBe(200);
  return (await list()).items.at(-1);
};

describe('a local license server', () => {
  it('is licensed by a seat, under the offline lease, and answered with a token the account signs', async () => {
    const sold = await sellOffline({ seatCount: 1 });
    const { status, body } = await license(sold, 'server 1', { name: 'Plant 7' });
    expect(status).toBe(200);
    const { body: config } = await api('getLocalLicenseServerConfig', `GET ${base}/config`);
    expect(config).toMatchObject({ llsLicenseTenantId: leeway.tenantId, clientTenantId: leeway.tenantId });
    const { payload } = await jwtVerify(body.token, await importJWK(config.llsLicenseTenantKey, 'RS256'));
    const { items, elementsTotal } = await list();
    const server = items.at(-1);
    expect(server).toMatchObject({ name: 'Plant 7', licenseActive: true, deactivated: null });
    expect(server.activationId).toBe(payload.sub);
    expect(Date.parse(server.leaseExpiry) - Date.parse(server.lastLease)).toBe(7 * day);
    expect(elementsTotal).toBe(items.length);
    expect((await get(server.id)).body).toEqual(server);
    expect((await sold.entitlement()).seatsUsed).toBe(1);
    expect((await sold.activate('another')).status).toBe(402);
    expect((await license(sold, 'server 2')).body.errorCode).toBe('seatLimitReached');
  });

  it('is the same server when it asks again, also after it gave its licence back', async () => {
    const sold = await sellOffline();
    const server = await serverOf(sold, 'server', { name: 'One' });
    const again = await serverOf(sold, 'server', { name: 'Two' });
    expect(again).toMatchObject({ id: server.id, activationId: server.activationId, name: 'Two' });
    expect((await giveBack(server.activationId)).status).toBe(204);
    const back = await serverOf(sold, 'server');
    expect(back).toMatchObject({ id: server.id, name: 'server', licenseActive: true, deactivated: null });
    expect(back.activationId).not.toBe(server.activationId);
  });

  it('renews its lease', async () => {
    const server = await serverOf(await sellOffline(), 'server');
    leeway.clock.advance(hour);
    const { status, body } = await refresh(server.id);
    expect([status, typeof body.token]).toEqual([200, 'string']);
    const after = (await get(server.id)).body;
    expect(Date.parse(after.leaseExpiry) - Date.parse(server.leaseExpiry)).toBeGreaterThanOrEqual(hour);
  });

  it('has no active licence once its lease has ended', async () => {
    const server = await serverOf(await sellOffline(), 'server');
    leeway.clock.advance(8 * day);
    expect((await get(server.id)).body.licenseActive).toBe(false);
    expect((await refresh(server.id)).status).toBe(200);
    expect((await get(server.id)).body.licenseActive).toBe(true);
  });

  it('gives its licence back, with a token or, when it is lost, without', async () => {
    const sold = await sellOffline({ seatCount: 2 });
    const one = await serverOf(sold, 'one');
    const two = await serverOf(sold, 'two');
    expect((await giveBack(one.activationId)).status).toBe(204);
    expect((await dropLicense(two.id)).status).toBe(204);
    expect((await dropLicense(two.id)).status).toBe(204);
    for (const { id } of [one, two]) {
      const { body } = await get(id);
      expect(body.licenseActive).toBe(false);
      expect(Date.parse(body.deactivated)).toBeLessThanOrEqual(leeway.clock.now());
      expect((await refresh(id)).status).toBe(409);
    }
    expect((await sold.entitlement()).seatsUsed).toBe(0);
  });

  it('refuses tokens that cannot be read, naming them', async () => {
    for (const path of [`${base}/license/activate`, `${base}/license/deactivate`]) {
      const answer = await leeway.api('POST', path, { token: tokenOf({ seatId: 1 }) });
      expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'token']);
    }
    expect((await giveBack(`act_${'x'.repeat(22)}`)).status).toBe(404);
  });

  it('shows the entitlement that licenses the one activated last', async () => {
    const sold = await sellOffline({ features: [{ key: 'users', type: 'elementPool', value: 7 }] });
    await serverOf(sold, 'server');
    const { status, body } = await api('getLocalLicenseServerEntitlement', `GET ${base}/entitlement`);
    expect(status).toBe(200);
    expect(body.entitlement).toMatchObject({ id: sold.entitlementId, seatsUsed: 1 });
    expect(body.entitlement.features).toMatchObject([{ key: 'users', value: 7 }]);
    expect(body.entitlementGroup).toMatchObject({ id: sold.groupId, activationCodes: [sold.code] });
  });

  it('rule 41: is not found by another tenant, who has none', async () => {
    const server = await serverOf(await sellOffline(), 'server');
    const stranger = await strangersApi(leeway);
    for (const ask of [get, refresh, dropLicense]) expect((await ask(server.id, stranger)).status).toBe(404);
    expect((await stranger('listLocalLicenseServers', `GET ${base}`)).body.elementsTotal).toBe(0);
    const none = await stranger('getLocalLicenseServerEntitlement', `GET ${base}/entitlement`);
    expect(none.status).toBe(404);
  });

  it('is audited: what is administered, not its leases', async () => {
    const server = await serverOf(await sellOffline(), 'server');
    await refresh(server.id);
    await dropLicense(server.id);
    const rows = await leeway.database.query<{ action: string }>(
      `select action from audit_log
       where object_type = 'localLicenseServer' and object_id = $1 order by audit_id`,
      [server.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['create', 'update']);
  });
});
