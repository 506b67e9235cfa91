import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';

let leeway: Leeway;
let api: CheckedApi;
let serverId: string;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  serverId = await newServer('server');
});
afterAll(() => leeway?.stop());

const servers = '/api/v1/local-license-servers';

const newServer = async (seatId: string): Promise<string> => {
  const { productId, code } = await sell(leeway, { seatCount: 1 });
  const offlineLeasePeriod = { type: 'week', count: 1 };
  await leeway.api('PATCH', `/api/v1/products/${productId}`, { offlineLeasePeriod });
  const asked = { productId, activationCredentials: { type: 'activationCode', code }, seatId };
  const token = Buffer.from(JSON.stringify(asked)).toString('base64url');
  expect((await leeway.api('POST', `${servers}/license/activate`, { token })).status).toBe(200);
  return (await leeway.api('GET', servers)).body.items.at(-1).id;
};

const at = ({ entitlementId }: Pick<Sold, 'entitlementId'>) => `/api/v1/entitlements/${entitlementId}`;
const exportIt = (sold: Pick<Sold, 'entitlementId'>, localLicenseServerId = serverId, as = api) =>
  as('exportEntitlement', `POST ${at(sold)}/export`, { localLicenseServerId });
const tokenAgain = (sold: Pick<Sold, 'entitlementId'>, as = api) =>
  as('createEntitlementExportToken', `POST ${at(sold)}/export/token`);
const importIt = (sold: Pick<Sold, 'entitlementId'>, body: Record<string, unknown>, as = api) =>
  as('importEntitlement', `POST ${at(sold)}/import`, body);
const read = async (sold: Sold) => (await api('getEntitlement', `GET ${at(sold)}?expand=export`)).body;

describe('an exported entitlement', () => {
  it('is shown as exported, with where and when', async () => {
    const sold = await sell(leeway);
    expect(await read(sold)).toMatchObject({ exported: false, export: null });
    expect((await exportIt(sold)).status).toBe(200);
    const shown = await read(sold);
    expect(shown).toMatchObject({ exported: true, status: 'exported' });
    expect(shown.export).toMatchObject({ outOfSync: false, localLicenseServer: { id: serverId } });
    expect(shown.export.lastExportDate).toBe(shown.export.exportDate);
    const listed = (await leeway.api('GET', `/api/v1/entitlements?productId=${sold.productId}`)).body;
    expect(listed.items[0].exported).toBe(true);
    expect((await leeway.api('GET', at(sold))).body).not.toHaveProperty('export');
  });

  it('rule 11: grants no seats', async () => {
    const sold = await sell(leeway, { features: [{ key: 'big', type: 'usageCount', value: 5 }] });
    await exportIt(sold);
    const denied = await sold.activate('seat');
    expect([denied.status, denied.body.errorCode]).toEqual([402, 'entitlementNotActive']);
    expect(denied.body.detail).toContain('exported');
    const dryRun = await leeway.api('GET', `${at(sold)}/availability?key=big`);
    expect(dryRun.body).toMatchObject({ granted: false, reasons: [{ code: 'entitlementNotActive' }] });
  });

  it.each([
    ['PATCH', '', { seatCount: 7 }],
    ['PUT', '', { seatCount: 7 }],
    ['PATCH', '/renew'],
    ['PATCH', '/change-offering', (sold: Sold) => ({ offeringId: sold.offeringId })],
    ['PATCH', '/reset-overrides', {}],
    ['PATCH', '/disable'],
    ['PATCH', '/enable'],
    ['POST', '/provision'],
    ['POST', '/export', () => ({ localLicenseServerId: serverId })],
  ])('refuses %s %s', async (method, path, body?: unknown) => {
    const sold = await sell(leeway);
    await exportIt(sold);
    const sent = typeof body === 'function' ? body(sold) : body;
    const refused = await leeway.api(method, at(sold) + path, sent);
    expect([refused.status, refused.body.errorCode]).toEqual([409, 'conflict']);
    expect((await read(sold)).seatCount).toBe(100);
  });

  it('has a token that the account signs, for the server it is meant for', async () => {
    const sold = await sell(leeway, { seatCount: 12 });
    const { token } = (await exportIt(sold)).body;
    const key = await importJWK((await leeway.api('GET', '/api/v1/account/key')).body, 'RS256');
    const { payload } = await jwtVerify(token, key, { audience: serverId, subject: sold.entitlementId });
    expect(payload).toMatchObject({
      tenantId: leeway.tenantId,
      entitlement: { id: sold.entitlementId, seatCount: 12 },
      entitlementGroup: { activationCodes: [sold.code] },
    });
  });

  it('is out of sync after a change around it, until its token is made again', async () => {
    const sold = await sell(leeway);
    await exportIt(sold);
    const codes = `/api/v1/entitlements/groups/${sold.groupId}/activation-codes/generate`;
    expect((await leeway.api('PATCH', codes, { count: 1 })).status).toBe(200);
    expect((await read(sold)).export.outOfSync).toBe(true);
    leeway.clock.advance(60_000);
    expect((await tokenAgain(sold)).status).toBe(200);
    const { export: shown } = await read(sold);
    expect(shown.outOfSync).toBe(false);
    expect(Date.parse(shown.lastExportDate) - Date.parse(shown.exportDate)).toBeGreaterThanOrEqual(60_000);
    await leeway.api('PATCH', `/api/v1/products/${sold.productId}`, {
      gracePeriod: { type: 'day', count: 1 },
    });
    expect((await read(sold)).export.outOfSync).toBe(true);
  });

  it('is audited with who did it', async () => {
    const sold = await sell(leeway);
    await exportIt(sold);
    const rows = await leeway.database.query<{ field: string; author_kind: string }>(
      `select c.field, author_kind from audit_log, jsonb_to_recordset(changes) as c (field text)
       where object_id = $1 and field in ('exported', 'export_date')`,
      [sold.entitlementId],
    );
    expect(rows.map(({ field, author_kind }) => `${field} by ${author_kind}`).sort()).toEqual([
      'export_date by client',
      'exported by client',
    ]);
  });
});

describe('an export is refused', () => {
  it('while seats are in use, which both sides would count', async () => {
    const sold = await sell(leeway);
    const seat = (await sold.activate('seat')).body;
    const refused = await exportIt(sold);
    expect([refused.status, refused.body.errorCode]).toEqual([409, 'conflict']);
    expect(await read(sold)).toMatchObject({ exported: false, export: null });
    leeway.clock.advance(3_600_000);
    expect(Date.parse(seat.leaseExpiry)).toBeLessThanOrEqual(leeway.clock.now());
    expect((await exportIt(sold)).status).toBe(200);
  });

  it('of what cannot be used', async () => {
    const sold = await sell(leeway, { licenseDuration: { type: 'minute', count: 1 } });
    leeway.clock.advance(61_000);
    expect((await exportIt(sold)).status).toBe(409);
  });

  it('to a server that is unknown or has no licence', async () => {
    const sold = await sell(leeway);
    const unknown = await exportIt(sold, `lls_${'x'.repeat(22)}`);
    expect([unknown.status, ...faultyFields(unknown)]).toEqual([422, 'localLicenseServerId']);
    const gone = await newServer('gone');
    await leeway.api('POST', `${servers}/${gone}/license/deactivate-without-token`);
    expect((await exportIt(sold, gone)).status).toBe(409);
    const released = await newServer('released');
    const { activationId } = (await leeway.api('GET', `${servers}/${released}`)).body;
    await leeway.api('DELETE', `/api/v1/entitlements/activations/${activationId}`);
    expect((await leeway.api('GET', `${servers}/${released}`)).body.licenseActive).toBe(false);
    expect((await exportIt(sold, released)).status).toBe(409);
  });

  it('of what does not exist', async () => {
    const none = { entitlementId: `ent_${'x'.repeat(22)}` };
    expect((await exportIt(none)).status).toBe(404);
    expect((await tokenAgain(none)).status).toBe(404);
    expect((await importIt(none, { importWithoutToken: true })).status).toBe(404);
    expect((await tokenAgain(await sell(leeway))).status).toBe(409);
  });

  it('rule 13: of a seat and an export at once, one comes first', async () => {
    for (let round = 0; round < 5; round++) {
      const sold = await sell(leeway);
      const [seat, exported] = await Promise.all([sold.activate('seat'), exportIt(sold)]);
      expect(['402 200', '201 409']).toContain(`${seat.status} ${exported.status}`);
    }
  });
});

describe('an import', () => {
  it('with the token of the export takes the entitlement back', async () => {
    const sold = await sell(leeway);
    const { token } = (await exportIt(sold)).body;
    expect((await importIt(sold, { token })).status).toBe(204);
    expect(await read(sold)).toMatchObject({ exported: false, status: 'active', export: null });
    expect((await sold.activate('seat')).status).toBe(201);
    expect((await importIt(sold, { token })).status).toBe(409);
  });

  it('without a token takes back what is lost', async () => {
    const sold = await sell(leeway);
    await exportIt(sold);
    expect((await importIt(sold, { importWithoutToken: true })).status).toBe(204);
    expect((await read(sold)).exported).toBe(false);
  });

  it('takes no other token', async () => {
    const sold = await sell(leeway);
    const other = await sell(leeway);
    const { token: earlier } = (await exportIt(sold)).body;
    await importIt(sold, { token: earlier });
    leeway.clock.advance(1_000);
    await exportIt(sold);
    const { token: foreign } = (await exportIt(other)).body;
    for (const body of [{}, { token: null }, { token: 'x' }, { token: earlier }, { token: foreign }]) {
      const refused = await importIt(sold, body);
      expect([refused.status, ...faultyFields(refused)]).toEqual([422, 'token']);
    }
    expect((await read(sold)).exported).toBe(true);
  });

  it('sets the server free to give its licence back', async () => {
    const server = await newServer('busy');
    const sold = await sell(leeway);
    await exportIt(sold, server);
    const giveBack = () => leeway.api('POST', `${servers}/${server}/license/deactivate-without-token`);
    expect((await giveBack()).status).toBe(409);
    await importIt(sold, { importWithoutToken: true });
    expect((await giveBack()).status).toBe(204);
  });

  it("rule 41: of another tenant's is not found, nor is an export", async () => {
    const sold = await sell(leeway);
    const stranger = await strangersApi(leeway);
    expect((await exportIt(sold, serverId, stranger)).status).toBe(404);
    await exportIt(sold);
    expect((await tokenAgain(sold, stranger)).status).toBe(404);
    expect((await importIt(sold, { importWithoutToken: true }, stranger)).status).toBe(404);
  });
});
