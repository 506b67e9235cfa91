import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { createApiClient } from './index.ts';
import { basic, grant, postForToken, type TokenForm, type TokenPost } from './token-client.ts';

const realmPath = '/realms/acme/protocol/openid-connect/token';
const wrong = 'x'.repeat(43);
const json = { 'content-type': 'application/json' };
const xml = { 'content-type': 'application/xml' };

describe('the token URLs refuse, in the form of RFC 6749,', () => {
  let leeway: Leeway;
  let credentials: { client_id: string; client_secret: string };
  beforeAll(async () => {
    leeway = await startLeeway();
    const { clientId, clientSecret } = leeway.client;
    credentials = { client_id: clientId, client_secret: clientSecret };
  });
  afterAll(() => leeway.stop());

  const post: TokenPost = (path, form, headers) => postForToken(leeway.baseUrl + path, form, headers);

  const twoIds: TokenForm = [...Object.entries(grant), ['client_id', 'a'], ['client_id', 'b']];
  const withSecret = (id: string) => ({ ...grant, client_id: id, client_secret: wrong });
  const cases: [string, number, string, TokenForm, Record<string, string>?][] = [
    ['no grant type', 400, 'invalid_request', {}],
    ['another grant type', 400, 'unsupported_grant_type', { grant_type: 'password' }],
    ['a repeated parameter', 400, 'invalid_request', twoIds],
    ['no client', 401, 'invalid_client', grant],
    ['no secret', 401, 'invalid_client', { ...grant, client_id: 'test' }],
    ['an unknown client', 401, 'invalid_client', withSecret('nobody')],
    ['a wrong secret', 401, 'invalid_client', withSecret('test')],
    ['a client id that no database takes', 401, 'invalid_client', withSecret('a\u0000b')],
    ['broken JSON', 400, 'invalid_request', '{"grant_type":', json],
    ['an empty JSON body', 400, 'invalid_request', '', json],
    ['JSON that is no object', 400, 'invalid_request', '[1]', json],
    ['a parameter that is no text', 400, 'invalid_request', '{"grant_type":1}', json],
    ['another content type', 400, 'invalid_request', 'grant_type=client_credentials', xml],
    ['a body of 9 kB', 400, 'invalid_request', { ...grant, scope: 'a'.repeat(9_000) }],
  ];

  it.each(cases)('%s: %i %s', async (_what, status, error, form, headers) => {
    for (const path of ['/oauth/token', realmPath]) {
      const answer = await post(path, form, headers);
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({ error, error_description: expect.any(String) });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
  });

  const encoded = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  it.each([
    ['a wrong secret', encoded(`test:${wrong}`)],
    ['no colon', encoded('test')],
    ['no client id', encoded(`:${wrong}`)],
    ['no content', 'Basic '],
    ['bad percent-encoding', encoded('test:%zz')],
  ])('HTTP Basic with %s: 401 naming the scheme', async (_what, authorization) => {
    const answer = await post('/oauth/token', grant, { authorization });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it('two ways of authentication at once', async () => {
    const header = basic(credentials.client_id, credentials.client_secret);
    for (const more of [credentials, { client_id: 'another' }]) {
      const answer = await post('/oauth/token', { ...grant, ...more }, header);
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    }
  });

  it('scopes that are unknown or not held', async () => {
    const reader = await createApiClient(leeway, leeway.tenantId, {
      clientId: 'reader',
      scopes: ['products:read'],
    });
    const form = { ...grant, client_id: 'reader', client_secret: reader.clientSecret };
    expect((await post('/oauth/token', form)).body.scope).toBe('products:read');
    for (const scope of ['products:admin', 'products:read products:admin', 'nonsense', '"\\']) {
      const answer = await post('/oauth/token', { ...form, scope });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
      expect(answer.body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    }
  });

  it.each(['nobody', 't_0000000000000000000000', '%00'])('an unknown realm %s: 404', async (realm) => {
    const path = `/realms/${realm}/protocol/openid-connect/token`;
    const answer = await post(path, { ...grant, ...credentials });
    expect(answer).toMatchObject({ status: 404, body: { error: 'invalid_request' } });
    for (const end of ['.well-known/openid-configuration', 'protocol/openid-connect/certs']) {
      const response = await fetch(`${leeway.baseUrl}/realms/${realm}/${end}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ errorCode: 'notFound' });
    }
  });
});
