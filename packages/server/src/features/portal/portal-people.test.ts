import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailSteps } from '../../platform/mail.ts';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { headerOf, type MailServer, startMailServer, textOf } from '../../testing/mail-server.ts';
import type { Sold } from '../../testing/sell.ts';
import {
  openCustomer,
  type PortalCustomer,
  type PortalPerson,
  password,
  portalOf,
} from './testing/portal-scene.ts';

/** Orders, codes and users in the portal. */

const at = '/portal/api/v1';

let leeway: Leeway;
let api: CheckedApi;
let portal: ReturnType<typeof portalOf>;
let globex: PortalCustomer;
let initech: PortalCustomer;
let admin: PortalPerson;
let user: PortalPerson;
let first: Sold;
let second: Sold;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  portal = portalOf(leeway);
  globex = await openCustomer(leeway, 'Globex');
  initech = await openCustomer(leeway, 'Initech');
  admin = await globex.signedIn('admin');
  user = await globex.signedIn('user');
  first = await globex.buy();
  second = await globex.buy();
  await initech.buy();
  await globex.list(first, user);
});
afterAll(() => leeway?.stop());

const show = (settings: Record<string, string>) =>
  api('updatePortalSettings', 'PATCH /api/v1/account/eup/settings', settings);
const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe('orders and codes', () => {
  it('are the customer’s to an admin, and those that list the user to a user', async () => {
    const groups = async (person: PortalPerson) =>
      (await person.call('listPortalGroups', `GET ${at}/groups`)).body;
    expect(idsOf((await groups(admin)).items)).toEqual([first.groupId, second.groupId]);
    expect(await groups(user)).toMatchObject({
      elementsTotal: 1,
      items: [
        {
          ...{ id: first.groupId, orderRefId: null, memberCount: 1 },
          entitlements: [{ id: first.entitlementId, status: 'active' }],
        },
      ],
    });
    const codes = async (person: PortalPerson) =>
      (await person.call('listPortalCodes', `GET ${at}/activation-codes`)).body.items;
    expect(await codes(user)).toMatchObject([
      { entitlementGroupId: first.groupId, activationCodes: [first.code] },
    ]);
    expect(JSON.stringify(await codes(admin))).toContain(second.code);
  });

  it('no code leaves the server where codes are not shown', async () => {
    const everything = async (person: PortalPerson) => {
      const answers = await Promise.all([
        person.call('getPortalOverview', `GET ${at}/overview`),
        person.call('listPortalGroups', `GET ${at}/groups`),
        person.call('getPortalEntitlement', `GET ${at}/entitlements/${first.entitlementId}`),
        person.call('listPortalCodes', `GET ${at}/activation-codes`),
      ]);
      return JSON.stringify(answers.map(({ body }) => body));
    };
    await show({ showActivationCodes: 'admin' });
    expect(await everything(user)).not.toContain(first.code);
    expect(await everything(admin)).toContain(first.code);
    await show({ showActivationCodes: 'none' });
    expect(await everything(admin)).not.toContain(first.code);
    await show({ showActivationCodes: 'user' });
  });

  it('no order, and no trend, is told where they are not shown', async () => {
    const seen = async (person: PortalPerson) =>
      (await person.call('getPortalEntitlement', `GET ${at}/entitlements/${first.entitlementId}`)).body;
    expect(await seen(user)).toMatchObject({ entitlementGroupId: first.groupId, trend: expect.anything() });
    await show({ showEntitlementGroups: 'admin', showActivationsGraph: 'admin' });
    expect(await seen(user)).toMatchObject({ entitlementGroupId: null, orderRefId: null, trend: null });
    expect(await seen(admin)).toMatchObject({ entitlementGroupId: first.groupId, trend: expect.anything() });
    await show({ showEntitlementGroups: 'user', showActivationsGraph: 'user' });
  });

  it('an admin decides who may use an order; only of its own people', async () => {
    const member = (sold: Sold, { contactId }: Pick<PortalPerson, 'contactId'>) =>
      `${at}/groups/${sold.groupId}/members/${contactId}`;
    const add = (sold: Sold, person: Pick<PortalPerson, 'contactId'>) =>
      admin.call('addPortalGroupMember', `PUT ${member(sold, person)}`);
    const seen = async () => (await user.call('getPortalOverview', `GET ${at}/overview`)).body.elementsTotal;
    expect((await add(second, user)).status).toBe(204);
    expect((await add(second, user)).status).toBe(204);
    expect(await seen()).toBe(2);
    const members = await admin.call('listPortalGroupMembers', `GET ${at}/groups/${second.groupId}/members`);
    expect(members.body.items).toEqual([
      { id: user.contactId, email: user.email, firstName: null, lastName: null },
    ]);
    const remove = () => admin.call('removePortalGroupMember', `DELETE ${member(second, user)}`);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect(await seen()).toBe(1);
    const foreigner = await initech.signedIn('user');
    expect((await add(second, foreigner)).status).toBe(404);
    const answer = await user.call('addPortalGroupMember', `PUT ${member(second, user)}`);
    expect(answer.status).toBe(403);
  });
});

describe('users', () => {
  const users = async () => (await admin.call('listPortalUsers', `GET ${at}/users`)).body.items;
  const stateOf = async (id: string) => (await users()).find((one: { id: string }) => one.id === id)?.state;
  let mailServer: MailServer;
  beforeAll(async () => {
    mailServer = await startMailServer();
  });
  afterAll(() => mailServer?.stop());

  /** Sends what is queued, and answers the latest mail. */
  const delivered = async () => {
    const { database, clock } = leeway;
    const log = pino({ level: 'silent' });
    const [send] = mailSteps({
      database,
      clock,
      log,
      smtpUrl: mailServer.url,
      publicUrl: 'http://localhost',
    });
    await send?.run(new AbortController().signal);
    const mail = mailServer.received.at(-1);
    if (!mail) throw new Error('no mail was delivered');
    return mail;
  };

  it('are listed with how they sign in, and which of them is oneself', async () => {
    expect(await users()).toEqual([
      {
        ...{ id: admin.contactId, email: admin.email, firstName: null, lastName: null, role: 'admin' },
        ...{ authentication: 'password', state: 'active', isSelf: true },
      },
      {
        ...{ id: user.contactId, email: user.email, firstName: null, lastName: null, role: 'user' },
        ...{ authentication: 'password', state: 'active', isSelf: false },
      },
    ]);
  });

  it('an admin invites by a real mail, whose link opens the portal', async () => {
    const asked = { email: 'Nora@globex.example', firstName: 'Nora', role: 'user' };
    const invited = await admin.call('invitePortalUser', `POST ${at}/users`, asked);
    expect(invited.status).toBe(201);
    expect(invited.body).toMatchObject({ ...asked, lastName: null, state: 'invited', isSelf: false });
    const mail = await delivered();
    expect(mail.to).toEqual(['Nora@globex.example']);
    expect(headerOf(mail, 'subject')).toBe('Choose your password for Acme');
    const link = new URL(/http:\S+\/password\?token=\S+/.exec(textOf(mail))?.[0] ?? '');
    expect(link.pathname).toBe('/portal/acme/password');
    const token = link.searchParams.get('token');
    expect((await portal('POST /portal/credentials/password', { token, password })).status).toBe(204);
    expect(await globex.signIn('nora@globex.example')).toMatch(/^t_/);
    expect(await stateOf(invited.body.id)).toBe('active');
    const { items } = (
      await leeway.api('GET', `/api/v1/audit-log?objectType=contact&objectId=${invited.body.id}`)
    ).body;
    expect(items.at(-1)).toMatchObject({
      author: { kind: 'contact', id: admin.contactId, name: admin.email },
    });
  });

  it('a contact the vendor knows becomes a user; who is one already, or is another customer’s, is refused', async () => {
    const known = await globex.newContact();
    const invite = (email: string) =>
      admin.call('invitePortalUser', `POST ${at}/users`, { email, role: 'user' });
    expect((await invite(known.email)).body.id).toBe(known.id);
    const again = await invite(known.email.toUpperCase());
    expect([again.status, ...faultyFields(again)]).toEqual([409, 'email']);
    const { email } = await initech.signedIn('user');
    expect((await invite(email)).status).toBe(409);
    const bad = await invite('no address');
    expect([bad.status, ...faultyFields(bad)]).toEqual([422, 'email']);
  });

  it('can be sent another link, which voids the one before', async () => {
    const { id, email } = (
      await admin.call('invitePortalUser', `POST ${at}/users`, { email: 'late@globex.example', role: 'user' })
    ).body;
    await delivered();
    leeway.clock.advance(1);
    const resend = (contactId: string) =>
      admin.call('resendPortalInvitation', `POST ${at}/users/${contactId}/invitation`);
    expect((await resend(id)).status).toBe(204);
    expect((await delivered()).to).toEqual([email]);
    expect(mailServer.received.filter(({ to }) => to.includes(email))).toHaveLength(2);
    expect((await resend((await initech.newContact()).id)).status).toBe(404);
  });

  it('have a role, and the last admin keeps it', async () => {
    const setRole = (contactId: string, role: string) =>
      admin.call('updatePortalUser', `PATCH ${at}/users/${contactId}`, { role });
    const remove = (contactId: string) => admin.call('removePortalUser', `DELETE ${at}/users/${contactId}`);
    expect((await setRole(admin.contactId, 'user')).status).toBe(409);
    expect((await remove(admin.contactId)).status).toBe(409);
    // An admin who has chosen no password yet could not help.
    const invited = await admin.call('invitePortalUser', `POST ${at}/users`, {
      ...{ email: 'second@globex.example', role: 'admin' },
    });
    expect((await setRole(admin.contactId, 'user')).status).toBe(409);
    expect((await setRole(user.contactId, 'admin')).status).toBe(204);
    expect((await user.call('listPortalUsers', `GET ${at}/users`)).status).toBe(200);
    expect((await setRole(user.contactId, 'user')).status).toBe(204);
    expect((await user.call('listPortalUsers', `GET ${at}/users`)).status).toBe(403);
    expect((await remove(invited.body.id)).status).toBe(204);
    expect((await remove(invited.body.id)).status).toBe(404);
    expect((await setRole((await initech.signedIn('user')).contactId, 'admin')).status).toBe(404);
  });

  it('of two admins who take the role off each other one stays', async () => {
    const other = await globex.signedIn('admin');
    const demote = (by: PortalPerson, whom: PortalPerson) =>
      by.call('updatePortalUser', `PATCH ${at}/users/${whom.contactId}`, { role: 'user' });
    const answers = await Promise.all([demote(admin, other), demote(other, admin)]);
    // Who comes second is refused: by the rule, or as a user already.
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const roleOf = async ({ contactId }: PortalPerson) =>
      (await api('getContactCredentials', `GET ${globex.contacts}/${contactId}/credentials`)).body.role;
    expect([await roleOf(admin), await roleOf(other)].sort()).toEqual(['admin', 'user']);
  });

  it('are signed out when they are removed; the contact stays', async () => {
    const boss = await globex.signedIn('admin');
    const gone = await globex.signedIn('user');
    await globex.list(first, gone);
    expect((await boss.call('removePortalUser', `DELETE ${at}/users/${gone.contactId}`)).status).toBe(204);
    expect((await gone.call('getPortalOverview', `GET ${at}/overview`)).status).toBe(401);
    const contact = await api('getContact', `GET ${globex.contacts}/${gone.contactId}`);
    expect(contact.status).toBe(200);
  });
});
