import { sessionHoursMax, sessionIdleMinutes } from '@leeway/contract';
import { checkSchema } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { linkTo, openCustomer, type PortalCustomer, password, portalOf } from './testing/portal-scene.ts';

let leeway: Leeway;
let api: CheckedApi;
let portal: ReturnType<typeof portalOf>;
let globex: PortalCustomer;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  portal = portalOf(leeway);
  globex = await openCustomer(leeway, 'Globex');
});
afterAll(() => leeway?.stop());

const session = 'POST /portal/api/v1/session';
const who = (headers: Record<string, string>) => portal('GET /portal/api/v1/session', undefined, headers);
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? '';

describe('an invitation by the vendor', () => {
  it('is mailed, opens the choice of a password, and with it the portal', async () => {
    const { id, email } = await globex.newContact();
    const asked = `POST ${globex.contacts}/${id}/portal-invitation`;
    expect((await api('inviteContactToPortal', asked, { role: 'admin' })).status).toBe(204);
    const before = await portal(session, { tenant: 'acme', email, password });
    expect([before.status, before.body.errorCode]).toEqual([401, 'signInRejected']);
    const token = await linkTo(leeway, email);
    expect((await portal('POST /portal/credentials/password', { token, password })).status).toBe(204);
    const signedIn = await portal(session, { tenant: 'acme', email, password });
    expect(signedIn.status).toBe(201);
    expect(checkSchema('PortalSessionModel', signedIn.body)).toBeNull();
    expect(signedIn.body).toMatchObject({
      contact: { id, email, firstName: null, lastName: null },
      vendorName: null,
      customer: { id: globex.customerId, name: 'Globex' },
      tenant: { slug: 'acme', name: 'Acme', timeZone: 'UTC' },
      ...{ role: 'admin', method: 'password' },
      permits: ['signedIn', 'admin', 'graph', 'seats', 'codes', 'groups', 'users', 'manageUsers'],
    });
    expect(signedIn.body).not.toHaveProperty('token');
  });

  it('may be repeated, with another role; the link before is void', async () => {
    const { id, email } = await globex.newContact();
    const asked = `POST ${globex.contacts}/${id}/portal-invitation`;
    await api('inviteContactToPortal', asked, { role: 'admin' });
    const old = await linkTo(leeway, email);
    leeway.clock.advance(1);
    await api('inviteContactToPortal', asked, { role: 'user' });
    const answer = await portal('POST /portal/credentials/password', { token: old, password });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'token']);
    const credentials = await api('getContactCredentials', `GET ${globex.contacts}/${id}/credentials`);
    expect(credentials.body).toMatchObject({ role: 'user', active: false });
  });

  it('is refused for who signs in by OpenID, who is inactive, and who is not there', async () => {
    const invite = (id: string) =>
      api('inviteContactToPortal', `POST ${globex.contacts}/${id}/portal-invitation`, { role: 'user' });
    const { id } = await globex.newContact();
    const authentication = { type: 'openIdToken', claimValue: 'sub-7' };
    await api('updateContactCredentials', `PATCH ${globex.contacts}/${id}/credentials`, {
      ...{ authentication, role: 'user' },
    });
    expect((await invite(id)).status).toBe(409);
    const idle = await globex.newContact();
    await api('patchContact', `PATCH ${globex.contacts}/${idle.id}`, { status: 'inactive' });
    expect((await invite(idle.id)).status).toBe(409);
    expect((await invite('con_0000000000000000000000')).status).toBe(404);
  });
});

describe('a session of the portal', () => {
  it('is a cookie below /portal that scripts cannot read, and counts for a change only with the header', async () => {
    const { email } = await globex.signedIn('user');
    const signedIn = await portal(session, { tenant: 'acme', email, password });
    expect(signedIn.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^leeway_portal=t_[^;]+; Path=\/portal; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      ),
    ]);
    const cookie = cookieOf(signedIn.headers);
    expect((await who({ cookie })).body.contact.email).toBe(email);
    const change = (headers: Record<string, string>) =>
      portal(
        'PUT /portal/api/v1/password',
        { currentPassword: password, newPassword: `${password}!` },
        {
          cookie,
          ...headers,
        },
      );
    expect((await change({})).status).toBe(401);
    expect((await change({ 'x-leeway-csrf': '1', 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    expect((await change({ 'x-leeway-csrf': '1' })).status).toBe(204);
    const out = await portal('DELETE /portal/api/v1/session', undefined, { cookie, 'x-leeway-csrf': '1' });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^leeway_portal=; .*Max-Age=0$/),
    ]);
    expect((await who({ cookie })).status).toBe(401);
  });

  it('opens nothing of the console or the API, nor theirs the portal', async () => {
    const { authorization } = await globex.signedIn('admin');
    expect((await leeway.api('GET', '/api/v1/customers', undefined, { authorization })).status).toBe(401);
    expect((await leeway.api('GET', '/console/session', undefined, { authorization })).status).toBe(401);
    expect((await leeway.api('GET', '/portal/api/v1/overview')).status).toBe(401);
  });

  it('ends after a while without use, and in any case after a day’s work', async () => {
    const { authorization } = await globex.signedIn('user');
    leeway.clock.advance((sessionIdleMinutes - 1) * 60_000);
    expect((await who({ authorization })).status).toBe(200);
    leeway.clock.advance((sessionIdleMinutes - 1) * 60_000);
    expect((await who({ authorization })).status).toBe(200);
    leeway.clock.advance((sessionIdleMinutes + 1) * 60_000);
    expect((await who({ authorization })).status).toBe(401);
    const second = await globex.signedIn('user');
    for (let hours = 1; hours < sessionHoursMax; hours += 1) {
      leeway.clock.advance(3_600_000);
      expect((await who({ authorization: second.authorization })).status).toBe(200);
    }
    leeway.clock.advance(3_600_000);
    expect((await who({ authorization: second.authorization })).status).toBe(401);
    await leeway.runStep('portal.forgetSessions');
    expect(await leeway.database.query('select from portal_sessions')).toEqual([]);
  });

  it('ends with the contact, its credentials or another password; a change of the role is in force at once', async () => {
    const changed = async (change: (id: string, email: string) => Promise<unknown>) => {
      const { contactId, email, authorization } = await globex.signedIn('user');
      await change(contactId, email);
      return (await who({ authorization })).status;
    };
    const at = (id: string) => `PATCH ${globex.contacts}/${id}`;
    expect(await changed((id) => api('patchContact', at(id), { status: 'inactive' }))).toBe(401);
    const openId = { authentication: { type: 'openIdToken', claimValue: 'sub-8' }, role: 'user' };
    expect(await changed((id) => api('updateContactCredentials', `${at(id)}/credentials`, openId))).toBe(401);
    const reset = async (id: string, email: string) => {
      const path = `POST ${globex.contacts}/${id}/credentials/password/action`;
      await api('requestContactPasswordAction', path, { action: 'reset' });
      const token = await linkTo(leeway, email);
      await portal('POST /portal/credentials/password', { token, password: 'another horse battery' });
    };
    expect(await changed(reset)).toBe(401);
    const promoted = { authentication: { type: 'password' }, role: 'admin' };
    const { contactId, authorization } = await globex.signedIn('user');
    await api('updateContactCredentials', `${at(contactId)}/credentials`, promoted);
    expect((await who({ authorization })).body).toMatchObject({ role: 'admin' });
  });

  it('stays when its own password is changed, while the others end', async () => {
    const { email, authorization } = await globex.signedIn('user');
    const other = `Bearer ${await globex.signIn(email)}`;
    const change = (currentPassword: string, newPassword: string) =>
      portal('PUT /portal/api/v1/password', { currentPassword, newPassword }, { authorization });
    expect((await change('wrong horse', 'new horse battery')).status).toBe(401);
    const weak = await change(password, 'short');
    expect([weak.status, ...faultyFields(weak)]).toEqual([422, 'newPassword']);
    expect((await change(password, 'new horse battery')).status).toBe(204);
    expect((await who({ authorization })).status).toBe(200);
    expect((await who({ authorization: other })).status).toBe(401);
    expect(await globex.signIn(email, 'new horse battery')).toMatch(/^t_/);
  });
});

describe('signing in', () => {
  it('tells nobody whether the address, the password or the tenant is wrong', async () => {
    const { email } = await globex.signedIn('user');
    const wrong = [
      { tenant: 'acme', email, password: 'wrong' },
      { tenant: 'acme', email: 'nobody@globex.example', password },
      { tenant: 'nowhere', email, password },
    ];
    const answers = await Promise.all(wrong.map((body) => portal(session, body)));
    for (const { status, body } of answers) {
      expect([status, body.detail]).toEqual([401, 'The address or the password is wrong.']);
    }
  });

  it('is slowed for who guesses, from their address', async () => {
    const { email } = await globex.newContact();
    const guess = () => portal(session, { tenant: 'acme', email, password: 'a guess' });
    for (let guesses = 0; guesses < 10; guesses += 1) expect((await guess()).status).toBe(401);
    const slowed = await guess();
    expect([slowed.status, Number(slowed.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    leeway.clock.advance(61_000);
    expect((await guess()).status).toBe(401);
  });

  it.each([
    ['email', { password }],
    ['password', { email: 'a@b.example' }],
    ['as', { email: 'a@b.example', password, as: 'header' }],
  ])('names what is missing: %s', async (field, body) => {
    const answer = await portal(session, body);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
  });
});

describe('a forgotten password', () => {
  const forgotten = (email: string, tenant = 'acme') =>
    portal('POST /portal/api/v1/password/forgotten', { tenant, email });
  const mailsTo = async (email: string) =>
    leeway.database.query<{ subject: string }>('select subject from mails where recipient = $1', [email]);
  const until = async (isTrue: () => Promise<boolean>) => {
    await expect.poll(isTrue, { timeout: 5_000 }).toBe(true);
  };

  it('is answered alike for every address; a link goes to who signs in with it, one a minute', async () => {
    const { email } = await globex.signedIn('user');
    leeway.clock.advance(3 * 60_000);
    const before = (await mailsTo(email)).length;
    for (const address of [email.toUpperCase(), 'nobody@globex.example']) {
      expect((await forgotten(address)).status).toBe(204);
    }
    expect((await forgotten(email, 'nowhere')).status).toBe(204);
    await until(async () => (await mailsTo(email)).length === before + 1);
    expect((await mailsTo(email)).at(-1)?.subject).toBe('Your new password for Acme');
    expect((await forgotten(email)).status).toBe(204);
    const token = await linkTo(leeway, email);
    const chosen = { token, password: 'another horse battery' };
    expect((await portal('POST /portal/credentials/password', chosen)).status).toBe(204);
    expect(await globex.signIn(email, 'another horse battery')).toMatch(/^t_/);
    leeway.clock.advance(61_000);
    await forgotten(email);
    await until(async () => (await mailsTo(email)).length === before + 2);
    expect(await mailsTo('nobody@globex.example')).toEqual([]);
  });

  it('cannot be asked for without end', async () => {
    leeway.clock.advance(61_000);
    const answers: number[] = [];
    for (let asks = 0; asks < 11; asks += 1) answers.push((await forgotten('nobody@globex.example')).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 204), 429]);
  });
});
