import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { consoleOf, invitationTo, invite, password, signedIn } from '../../testing/people.ts';

/** What an account is run with beyond the contract: clients with few scopes, users who go, its name and clocks. */

let leeway: Leeway;
let api: ReturnType<typeof checkedApi>;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway.stop());

const clients = '/api/v1/account/api-clients';
const users = '/api/v1/account/users';
const settings = '/api/v1/account/settings';

describe('an API client with chosen scopes', () => {
  it('holds those and no others, which the list tells', async () => {
    const scopes = ['customers:read', 'products:read'];
    const made = await api('createScopedApiClient', `POST ${clients}/scoped`, { clientId: 'few', scopes });
    expect(made.status).toBe(201);
    const { items } = (await api('listApiClients', `GET ${clients}`)).body;
    expect(items.find(({ clientId }: { clientId: string }) => clientId === 'few')).toMatchObject({ scopes });
    const authorization = `Bearer ${await leeway.tokenFor('few', made.body.clientSecret)}`;
    expect((await leeway.api('GET', clients, undefined, { authorization })).status).toBe(403);
  });

  it('is given neither the operator’s scope nor none', async () => {
    const ask = (scopes: string[]) => leeway.api('POST', `${clients}/scoped`, { clientId: 'more', scopes });
    expect(faultyFields(await ask(['tenants:admin']))).toEqual(['scopes.0']);
    expect((await ask([])).status).toBe(422);
    expect((await ask(['all'])).status).toBe(422);
  });

  it('gets another secret, and the one before opens nothing', async () => {
    const { body } = await leeway.api('POST', clients, { clientId: 'turning' });
    const rotated = await api('rotateApiClientSecret', `POST ${clients}/${body.id}/secret/rotate`);
    expect(rotated.status).toBe(200);
    expect(await leeway.tokenFor('turning', rotated.body.clientSecret)).toBeTruthy();
    expect(await leeway.tokenFor('turning', body.clientSecret)).toBeUndefined();
  });
});

describe('deleting a user', () => {
  const remove = (userId: string) => api('deleteUser', `DELETE ${users}/${userId}`);

  it('ends the sessions at once, and the name is free again', async () => {
    const { userId, call } = await signedIn(leeway, 'Gone', 'Viewer');
    expect((await call('GET', '/api/v1/products')).status).toBe(200);
    expect((await remove(userId)).status).toBe(204);
    expect((await call('GET', '/api/v1/products')).status).toBe(401);
    expect((await remove(userId)).status).toBe(404);
    await invite(leeway, 'Gone', 'Viewer');
  });

  it('withdraws an invitation', async () => {
    const { userId, email } = await invite(leeway, 'Never', 'Viewer');
    expect((await api('getUser', `GET ${users}/${userId}`)).body).toMatchObject({ status: 'invited' });
    const token = await invitationTo(leeway, email);
    expect((await remove(userId)).status).toBe(204);
    const accept = consoleOf(leeway)('POST', '/console/invitation/accept', { token, password });
    expect((await accept).status).not.toBe(204);
  });

  it('is refused for the last administrator, and for oneself', async () => {
    const first = await signedIn(leeway, 'First', 'Account Administrator');
    expect((await remove(first.userId)).status).toBe(409);
    const second = await signedIn(leeway, 'Second', 'Account Administrator');
    expect((await second.call('DELETE', `${users}/${second.userId}`)).status).toBe(409);
    expect((await second.call('DELETE', `${users}/${first.userId}`)).status).toBe(204);
  });
});

describe('the account', () => {
  it('has a name and a time zone, which the session tells', async () => {
    const { call, authorization } = await signedIn(leeway, 'Clock', 'Account Administrator');
    const body = { name: ' Acme Tools ', timeZone: 'Europe/Zurich' };
    expect((await call('PUT', settings, body)).status).toBe(204);
    expect((await api('getAccountSettings', `GET ${settings}`)).body).toEqual({
      ...{ name: 'Acme Tools', timeZone: 'Europe/Zurich', slug: 'acme' },
    });
    const session = await consoleOf(leeway)('GET', '/console/session', undefined, { authorization });
    expect(session.body.tenant).toMatchObject({ name: 'Acme Tools', timeZone: 'Europe/Zurich' });
  });

  it.each([
    ['name', { name: ' ', timeZone: 'UTC' }],
    ['timeZone', { name: 'Acme', timeZone: 'Mars/Olympus' }],
    ['timeZone', { name: 'Acme', timeZone: '+02:00' }],
  ])('refuses a bad %s', async (field, body) => {
    expect(faultyFields(await leeway.api('PUT', settings, body))).toEqual([field]);
  });
});

describe('one’s own sessions', () => {
  it('are listed, this one marked, and ended one by one; another user’s are not found', async () => {
    const person = await signedIn(leeway, 'Lena', 'Viewer');
    const console = consoleOf(leeway);
    const more = await console('POST', '/console/session', { username: 'Lena', password, as: 'token' });
    const own = { authorization: person.authorization };
    const { items } = (await console('GET', '/console/sessions', undefined, own)).body;
    expect(items).toHaveLength(2);
    const isThis = items.filter((each: { isThis: boolean }) => each.isThis);
    expect(isThis).toHaveLength(1);
    const other = items.find((each: { isThis: boolean }) => !each.isThis);
    const stranger = await signedIn(leeway, 'Mona', 'Viewer');
    const path = `/console/sessions/${other.id}`;
    const end = (authorization: string) => console('DELETE', path, undefined, { authorization });
    expect((await end(stranger.authorization)).status).toBe(404);
    expect((await end(person.authorization)).status).toBe(204);
    const ended = { authorization: `Bearer ${more.body.token}` };
    expect((await console('GET', '/console/session', undefined, ended)).status).toBe(401);
    expect((await console('GET', '/console/session', undefined, own)).status).toBe(200);
  });
});
