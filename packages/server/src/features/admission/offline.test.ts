import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell, type Terms } from '../../testing/sell.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const minute = 60_000;
const day = 24 * 60 * minute;

/** With a lease of an hour online and of a week offline. */
const sellOffline = async (terms: Terms = {}) => {
  const sold = await sell(leeway, { licenseStartType: 'activation', ...terms });
  const offlineLeasePeriod = { type: 'week', count: 1 };
  const path = `/api/v1/products/${sold.productId}`;
  expect((await leeway.api('PATCH', path, { offlineLeasePeriod })).status).toBe(204);
  return sold;
};

const tokenOf = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
const asking = ({ productId, code }: Sold, seatId: string, more: Record<string, unknown> = {}) =>
  tokenOf({ productId, activationCredentials: { type: 'activationCode', code }, seatId, ...more });

const path = '/api/v1/entitlements/activations/offline';
const create = (token: string, as = api) => as('createOfflineActivation', `POST ${path}`, { token });
const refresh = (activationId: string, as = api) =>
  as('refreshOfflineActivation', `PATCH ${path}`, { activationId });
const remove = (activationId: string, as = api) =>
  as('deleteOfflineActivation', `DELETE ${path}`, { token: tokenOf({ activationId }) });

/** The activation in an answer's token, which is verified with the account's public key. */
const activationIn = async ({ status, body }: Answer) => {
  expect(status).toBe(200);
  const { body: key } = await leeway.api('GET', '/api/v1/account/key');
  const currentDate = new Date(leeway.clock.now());
  const { payload } = await jwtVerify(body.token, await importJWK(key, 'RS256'), {
    issuer: 'http://localhost',
    currentDate,
  });
  const activation = payload.activation as Answer['body'];
  expect([payload.sub, payload.tenantId]).toEqual([activation.id, leeway.tenantId]);
  expect(payload.exp).toBe(Math.floor(Date.parse(activation.leaseExpiry) / 1000));
  return activation;
};

const leaseMs = ({ leaseExpiry }: { leaseExpiry: string }) => Date.parse(leaseExpiry) - leeway.clock.now();
const codes = ({ body }: Answer) => body.reasons.map(({ code }: { code: string }) => code);

describe('an offline activation', () => {
  it('takes a seat under the offline lease and answers a token that the account signs', async () => {
    const sold = await sellOffline({ features: [{ key: 'big', type: 'usageCount', value: 5 }] });
    const activation = await activationIn(await create(asking(sold, 'ship', { seatName: 'Ship' })));
    expect(activation).toMatchObject({
      seatId: 'ship',
      seatName: 'Ship',
      mode: 'offline',
      activationMethod: 'activationCode',
      entitlementId: sold.entitlementId,
      status: 'active',
    });
    expect(activation.features[0]).toMatchObject({ key: 'big', total: 5 });
    expect(leaseMs(activation)).toBeGreaterThan(7 * day - minute);
    const read = await api('getActivation', `GET /api/v1/entitlements/activations/${activation.id}`);
    expect(read.body).toMatchObject({ mode: 'offline', leaseExpiry: activation.leaseExpiry });
    const listed = await leeway.api('GET', `/api/v1/entitlements/${sold.entitlementId}/activations`);
    expect(listed.body.items[0].mode).toBe('offline');
    expect((await sold.log()).map(({ operation }) => operation)).toEqual(['activate']);
  });

  it('rule 6: the entitlement may have an offline lease of its own', async () => {
    const sold = await sellOffline();
    const own = { offlineLeasePeriod: { type: 'day', count: 30 } };
    await leeway.api('PATCH', `/api/v1/entitlements/${sold.entitlementId}`, own);
    const activation = await activationIn(await create(asking(sold, 'ship')));
    expect(Math.round(leaseMs(activation) / day)).toBe(30);
  });

  it('rule 13: passes the same admission as any other', async () => {
    const sold = await sellOffline({ seatCount: 2 });
    await sold.activate('online');
    const all = Array.from({ length: 20 }, (_, ship) => create(asking(sold, `ship ${ship}`)));
    const answers = await Promise.all(all);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const denied = answers.find(({ status }) => status === 402);
    expect(denied?.body).toMatchObject({ errorCode: 'seatLimitReached', limits: { used: 2, hardCap: 2 } });
  });

  it('rule 11: is denied with every reason', async () => {
    const sold = await sellOffline({ licenseDuration: { type: 'minute', count: 1 }, seatCount: 1 });
    await create(asking(sold, 'ship'));
    leeway.clock.advance(2 * minute);
    expect(codes(await create(asking(sold, 'other')))).toEqual(['entitlementNotActive']);
    const wrong = tokenOf({
      productId: sold.productId,
      activationCredentials: { type: 'activationCode', code: 'WRONG-CODE' },
      seatId: 'ship',
    });
    expect(codes(await create(wrong))).toEqual(['credentialsRejected']);
  });

  it('rule 12: is the same seat as the online one of that seat id, and never has a shorter lease', async () => {
    const sold = await sellOffline({ seatCount: 1 });
    const online = (await sold.activate('laptop')).body;
    const offline = await activationIn(await create(asking(sold, 'laptop')));
    expect([offline.id, offline.mode]).toEqual([online.id, 'offline']);
    const back = (await sold.activate('laptop')).body;
    expect(back).toMatchObject({ id: online.id, mode: 'online', leaseExpiry: offline.leaseExpiry });
  });

  it('accepts the code at the top, as older clients send it', async () => {
    const { productId, code } = await sellOffline();
    const token = tokenOf({ productId, activationCode: code, seatId: 'ship' });
    expect((await create(token)).status).toBe(200);
  });

  it.each([
    ['no base64url', 'not a token!', 'is no base64url text'],
    ['no JSON', Buffer.from('{').toString('base64url'), 'holds no JSON'],
    ['a list', tokenOf([]), 'must be object'],
    ['nothing', tokenOf({}), 'productId is required'],
    ['a bad id', tokenOf({ productId: 'x', activationCredentials: {}, seatId: '' }), 'productId must match'],
    ['NUL', tokenOf({ productId: 'prod_\u0000' }), 'NUL'],
  ])('refuses a token with %s, naming it', async (_what, token, message) => {
    const answer = await create(token);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'token']);
    expect(answer.body.detail).toContain(message);
  });
});

describe('the refresh of an offline activation', () => {
  it('extends the lease by the offline period and answers a new token, up to the bound of rule 15', async () => {
    const sold = await sellOffline({ licenseDuration: { type: 'day', count: 10 } });
    const first = await activationIn(await create(asking(sold, 'ship')));
    leeway.clock.advance(2 * day);
    const second = await activationIn(await refresh(first.id));
    expect(Date.parse(second.leaseExpiry) - Date.parse(first.leaseExpiry)).toBeGreaterThan(2 * day - minute);
    leeway.clock.advance(2 * day);
    const last = await activationIn(await refresh(first.id));
    expect(last.leaseExpiry).toBe(last.entitlementExpiryDate);
    const denied = await refresh(first.id);
    expect([denied.status, denied.body.errorCode]).toEqual([402, 'entitlementNotActive']);
  });

  it('rule 14: after the lease has ended comes back through the same admission', async () => {
    const sold = await sellOffline({ seatCount: 1 });
    const ship = await activationIn(await create(asking(sold, 'ship')));
    leeway.clock.advance(8 * day);
    const other = (await sold.activate('other')).body;
    expect(codes(await refresh(ship.id))).toEqual(['seatLimitReached']);
    await sold.release(other.id);
    expect(await activationIn(await refresh(ship.id))).toMatchObject({ id: ship.id, mode: 'offline' });
  });

  it('is no way to renew an online seat; the online one renews either, each by its period', async () => {
    const sold = await sellOffline();
    const online = (await sold.activate('laptop')).body;
    expect((await refresh(online.id)).status).toBe(409);
    expect((await remove(online.id)).status).toBe(409);
    const ship = await activationIn(await create(asking(sold, 'ship')));
    leeway.clock.advance(minute);
    const renewed = await sold.refresh(ship.id);
    expect(renewed.body.mode).toBe('offline');
    expect(leaseMs(renewed.body)).toBeGreaterThan(7 * day - minute);
  });
});

describe('the end of an offline activation', () => {
  it('rule 17: frees the seat', async () => {
    const sold = await sellOffline({ seatCount: 1 });
    const ship = await activationIn(await create(asking(sold, 'ship')));
    expect((await remove(ship.id)).status).toBe(204);
    expect((await remove(ship.id)).status).toBe(404);
    expect((await create(asking(sold, 'other'))).status).toBe(200);
    const operations = (await sold.log()).map(({ operation }) => operation);
    expect(operations).toEqual(['activate', 'deactivate', 'activate']);
  });

  it('takes a token that names the activation', async () => {
    const answer = await api('deleteOfflineActivation', `DELETE ${path}`, {
      token: tokenOf({ seatId: 'x' }),
    });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'token']);
  });

  it("rule 41: another tenant's is not found", async () => {
    const ship = await activationIn(await create(asking(await sellOffline(), 'ship')));
    const stranger = await strangersApi(leeway);
    expect((await refresh(ship.id, stranger)).status).toBe(404);
    expect((await remove(ship.id, stranger)).status).toBe(404);
  });
});
