import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { consoleOf, roleIdOf, signedIn } from '../../testing/people.ts';

const path = '/api/v1/account/security/openid';

let leeway: Leeway;
let api: CheckedApi;
let console: ReturnType<typeof consoleOf>;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  console = consoleOf(leeway);
});
afterAll(() => leeway.stop());
beforeEach(() => offer());

const settings = () => ({
  ...{ enabled: true, issuer: 'https://id.example.com', clientId: 'leeway' },
  clientSecret: 'a secret of the provider',
  defaultRoleId: null,
});
const offer = async (changes: Record<string, unknown> = {}) => {
  const answer = await api('updateOpenIdSignInSettings', `PUT ${path}`, { ...settings(), ...changes });
  expect(answer.status).toBe(204);
};

describe('the settings of the sign-in by OpenID', () => {
  it('are replaced as a whole, and never show the secret again', async () => {
    const shown = async () => (await api('getOpenIdSignInSettings', `GET ${path}`)).body;
    const { clientSecret, ...plain } = settings();
    expect(await shown()).toEqual({
      ...{ ...plain, hasClientSecret: true, callbackUrl: 'http://localhost/console/openid/callback' },
    });
    const defaultRoleId = await roleIdOf(leeway, 'Viewer');
    await offer({ clientSecret: undefined, defaultRoleId });
    expect(await shown()).toMatchObject({ hasClientSecret: true, defaultRoleId });
    await offer({ clientSecret: null });
    expect((await shown()).hasClientSecret).toBe(false);
    await api('updateOpenIdSignInSettings', `PUT ${path}`, { enabled: false });
    expect(await shown()).toMatchObject({
      enabled: false,
      issuer: null,
      clientId: null,
      hasClientSecret: false,
    });
    const { items } = (await leeway.api('GET', '/api/v1/audit-log?objectType=openIdSignInSettings')).body;
    expect(items[0].author).toMatchObject({ id: 'test' });
    expect(JSON.stringify(items)).not.toContain(clientSecret);
    const secrets = items.flatMap(({ changes }: { changes: { field: string }[] }) =>
      changes.filter(({ field }) => field === 'clientSecret'),
    );
    expect(secrets[0]).toMatchObject({ masked: true });
  });

  it('keep the secret for the provider it was given for', async () => {
    const answer = await api('updateOpenIdSignInSettings', `PUT ${path}`, {
      ...{ enabled: true, clientId: 'leeway', issuer: 'https://elsewhere.example.com' },
    });
    expect(answer.status).toBe(204);
    expect((await api('getOpenIdSignInSettings', `GET ${path}`)).body.hasClientSecret).toBe(false);
  });

  it.each([
    [{ issuer: 'http://id.example.com' }, 'issuer'],
    [{ issuer: 'ftp://id.example.com' }, 'issuer'],
    [{ issuer: 'https://user:secret@id.example.com' }, 'issuer'],
    [{ issuer: 'no url' }, 'issuer'],
    [{ issuer: null }, 'issuer'],
    [{ clientId: null }, 'clientId'],
    [{ defaultRoleId: `role_${'0'.repeat(22)}` }, 'defaultRoleId'],
  ])('refuse %j', async (changes, field) => {
    const answer = await api('updateOpenIdSignInSettings', `PUT ${path}`, { ...settings(), ...changes });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
  });

  it('refuse a provider at a private address, unless the operator allows them', async () => {
    for (const issuer of [
      'http://127.0.0.1:3000',
      'https://10.0.0.7',
      'https://localhost',
      'https://[::1]',
    ]) {
      const answer = await leeway.api('PUT', path, { ...settings(), issuer });
      expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'issuer']);
    }
  });

  it('are for Account Administrators', async () => {
    const sales = await signedIn(leeway, 'Sal', 'Sales');
    expect((await sales.call('GET', path)).body.errorCode).toBe('roleForbids');
    expect((await sales.call('PUT', path, settings())).body.errorCode).toBe('roleForbids');
  });

  it('tell who is not signed in yet whether they can sign in there', async () => {
    const options = async (query = '') => (await console('GET', `/console/sign-in-options${query}`)).body;
    const there = { openIdUrl: '/console/openid/start?tenant=acme' };
    expect(await options('?tenant=acme')).toEqual(there);
    expect(await options()).toEqual(there);
    expect(await options('?tenant=nowhere')).toEqual({ openIdUrl: null });
    await offer({ enabled: false });
    expect(await options('?tenant=acme')).toEqual({ openIdUrl: null });
  });
});
