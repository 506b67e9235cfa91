import { openIdSignInMinutes } from '@leeway/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../../testing/openid-provider.ts';
import { accepted, consoleOf, invite, roleIdOf, signedIn } from '../../testing/people.ts';
import { enrol } from '../../testing/second-factor.ts';
import { createTenant } from './index.ts';

/** What the provider says of its people, by the name they sign in with there. */
const claims: Record<string, Record<string, unknown>> = {
  ann: { email: 'Ann@Example.com', email_verified: true, given_name: 'Ann', family_name: 'Archer' },
  doubtful: { email: 'doubtful@example.com', email_verified: false },
  nameless: {},
  dan: { email: 'dan@example.com', email_verified: true },
  ivy: { email: 'ivy@example.com', email_verified: true },
  pat: { email: 'pat@example.com', email_verified: true },
  tom: { email: 'tom@example.com', email_verified: true },
  new: { email: 'new.one@example.com', email_verified: true, name: 'Nora <b>New</b> One' },
  impostor: { email: 'ann@example.com', email_verified: true },
};
const client = {
  clientId: 'leeway',
  redirectUri: 'http://localhost/console/openid/callback',
  clientSecret: 'a secret of the provider',
  hasClaimsInToken: true,
};
const path = '/api/v1/account/security/openid';

let leeway: Leeway;
let api: CheckedApi;
let console: ReturnType<typeof consoleOf>;
let provider: OpenIdProvider;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  api = checkedApi(leeway);
  console = consoleOf(leeway);
  provider = await startOpenIdProvider(claims, client);
});
afterAll(async () => {
  await provider?.stop();
  await leeway?.stop();
});
beforeEach(() => offer());

const settings = () => ({
  ...{ enabled: true, issuer: provider.issuer, clientId: client.clientId, clientSecret: client.clientSecret },
  defaultRoleId: null,
});
const offer = async (changes: Record<string, unknown> = {}) => {
  const answer = await api('updateOpenIdSignInSettings', `PUT ${path}`, { ...settings(), ...changes });
  expect(answer.status).toBe(204);
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
const start = () => visit('/console/openid/start?tenant=acme');
/** Goes to the provider, signs in there, and comes back; answers the callback without visiting it. */
const comeBack = async (name: string | null) => {
  const { to, cookieOf } = await start();
  return { callback: await provider.visit(to, name), cookie: cookieOf('leeway_openid') };
};
const signIn = async (name: string | null) => {
  const { callback, cookie } = await comeBack(name);
  return visit(callback, cookie);
};
const who = async (cookie: string) => console('GET', '/console/session', undefined, { cookie });
/** The session of who signs in at the provider. */
const sessionOf = async (name: string) => {
  const { to, cookieOf } = await signIn(name);
  expect(to).toBe('/console/');
  return (await who(cookieOf('leeway_session'))).body;
};
const userOf = async (userId: string) => (await api('getUser', `GET /api/v1/account/users/${userId}`)).body;
const refused = (problem: string) => `/console/sign-in?problem=${problem}`;

describe('a sign-in at the OpenID provider', () => {
  it('goes there with PKCE, state and nonce, tied to the browser', async () => {
    const { status, to, cookies } = await start();
    expect(status).toBe(302);
    const url = new URL(to);
    expect(url.origin).toBe(provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ client_id: 'leeway', redirect_uri: client.redirectUri, response_type: 'code' },
      ...{ scope: 'openid email profile', code_challenge_method: 'S256' },
    });
    for (const secret of ['state', 'nonce', 'code_challenge'])
      expect(url.searchParams.get(secret)?.length).toBeGreaterThanOrEqual(43);
    expect(cookies).toEqual([
      `leeway_openid=${url.searchParams.get('state')}; Path=/console/openid; HttpOnly; SameSite=Lax; Max-Age=600`,
    ]);
  });

  it('opens the session of the user with the verified address, in a cookie', async () => {
    const { userId } = await accepted(leeway, 'Ann', 'Support');
    const { status, to, cookies, cookieOf } = await signIn('ann');
    expect([status, to]).toEqual([302, '/console/']);
    expect(cookies[0]).toMatch(/^leeway_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(cookies[1]).toMatch(/^leeway_openid=; .*Max-Age=0$/);
    const cookie = cookieOf('leeway_session');
    expect((await who(cookie)).body).toMatchObject({
      ...{ user: { id: userId }, role: { name: 'Support' }, method: 'openId', mustEnrol: false },
    });
    expect((await console('GET', '/api/v1/products', undefined, { cookie })).status).toBe(200);
  });

  it('is tied to the account at the provider from then on, not to the address', async () => {
    const { userId } = await accepted(leeway, 'Pat', 'Viewer');
    expect((await sessionOf('pat')).user.id).toBe(userId);
    claims.pat = { email: 'moved@example.com', email_verified: true };
    expect((await sessionOf('pat')).user.id).toBe(userId);
    // Who has the address of Ann there now is not Ann.
    expect((await signIn('impostor')).to).toBe(refused('openIdRejected'));
    const { items } = (await leeway.api('GET', `/api/v1/audit-log?objectType=user&objectId=${userId}`)).body;
    expect(items[0]).toMatchObject({ author: { kind: 'user', id: userId }, action: 'update' });
    expect(items[0].changes).toContainEqual({ field: 'openidSubject', old: null, new: 'pat', masked: false });
  });

  it('is tied anew after an administrator has changed the address', async () => {
    const { userId, email } = await accepted(leeway, 'Tom', 'Viewer');
    await sessionOf('tom');
    claims.tom2 = { email, email_verified: true };
    expect((await signIn('tom2')).to).toBe(refused('openIdRejected'));
    const roleId = await roleIdOf(leeway, 'Viewer');
    for (const address of ['elsewhere@example.com', email]) {
      const body = { firstName: 'Tom', lastName: 'Tester', email: address, roleId };
      await leeway.api('PUT', `/api/v1/account/users/${userId}`, body);
    }
    expect((await sessionOf('tom2')).user.id).toBe(userId);
  });

  it('is refused to who is no user, is disabled, or whose address the provider has not verified', async () => {
    const { userId } = await accepted(leeway, 'Dan', 'Viewer');
    await accepted(leeway, 'doubtful', 'Viewer');
    await leeway.api('PATCH', `/api/v1/account/users/${userId}/disable`);
    for (const name of ['new', 'dan', 'doubtful', 'nameless']) {
      const { to, cookieOf } = await signIn(name);
      expect(to).toBe(refused('openIdUnknownUser'));
      expect(cookieOf('leeway_session')).toBe('');
    }
  });

  it('makes a user of who is none, when the tenant gives a role for that', async () => {
    await offer({ defaultRoleId: await roleIdOf(leeway, 'Viewer') });
    const { user, role } = await sessionOf('new');
    expect(user).toMatchObject({ username: 'new.one@example.com', email: 'new.one@example.com' });
    expect([user.firstName, user.lastName, role.name]).toEqual(['Nora', 'bNewb One', 'Viewer']);
    expect(await userOf(user.id)).toMatchObject({ enabled: true, emailVerified: true });
    // Once: the second sign-in is the same user's, also when nobody is made a user any more.
    await offer();
    expect((await sessionOf('new')).user.id).toBe(user.id);
    expect((await signIn('doubtful')).to).toBe(refused('openIdUnknownUser'));
  });

  it('accepts an invitation, and the user is enabled', async () => {
    const { userId } = await invite(leeway, 'Ivy', 'Sales');
    expect((await userOf(userId)).enabled).toBe(false);
    expect((await sessionOf('ivy')).role.name).toBe('Sales');
    expect(await userOf(userId)).toMatchObject({ enabled: true, emailVerified: true });
  });

  it('counts as second factor: the provider has asked for what it asks for', async () => {
    const person = await signedIn(leeway, 'Sec', 'Viewer');
    claims.sec = { email: person.email, email_verified: true };
    await enrol(leeway, person);
    await leeway.api('PUT', '/api/v1/account/security/settings', { enforceMfa: true });
    expect(await sessionOf('sec')).toMatchObject({ method: 'openId', mustEnrol: false });
    const { cookieOf } = await signIn('ann');
    const cookie = cookieOf('leeway_session');
    expect((await who(cookie)).body).toMatchObject({ secondFactor: { enabled: false }, mustEnrol: false });
    expect((await console('GET', '/api/v1/products', undefined, { cookie })).status).toBe(200);
    await leeway.api('PUT', '/api/v1/account/security/settings', { enforceMfa: false });
  });

  it('asks the provider for the address when the identity token has none', async () => {
    const other = await startOpenIdProvider(claims, { ...client, hasClaimsInToken: false });
    await offer({ issuer: other.issuer });
    const { to, cookieOf } = await start();
    const back = await visit(await other.visit(to, 'ann'), cookieOf('leeway_openid'));
    expect(back.to).toBe('/console/');
    expect(other.requests.some((url) => url.startsWith('/me'))).toBe(true);
    await other.stop();
  });
});

describe('who comes back from the OpenID provider', () => {
  it('has cancelled: is sent to the sign-in page', async () => {
    const { status, to, cookieOf } = await signIn(null);
    expect([status, to, cookieOf('leeway_session')]).toEqual([302, refused('openIdRejected'), '']);
  });

  it('comes back in the browser that was sent, and once', async () => {
    const { callback, cookie } = await comeBack('ann');
    const other = (await comeBack('ann')).cookie;
    expect((await visit(callback)).to).toBe(refused('openIdRejected'));
    expect((await visit(callback, other)).to).toBe(refused('openIdRejected'));
    const both = await Promise.all([visit(callback, cookie), visit(callback, cookie)]);
    expect(both.map(({ to }) => to).sort()).toEqual(['/console/', refused('openIdRejected')].sort());
    expect((await visit(callback, cookie)).to).toBe(refused('openIdRejected'));
  });

  it('comes back within ten minutes', async () => {
    const { callback, cookie } = await comeBack('ann');
    leeway.clock.advance(openIdSignInMinutes * 60_000);
    expect((await visit(callback, cookie)).to).toBe(refused('openIdRejected'));
    await start();
    leeway.clock.advance(openIdSignInMinutes * 60_000);
    await leeway.runStep('identity.forgetSessions');
    expect(await leeway.database.query('select from openid_sign_ins')).toEqual([]);
  });

  it('brings what the provider gave out for this sign-in', async () => {
    const first = await comeBack('ann');
    const second = await comeBack('ann');
    // The code of another sign-in, which this browser's verifier and nonce do not fit.
    const mixed = new URL(first.callback);
    mixed.searchParams.set('code', new URL(second.callback).searchParams.get('code') ?? '');
    expect((await visit(mixed.href, first.cookie)).to).toBe(refused('openIdRejected'));
  });

  it('finds the same provider, and its sign-in still allowed', async () => {
    const { callback, cookie } = await comeBack('ann');
    await offer({ enabled: false });
    expect((await visit(callback, cookie)).to).toBe(refused('openIdRejected'));
  });

  it.each([
    '',
    '?code=x&state=',
    '?state=a&state=b',
    '?error=access_denied',
    `?code=x&state=t_${'0'.repeat(22)}.${'a'.repeat(43)}`,
  ])('was never sent there: %j', async (query) => {
    const state = new URLSearchParams(query).get('state');
    const { status, to } = await visit(`/console/openid/callback${query}`, `leeway_openid=${state}`);
    expect([status, to]).toEqual([302, refused('openIdRejected')]);
  });
});

describe('where no sign-in by OpenID is possible', () => {
  it('the browser is sent to the sign-in page: no such tenant, not offered, provider silent', async () => {
    expect((await visit('/console/openid/start?tenant=nowhere')).to).toBe(refused('notFound'));
    await createTenant(leeway, { name: 'Other', slug: 'other' });
    expect((await visit('/console/openid/start?tenant=other')).to).toBe(
      `${refused('notFound')}&tenant=other`,
    );
    // Which of the two is meant, nobody knows.
    expect((await visit('/console/openid/start')).to).toBe(refused('notFound'));
    await offer({ issuer: 'http://127.0.0.1:9' });
    expect((await start()).to).toBe(`${refused('authorityUnavailable')}&tenant=acme`);
    await offer();
    expect((await start()).status).toBe(302);
  });

  it('a provider that goes away in between is told', async () => {
    const other = await startOpenIdProvider(claims, client);
    await offer({ issuer: other.issuer });
    const { to, cookieOf } = await start();
    const callback = await other.visit(to, 'ann');
    await other.stop();
    expect((await visit(callback, cookieOf('leeway_openid'))).to).toBe(refused('authorityUnavailable'));
  });

  it('beginnings wait after thirty a minute from one address', async () => {
    leeway.clock.advance(61_000);
    const problems = [];
    for (let beginning = 0; beginning < 31; beginning++)
      problems.push((await start()).to.includes('tooManyRequests'));
    expect(problems).toEqual([...Array(30).fill(false), true]);
    leeway.clock.advance(61_000);
    expect((await start()).to).toMatch(new RegExp(`^${provider.issuer}`));
  });
});
