import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackgroundLoop } from '../../platform/background-loop.ts';
import { createSendList } from '../../platform/files/send-list.ts';
import { createRoute } from '../../platform/http/route.ts';
import { createHttpServer } from '../../platform/http/server.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { createApiClient, createGuard, createTenant, registerIdentity } from './index.ts';
import { basic, grant, postForToken, type TokenPost } from './token-client.ts';

const realmPath = '/realms/acme/protocol/openid-connect/token';

interface Configuration {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly id_token_signing_alg_values_supported: string[];
}

describe('the token URLs', () => {
  let leeway: Leeway;
  let credentials: { client_id: string; client_secret: string };
  beforeAll(async () => {
    leeway = await startLeeway();
    const { clientId, clientSecret } = leeway.client;
    credentials = { client_id: clientId, client_secret: clientSecret };
  });
  afterAll(() => leeway.stop());

  const post: TokenPost = (path, form, headers) => postForToken(leeway.baseUrl + path, form, headers);
  const getJson = async <Body>(path: string) => (await (await fetch(leeway.baseUrl + path)).json()) as Body;
  const works = async (token: string) => {
    const authorization = `Bearer ${token}`;
    return (await leeway.api('GET', '/api/v1/account/api-clients', undefined, { authorization })).status;
  };

  describe('give a token', () => {
    it('for a form to /oauth/token and to the realm by slug and by id', async () => {
      const byId = `/realms/${leeway.tenantId}/protocol/openid-connect/token`;
      for (const path of ['/oauth/token', realmPath, byId]) {
        const { status, body, headers } = await post(path, { ...grant, ...credentials });
        expect(status).toBe(200);
        expect(body).toEqual({
          access_token: expect.stringMatching(/^ey/),
          token_type: 'Bearer',
          expires_in: 3600,
          scope: leeway.client.scopes.join(' '),
        });
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('n-trace-id')).toBeTruthy();
        expect(await works(body.access_token)).toBe(200);
      }
    });

    it('for HTTP Basic, form-encoded as RFC 6749 says', async () => {
      const clientSecret = 'a:b c+d%e/f=g&h?i and so on, to 32';
      await createApiClient(leeway, leeway.tenantId, { clientId: 'basic', clientSecret, scopes: 'all' });
      const answer = await post(realmPath, grant, basic('basic', clientSecret));
      expect(answer.status).toBe(200);
      expect(await works(answer.body.access_token)).toBe(200);
      const withId = await post(
        '/oauth/token',
        { ...grant, client_id: 'basic' },
        basic('basic', clientSecret),
      );
      expect(withId.status).toBe(200);
    });

    it('for a JSON body', async () => {
      const body = JSON.stringify({ ...grant, ...credentials, scope: 'products:read' });
      const answer = await post('/oauth/token', body, { 'content-type': 'application/json' });
      expect(answer).toMatchObject({ status: 200, body: { scope: 'products:read' } });
    });

    it('with the scopes asked for, and openid stands for nothing', async () => {
      const scopeOf = async (scope: string) =>
        (await post('/oauth/token', { ...grant, ...credentials, scope })).body.scope;
      expect(await scopeOf('products:read  entitlements:activate products:read')).toBe(
        'products:read entitlements:activate',
      );
      expect(await scopeOf('openid products:read')).toBe('products:read');
      expect(await scopeOf('openid')).toBe(leeway.client.scopes.join(' '));
      expect(await scopeOf('')).toBe(leeway.client.scopes.join(' '));
    });

    it('to the tenant whose secret it is, when several have the client id', async () => {
      const other = await createTenant(leeway, { name: 'Other', slug: 'other' });
      const twin = await createApiClient(leeway, other.tenantId, { clientId: 'test', scopes: 'all' });
      const { body } = await post('/oauth/token', {
        ...grant,
        client_id: 'test',
        client_secret: twin.clientSecret,
      });
      const listed = await leeway.api('GET', '/api/v1/account/api-clients', undefined, {
        authorization: `Bearer ${body.access_token}`,
        'n-tenantid': other.tenantId,
      });
      expect(listed.body.items).toEqual([
        expect.objectContaining({ id: twin.apiId, clientId: 'test', clientName: null }),
      ]);
      const wrongRealm = await post(realmPath, {
        ...grant,
        client_id: 'test',
        client_secret: twin.clientSecret,
      });
      expect(wrongRealm).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    });

    it('and ask for the realm when two tenants chose the same id and secret', async () => {
      const clientSecret = 'the same secret of two tenants, 32';
      const other = await createTenant(leeway, { name: 'Same', slug: 'same' });
      for (const tenantId of [leeway.tenantId, other.tenantId]) {
        await createApiClient(leeway, tenantId, { clientId: 'same', clientSecret, scopes: 'all' });
      }
      const form = { ...grant, client_id: 'same', client_secret: clientSecret };
      expect(await post('/oauth/token', form)).toMatchObject({
        status: 400,
        body: { error: 'invalid_request' },
      });
      expect((await post(realmPath, form)).status).toBe(200);
    });

    it("from one key, when a new tenant's first tokens are asked for at once", async () => {
      const fresh = await createTenant(leeway, { name: 'Fresh', slug: 'fresh' });
      const client = await createApiClient(leeway, fresh.tenantId, { clientId: 'first', scopes: 'all' });
      const tokens = await Promise.all(
        Array.from({ length: 8 }, () => leeway.tokenFor('first', client.clientSecret)),
      );
      for (const token of tokens) expect(await works(token)).toBe(200);
      const { keys } = await getJson<JSONWebKeySet>('/realms/fresh/protocol/openid-connect/certs');
      expect(keys).toHaveLength(1);
    });
  });

  it('let a generic client find the keys and verify a token with them', async () => {
    const found = await getJson<Configuration>('/realms/acme/.well-known/openid-configuration');
    expect(found.issuer).toBe('http://localhost/realms/acme');
    expect(found.token_endpoint).toBe(`http://localhost${realmPath}`);
    const certs = await getJson<JSONWebKeySet>(new URL(found.jwks_uri).pathname);
    expect(Object.keys(certs.keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);

    const token = await leeway.tokenFor(credentials.client_id, credentials.client_secret, 'products:read');
    const { payload } = await jwtVerify(token, createLocalJWKSet(certs), {
      issuer: found.issuer,
      audience: 'http://localhost',
      algorithms: found.id_token_signing_alg_values_supported,
      requiredClaims: ['iat', 'exp', 'jti'],
    });
    expect(payload).toMatchObject({
      sub: credentials.client_id,
      azp: credentials.client_id,
      tenant_id: leeway.tenantId,
      scope: 'products:read',
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
  });

  it('make one address wait after 20 wrong secrets in a minute, and no other', async () => {
    const guessed = await createApiClient(leeway, leeway.tenantId, { clientId: 'guessed', scopes: 'all' });
    const ask = async (clientSecret: string, remoteAddress: string) => {
      const form = new URLSearchParams({ ...grant, client_id: 'guessed', client_secret: clientSecret });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const payload = form.toString();
      return leeway.app.inject({ method: 'POST', url: '/oauth/token', payload, headers, remoteAddress });
    };
    for (let failures = 1; failures <= 20; failures += 1) {
      expect((await ask('x'.repeat(43), '192.0.2.1')).statusCode).toBe(401);
    }
    const waiting = await ask(guessed.clientSecret, '192.0.2.1');
    expect(waiting.statusCode).toBe(429);
    expect(waiting.json()).toMatchObject({ error: 'too_many_requests' });
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(waiting.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await ask(guessed.clientSecret, '192.0.2.2')).statusCode).toBe(200);
    leeway.clock.advance(Number(waiting.headers['retry-after']) * 1000);
    expect((await ask(guessed.clientSecret, '192.0.2.1')).statusCode).toBe(200);
  });

  it('write no secret and no token to the log, at any level', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const app = createHttpServer(log);
    const background = createBackgroundLoop(log);
    const sendList = createSendList({ ...leeway, timeZoneOf: async () => 'UTC' });
    const context = { ...leeway, app, log, background, sendList, publicUrl: 'http://localhost' };
    const guard = createGuard(context);
    registerIdentity({ ...context, route: createRoute(app, guard) }, guard, { allowPrivate: false });
    const secret = 'q'.repeat(40);
    const send = (form: Record<string, string>, headers = {}) =>
      app.inject({
        method: 'POST',
        url: '/oauth/token',
        payload: new URLSearchParams(form).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
    await send({ ...grant, client_id: 'test', client_secret: secret });
    await send(grant, basic('test', secret));
    const token = (await send({ ...grant, ...credentials })).json().access_token;
    const headers = { authorization: `Bearer ${token}` };
    const payload = { clientId: 'logged', clientSecret: secret };
    const url = '/api/v1/account/api-clients';
    expect((await app.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(409);
    // A line of our own shows that the log is really read.
    log.error('end');
    await app.close();
    const text = lines.join('');
    expect(text).toContain('end');
    for (const word of [secret, credentials.client_secret, token]) expect(text).not.toContain(word);
  });
});
