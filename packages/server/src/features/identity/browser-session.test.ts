import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { accepted, consoleOf, password } from '../../testing/people.ts';

const products = '/api/v1/products';

describe('a session in a browser', () => {
  let leeway: Leeway;
  let console: ReturnType<typeof consoleOf>;
  beforeAll(async () => {
    leeway = await startLeeway();
    console = consoleOf(leeway);
  });
  afterAll(() => leeway.stop());

  let people = 0;
  const signIn = (body: object) => console('POST', '/console/session', body);
  const cookieOf = async () => {
    people += 1;
    const { username } = await accepted(leeway, `person${people}`, 'Product Management');
    const answer = await signIn({ username, password });
    expect(answer.body.token).toBeUndefined();
    return answer.headers.get('set-cookie') ?? '';
  };
  const ask = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    console(method, path, body, headers);
  const csrf = { 'x-leeway-csrf': '1' };

  it('the session is a cookie that scripts cannot read and other sites do not send', async () => {
    const set = await cookieOf();
    expect(set).toMatch(/^leeway_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    const [cookie = ''] = set.split(';');
    expect((await ask('GET', products, { cookie: `theme=dark; ${cookie}; x=y` })).status).toBe(200);
    expect((await ask('GET', '/console/session', { cookie })).status).toBe(200);
    expect((await ask('GET', products, { cookie: cookie.replace('leeway_', 'other_') })).status).toBe(401);
  });

  it('a change needs the header that no other site can set', async () => {
    const [cookie = ''] = (await cookieOf()).split(';');
    const name = (n: number) => ({ name: `By a browser ${n}` });
    expect((await ask('POST', products, { cookie, ...csrf }, name(1))).status).toBe(201);
    const refused = await ask('POST', products, { cookie }, name(2));
    expect(refused).toMatchObject({ status: 401, body: { errorCode: 'unauthenticated' } });
    expect(refused.body.detail).toContain('x-leeway-csrf');
    for (const site of ['cross-site', 'same-site']) {
      const headers = { cookie, ...csrf, 'sec-fetch-site': site };
      expect((await ask('POST', products, headers, name(3))).status).toBe(401);
    }
    const own = { cookie, ...csrf, 'sec-fetch-site': 'same-origin' };
    expect((await ask('POST', products, own, name(4))).status).toBe(201);
    expect((await ask('DELETE', '/console/session', { cookie })).status).toBe(401);
    expect((await ask('GET', products, { cookie })).status).toBe(200);
  });

  it('signing out takes the cookie away', async () => {
    const [cookie = ''] = (await cookieOf()).split(';');
    const out = await ask('DELETE', '/console/session', { cookie, ...csrf });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^leeway_session=;.*Max-Age=0$/);
    expect((await ask('GET', products, { cookie })).status).toBe(401);
  });

  it('an Authorization header counts before the cookie', async () => {
    const [cookie = ''] = (await cookieOf()).split(';');
    expect((await ask('GET', products, { cookie, authorization: 'Bearer nonsense' })).status).toBe(401);
  });
});
