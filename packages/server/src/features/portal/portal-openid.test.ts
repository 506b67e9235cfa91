import { openIdSignInMinutes } from '@leeway/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../../testing/openid-provider.ts';
import { openCustomer, type PortalCustomer, portalOf } from './testing/portal-scene.ts';

/** Signing in to the portal at a real OpenID provider. */

const claims: Record<string, Record<string, unknown>> = {
  ann: { email: 'Person.Ann@globex.example', email_verified: true },
  doubtful: { email: 'person.ann@globex.example', email_verified: false },
  byAddress: { email: 'by.address@globex.example', email_verified: true },
  unknown: { email: 'unknown@globex.example', email_verified: true },
};
const client = {
  clientId: 'leeway',
  redirectUri: 'http://localhost/portal/openid/callback',
  clientSecret: 'a secret of the provider',
  hasClaimsInToken: true,
};
const path = '/api/v1/account/eup/openid';

let leeway: Leeway;
let api: CheckedApi;
let provider: OpenIdProvider;
let globex: PortalCustomer;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  api = checkedApi(leeway);
  provider = await startOpenIdProvider(claims, client);
  globex = await openCustomer(leeway, 'Globex');
});
afterAll(async () => {
  await provider?.stop();
  await leeway?.stop();
});
beforeEach(() => offer());

const offer = async (changes: Record<string, unknown> = {}) => {
  const { clientId, clientSecret } = client;
  const settings = { enabled: true, issuer: provider.issuer, clientId, clientSecret, ...changes };
  expect((await api('updatePortalOpenIdSettings', `PUT ${path}`, settings)).status).toBe(204);
};
/** A contact with these credentials. */
const contact = async (email: string, authentication: Record<string, unknown>, role = 'user') => {
  const { id } = (await api('createContact', `POST ${globex.contacts}`, { email })).body;
  const at = `PATCH ${globex.contacts}/${id}/credentials`;
  expect((await api('updateContactCredentials', at, { authentication, role })).status).toBe(204);
  return id as string;
};

/** As a browser: follows nothing, and answers where it is sent and with which cookies. */
const visit = async (at: string, cookie = '') => {
  const url = new URL(at, leeway.baseUrl);
  const response = await fetch(leeway.baseUrl + url.pathname + url.search, {
    redirect: 'manual',
    headers: cookie ? { cookie } : {},
  });
  const cookies = response.headers.getSetCookie();
  const cookieOf = (name: string) =>
    cookies.map((line) => line.split(';')[0] ?? '').find((pair) => pair.startsWith(`${name}=`)) ?? '';
  return { status: response.status, to: response.headers.get('location') ?? '', cookies, cookieOf };
};
const start = () => visit('/portal/openid/start?tenant=acme');
const comeBack = async (name: string | null) => {
  const { to, cookieOf } = await start();
  return { callback: await provider.visit(to, name), cookie: cookieOf('leeway_portal_openid') };
};
const signIn = async (name: string | null) => {
  const { callback, cookie } = await comeBack(name);
  return visit(callback, cookie);
};
const who = (cookie: string) => portalOf(leeway)('GET /portal/api/v1/session', undefined, { cookie });
const refused = (problem: string) => `/portal/acme/sign-in?problem=${problem}`;

describe('a sign-in to the portal at the OpenID provider', () => {
  it('is offered where the vendor says so, and its secret is never told', async () => {
    const branding = async () => (await portalOf(leeway)('GET /portal/api/v1/branding?tenant=acme')).body;
    expect((await branding()).openIdUrl).toBe('/portal/openid/start?tenant=acme');
    const { body } = await api('getPortalOpenIdSettings', `GET ${path}`);
    expect(body).toEqual({
      ...{ enabled: true, issuer: provider.issuer, clientId: 'leeway', hasClientSecret: true },
      callbackUrl: client.redirectUri,
    });
    await offer({ enabled: false });
    expect((await branding()).openIdUrl).toBeNull();
    expect((await start()).to).toBe(refused('notFound'));
  });

  it('goes there with PKCE, tied to the browser, and opens the session of the verified address', async () => {
    const id = await contact('person.ann@globex.example', { type: 'password' }, 'admin');
    const begun = await start();
    const url = new URL(begun.to);
    expect([begun.status, url.origin]).toEqual([302, provider.issuer]);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ client_id: 'leeway', redirect_uri: client.redirectUri, code_challenge_method: 'S256' },
    });
    expect(begun.cookies).toEqual([
      `leeway_portal_openid=${url.searchParams.get('state')}; Path=/portal/openid; HttpOnly; SameSite=Lax; Max-Age=600`,
    ]);
    const { to, cookies, cookieOf } = await signIn('ann');
    expect(to).toBe('/portal/acme/');
    expect(cookies[0]).toMatch(
      /^leeway_portal=[^;]+; Path=\/portal; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect((await who(cookieOf('leeway_portal'))).body).toMatchObject({
      ...{ contact: { id }, role: 'admin', method: 'openId' },
    });
    expect((await signIn('doubtful')).to).toBe(refused('openIdUnknownUser'));
  });

  it('finds the contact of a claim: the account at the provider, or its verified address', async () => {
    const bySubject = await contact('other@globex.example', { type: 'openIdToken', claimValue: 'unknown' });
    const byAddress = await contact('third@globex.example', {
      ...{ type: 'openIdToken', claimValue: 'by.address@globex.example' },
    });
    const idOf = async (name: string) =>
      (await who((await signIn(name)).cookieOf('leeway_portal'))).body.contact.id;
    expect([await idOf('unknown'), await idOf('byAddress')]).toEqual([bySubject, byAddress]);
    await api('patchContact', `PATCH ${globex.contacts}/${bySubject}`, { status: 'inactive' });
    expect((await signIn('unknown')).to).toBe(refused('openIdUnknownUser'));
  });

  it('is refused without the browser that began it, twice, too late, and when the person cancels', async () => {
    const { callback, cookie } = await comeBack('byAddress');
    expect((await visit(callback)).to).toBe(refused('openIdRejected'));
    expect((await visit(callback, cookie)).to).toBe('/portal/acme/');
    expect((await visit(callback, cookie)).to).toBe(refused('openIdRejected'));
    const late = await comeBack('byAddress');
    leeway.clock.advance(openIdSignInMinutes * 60_000 + 1);
    expect((await visit(late.callback, late.cookie)).to).toBe(refused('openIdRejected'));
    expect((await signIn(null)).to).toBe(refused('openIdRejected'));
  });

  it('says so when the provider does not answer', async () => {
    await offer({ issuer: 'http://127.0.0.1:9/' });
    expect((await start()).to).toBe(refused('authorityUnavailable'));
  });

  it.each([
    ['issuer', { enabled: true }],
    ['clientId', { enabled: true, issuer: 'https://id.example.com' }],
    ['issuer', { enabled: false, issuer: 'ftp://id.example.com' }],
  ])('cannot be set up without a good %s', async (field, body) => {
    const answer = await api('updatePortalOpenIdSettings', `PUT ${path}`, body);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
  });

  it('keeps the secret with the provider it was given for, out of the audit log too', async () => {
    const { clientId } = client;
    const put = (body: object) => api('updatePortalOpenIdSettings', `PUT ${path}`, body);
    const hasSecret = async () => (await api('getPortalOpenIdSettings', `GET ${path}`)).body.hasClientSecret;
    await put({ enabled: true, issuer: provider.issuer, clientId });
    expect(await hasSecret()).toBe(true);
    await put({ enabled: true, issuer: 'https://id.example.com', clientId });
    expect(await hasSecret()).toBe(false);
    const log = await leeway.api('GET', '/api/v1/audit-log?objectType=portalOpenIdSettings');
    expect(log.body.items.length).toBeGreaterThan(1);
    expect(JSON.stringify(log.body)).not.toContain(client.clientSecret);
  });
});
