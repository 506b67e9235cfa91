import { portalLinkSeconds } from '@leeway/contract';
import { checkSchema } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { signedIn } from '../../testing/people.ts';
import { openCustomer, type PortalCustomer, password, portalOf } from './testing/portal-scene.ts';

/** How somebody comes to a portal: by the vendor's link, by a host name, by how it looks. */

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
let portal: ReturnType<typeof portalOf>;
let globex: PortalCustomer;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  portal = portalOf(leeway);
  globex = await openCustomer(leeway, 'Globex');
});
afterAll(() => leeway?.stop());

/** Tests move the clock past the life of the first one. */
const freshToken = () => leeway.tokenFor(leeway.client.clientId, leeway.client.clientSecret);

const who = (token: string) =>
  portal('GET /portal/api/v1/session', undefined, { authorization: `Bearer ${token}` });

describe("the vendor's link into a customer's portal", () => {
  const linkFrom = async (call: (method: string, path: string) => ReturnType<Leeway['api']>) => {
    const { body } = await call('GET', `/api/v1/customers/${globex.customerId}/eup`);
    return new URL(body.url).searchParams.get('link') ?? '';
  };
  const enter = (link: string) => portal('POST /portal/api/v1/session/link', { link, as: 'token' });

  it('opens it as admin for an hour, marked as the vendor, with who it was in the audit log', async () => {
    const ann = await signedIn(leeway, 'Ann', 'Support');
    const opened = await enter(await linkFrom(ann.call));
    expect(opened.status).toBe(201);
    expect(checkSchema('PortalSessionModel', opened.body)).toBeNull();
    expect(opened.body).toMatchObject({
      ...{ contact: null, vendorName: 'Ann Tester', role: 'admin', method: 'vendorLink' },
      customer: { id: globex.customerId, name: 'Globex' },
    });
    const { items } = (
      await leeway.api('GET', `/api/v1/audit-log?objectType=customer&objectId=${globex.customerId}`)
    ).body;
    expect(items[0]).toMatchObject({
      ...{ action: 'create', part: expect.stringMatching(/^portalSessions ses_/) },
      author: { kind: 'user', id: ann.userId, name: 'Ann Tester' },
    });
    const shown = JSON.stringify(items[0].changes);
    expect(shown).toContain('vendorLink');
    expect(shown).not.toMatch(/\\\\x[0-9a-f]{64}/);
    const { token } = opened.body;
    leeway.clock.advance(59 * 60_000);
    expect((await who(token)).status).toBe(200);
    leeway.clock.advance(60_001);
    expect((await who(token)).status).toBe(401);
  });

  it('names the vendor, not a contact, for what is changed there', async () => {
    const ann = await signedIn(leeway, 'Bob', 'Support');
    const { token } = (await enter(await linkFrom(ann.call))).body;
    const headers = { authorization: `Bearer ${token}` };
    const asked = { email: 'invited@globex.example', role: 'user' };
    const invited = await portal('POST /portal/api/v1/users', asked, headers);
    expect(invited.status).toBe(201);
    const path = `/api/v1/audit-log?objectType=contact&objectId=${invited.body.id}`;
    const { items } = (await leeway.api('GET', path)).body;
    expect(items[0]).toMatchObject({ author: { kind: 'user', name: 'Bob Tester' } });
    const change = { currentPassword: password, newPassword: 'another horse battery' };
    expect((await portal('PUT /portal/api/v1/password', change, headers)).status).toBe(403);
  });

  it('is refused when it is too old, was changed, or is another token of ours', async () => {
    const link = await linkFrom(leeway.api);
    const [head = '', payload = '', signature = ''] = link.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'cust_0000000000000000000000' }));
    const refused = [
      `${head}.${forged.toString('base64url')}.${signature}`,
      await freshToken(),
      'no link at all',
      `${link.slice(0, -4)}AAAA`,
    ];
    for (const text of refused) {
      const { status, body } = await enter(text);
      expect([status, body.errorCode]).toEqual([401, 'signInRejected']);
    }
    leeway.clock.advance((portalLinkSeconds - 5) * 1000);
    expect((await enter(link)).status).toBe(201);
    leeway.clock.advance(6_000);
    expect((await enter(link)).status).toBe(401);
  });
});

describe('how the portal looks', () => {
  const branding = (query = '', headers: Record<string, string> = {}) =>
    portal(`GET /portal/api/v1/branding${query}`, undefined, headers);

  it('is told to everybody, with the only tenant when none is named', async () => {
    const { status, body } = await branding();
    expect([status, checkSchema('PortalBrandingModel', body)]).toEqual([200, null]);
    expect(body).toEqual({
      ...{ tenant: { slug: 'acme', name: 'Acme' }, logoUrl: null, theme: null, openIdUrl: null },
    });
    expect((await branding('?tenant=acme')).body).toEqual(body);
    expect((await branding('?tenant=nowhere')).status).toBe(404);
  });

  it('has the logo, which is public too, and the theme', async () => {
    const form = new FormData();
    const png = new Uint8Array(Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'));
    form.append('FormFile', new Blob([png]), 'logo.png');
    await fetch(`${leeway.baseUrl}/api/v1/account/eup/logo`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await freshToken()}` },
      body: form,
    });
    const themeOverrides = { accent: '#0b6b3a', font: '"Inter", sans-serif' };
    const path = 'PATCH /api/v1/account/eup/settings';
    expect((await api('updatePortalSettings', path, { themeOverrides })).status).toBe(204);
    const { body } = await branding('?tenant=acme');
    expect(body.theme).toEqual(themeOverrides);
    const logo = await fetch(leeway.baseUrl + body.logoUrl);
    expect(logo.status).toBe(200);
    expect(logo.headers.get('content-type')).toBe('image/png');
    expect(logo.headers.get('x-content-type-options')).toBe('nosniff');
    expect(logo.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(new Uint8Array(await logo.arrayBuffer())).toEqual(png);
    const another = body.logoUrl.replace(/file_.*/, 'file_0000000000000000000000');
    expect((await fetch(leeway.baseUrl + another)).status).toBe(404);
  });

  it('is refused when text could not be read: contrast below 4.5 to 1', async () => {
    const path = 'PATCH /api/v1/account/eup/settings';
    const answer = await api('updatePortalSettings', path, { themeOverrides: { accent: '#ffe14d' } });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'themeOverrides.accent']);
    expect(answer.body.detail).toContain('at least 4.5 is needed');
    expect((await branding('?tenant=acme')).body.theme).toMatchObject({ accent: '#0b6b3a' });
  });
});

describe('a host name of its own', () => {
  const put = (host: string | null, as = api) =>
    as('updatePortalHost', 'PUT /api/v1/account/eup/host', { host });
  // A proxy on this machine says which host was asked for.
  const at = (host: string) => ({ 'x-forwarded-host': host });
  const slugAt = async (host: string, query = '') => {
    const { status, body } = await portal(`GET /portal/api/v1/branding${query}`, undefined, at(host));
    return status === 200 ? body.tenant.slug : status;
  };

  it('chooses the tenant, and only this one', async () => {
    stranger = await strangersApi(leeway);
    expect((await put('licences.acme.example')).status).toBe(204);
    expect((await api('getPortalHost', 'GET /api/v1/account/eup/host')).body.host).toBe(
      'licences.acme.example',
    );
    expect(await slugAt('licences.acme.example')).toBe('acme');
    expect(await slugAt('Licences.Acme.Example:8443')).toBe('acme');
    expect(await slugAt('licences.acme.example', '?tenant=stranger')).toBe(404);
    // Two tenants, and nothing says which.
    expect(await slugAt('elsewhere.example')).toBe(404);
    expect(await slugAt('elsewhere.example', '?tenant=stranger')).toBe('stranger');
    const { email } = await globex.signedIn('user');
    const asked = { email, password, as: 'token' };
    const here = await portal('POST /portal/api/v1/session', asked, at('licences.acme.example'));
    expect(here.body).toMatchObject({ tenant: { slug: 'acme' }, contact: { email } });
    expect((await portal('POST /portal/api/v1/session', asked)).status).toBe(401);
  });

  it('is where mails and links lead', async () => {
    const { url } = (await api('getPortalSettings', 'GET /api/v1/account/eup/settings')).body;
    expect(url).toBe('http://licences.acme.example/portal/acme');
    const path = `GET /api/v1/customers/${globex.customerId}/eup`;
    expect((await api('getCustomerPortalUrl', path)).body.url).toMatch(
      /^http:\/\/licences\.acme\.example\/portal\/acme\?link=ey/,
    );
  });

  it('is one tenant’s, and can be given up', async () => {
    expect((await put('licences.acme.example', stranger)).status).toBe(409);
    expect((await put(null)).status).toBe(204);
    expect((await put('licences.acme.example', stranger)).status).toBe(204);
    expect(await slugAt('licences.acme.example')).toBe('stranger');
  });

  it.each([
    'localhost',
    'UPPER.example',
    'a b.example',
    'https://x.example',
    'x.example:80',
    '-a.example',
    '10.0.0.1',
  ])('cannot be %s', async (host) => {
    const answer = await put(host);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'host']);
  });
});
