import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { accepted, consoleOf, invitationTo, invite, password, roleIdOf } from '../../testing/people.ts';

const path = '/api/v1/account';
const nobody = 'user_0000000000000000000000';

describe('users of the console', () => {
  let leeway: Leeway;
  let api: CheckedApi;
  let stranger: CheckedApi;
  let console: ReturnType<typeof consoleOf>;
  beforeAll(async () => {
    leeway = await startLeeway();
    api = checkedApi(leeway);
    stranger = await strangersApi(leeway);
    console = consoleOf(leeway);
  });
  afterAll(() => leeway.stop());

  const accept = (token: string, chosen = password) =>
    console('POST', '/console/invitation/accept', { token, password: chosen });
  const signIn = (username: string, chosen = password) =>
    console('POST', '/console/session', { username, password: chosen, as: 'token' });
  const userOf = async (userId: string) => (await api('getUser', `GET ${path}/users/${userId}`)).body;
  const put = async (userId: string, changed: object) => {
    const { firstName, lastName, email, roleId } = await userOf(userId);
    return api('updateUser', `PUT ${path}/users/${userId}`, {
      ...{ firstName, lastName, email, roleId },
      ...changed,
    });
  };
  const mailsTo = async (email: string) =>
    (
      await leeway.database.query<{ n: number }>(
        'select count(*)::int as n from mails where recipient = $1',
        [email],
      )
    )[0]?.n;

  describe('are kept apart', () => {
    it('name and address belong to one user of a tenant, in whatever case; another tenant may have the same', async () => {
      await invite(leeway, 'frank', 'Viewer');
      const roleId = await roleIdOf(leeway, 'Viewer');
      const person = { username: 'gina', firstName: 'a', lastName: 'b', email: 'gina@example.com', roleId };
      const create = (changed: object) => api('createUser', `POST ${path}/users`, { ...person, ...changed });
      const named = await create({ username: 'FRANK' });
      expect([named.status, faultyFields(named)]).toEqual([409, ['username']]);
      const mailed = await create({ email: 'Frank@Example.com' });
      expect([mailed.status, faultyFields(mailed)]).toEqual([409, ['email']]);
      expect(await mailsTo('Frank@Example.com')).toBe(0);

      const theirs = (await stranger('listRoles', `GET ${path}/roles`)).body.items[0].id;
      const there = await stranger('createUser', `POST ${path}/users`, {
        ...person,
        ...{ username: 'frank', email: 'frank@example.com', roleId: theirs },
      });
      expect(there.status).toBe(201);
    });

    it('another tenant finds none of them', async () => {
      const { userId } = await invite(leeway, 'henry', 'Viewer');
      const at = `${path}/users/${userId}`;
      expect((await stranger('getUser', `GET ${at}`)).status).toBe(404);
      expect((await stranger('disableUser', `PATCH ${at}/disable`)).status).toBe(404);
      expect((await stranger('sendUserInvitation', `POST ${at}/send-invitation-email`)).status).toBe(404);
      const { items } = (await stranger('listUsers', `GET ${path}/users`)).body;
      expect(items.map(({ id }: { id: string }) => id)).not.toContain(userId);
    });

    it('a role of another tenant is none here', async () => {
      const roleId = (await stranger('listRoles', `GET ${path}/roles`)).body.items[0].id;
      const person = { username: 'ivan', firstName: 'a', lastName: 'b', email: 'ivan@example.com', roleId };
      const answer = await api('createUser', `POST ${path}/users`, person);
      expect(answer).toMatchObject({ status: 422, body: { errorCode: 'unknownReference' } });
      expect((await api('getRole', `GET ${path}/roles/${roleId}`)).status).toBe(404);
    });
  });

  it.each([
    ['username', { username: 'ab' }],
    ['username', { username: 'a<b>' }],
    ['username', { username: '   ' }],
    ['firstName', { firstName: '' }],
    ['lastName', { lastName: 'a\nhttp://evil.example' }],
    ['email', { email: 'no address' }],
    ['email', { email: 'a@b@c.example' }],
    ['roleId', { roleId: 'Viewer' }],
  ])('a bad %s is refused', async (field, changed) => {
    const roleId = await roleIdOf(leeway, 'Viewer');
    const person = { username: 'jack', firstName: 'a', lastName: 'b', email: 'jack@example.com', roleId };
    const answer = await api('createUser', `POST ${path}/users`, { ...person, ...changed });
    expect([answer.status, faultyFields(answer)]).toEqual([422, [field]]);
  });

  describe('a change', () => {
    it('of name and address shows, and the new address is not verified', async () => {
      const { userId } = await accepted(leeway, 'kate', 'Viewer');
      expect((await put(userId, { firstName: 'Katharina' })).status).toBe(204);
      expect(await userOf(userId)).toMatchObject({ firstName: 'Katharina', emailVerified: true });
      expect((await put(userId, { email: 'kate2@example.com' })).status).toBe(204);
      expect(await userOf(userId)).toMatchObject({ email: 'kate2@example.com', emailVerified: false });
      expect((await api('updateUser', `PUT ${path}/users/${nobody}`, await userOf(userId))).status).toBe(404);
      const taken = await put(userId, { email: 'henry@example.com' });
      expect([taken.status, faultyFields(taken)]).toEqual([409, ['email']]);
    });

    it('of the address of an open invitation mails a new one there, and voids the old one', async () => {
      const { userId, email } = await invite(leeway, 'liam', 'Viewer');
      const old = await invitationTo(leeway, email);
      expect((await put(userId, { email: 'liam2@example.com' })).status).toBe(204);
      expect(faultyFields(await accept(old))).toEqual(['token']);
      expect((await accept(await invitationTo(leeway, 'liam2@example.com'))).status).toBe(204);
    });

    it('is in the audit log with its author, and no password ever is', async () => {
      const { userId } = await accepted(leeway, 'mary', 'Viewer');
      await put(userId, { roleId: await roleIdOf(leeway, 'Sales') });
      const rows = await leeway.database.query<{ author_name: string; action: string; changes: unknown[] }>(
        `select author_name, action, changes from audit_log where object_type = 'user' and object_id = $1
         order by audit_id`,
        [userId],
      );
      expect(rows.map(({ author_name, action }) => [author_name, action])).toEqual([
        ['test', 'create'],
        ['mary Tester', 'update'],
        ['test', 'update'],
      ]);
      expect(rows[1]?.changes).toContainEqual({ field: 'password_hash', masked: true });
      expect(rows[2]?.changes).toEqual([{ field: 'role', old: 'Viewer', new: 'Sales' }]);
    });
  });

  describe('disabling', () => {
    it('shuts a user out, with an open invitation too; enabling lets back in', async () => {
      const { userId, username } = await accepted(leeway, 'nora', 'Viewer');
      const disable = (id: string) => api('disableUser', `PATCH ${path}/users/${id}/disable`);
      expect((await disable(userId)).status).toBe(204);
      expect((await disable(userId)).status).toBe(204);
      expect((await userOf(userId)).enabled).toBe(false);
      expect(await signIn(username)).toMatchObject({ status: 401, body: { errorCode: 'signInRejected' } });
      expect((await api('enableUser', `PATCH ${path}/users/${userId}/enable`)).status).toBe(204);
      expect((await signIn(username)).status).toBe(201);

      const invited = await invite(leeway, 'oscar', 'Viewer');
      const token = await invitationTo(leeway, invited.email);
      await disable(invited.userId);
      expect(faultyFields(await accept(token))).toEqual(['token']);
      const at = `POST ${path}/users/${invited.userId}/send-invitation-email`;
      expect((await api('sendUserInvitation', at)).status).toBe(409);
      expect((await disable(nobody)).status).toBe(404);
    });

    it('never takes the last administrator, also when two go at once', async () => {
      const one = await accepted(leeway, 'paul', 'Account Administrator');
      const two = await accepted(leeway, 'quinn', 'Account Administrator');
      await invite(leeway, 'rosa', 'Account Administrator');
      const answers = await Promise.all(
        [one, two].map(({ userId }) => api('disableUser', `PATCH ${path}/users/${userId}/disable`)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      const last = answers[0]?.status === 409 ? one : two;
      const viewer = await roleIdOf(leeway, 'Viewer');
      expect((await put(last.userId, { roleId: viewer })).body.errorCode).toBe('conflict');
      const other = last === one ? two : one;
      await api('enableUser', `PATCH ${path}/users/${other.userId}/enable`);
      expect((await put(last.userId, { roleId: viewer })).status).toBe(204);
    });
  });

  it('are listed in pages, in the order they came', async () => {
    const page = (await api('listUsers', `GET ${path}/users?pageSize=2&pageNumber=2`)).body;
    const all = (await api('listUsers', `GET ${path}/users?pageSize=1000`)).body;
    expect(all.elementsTotal).toBe(all.items.length);
    expect(all.items[0].username).toBe('frank');
    expect(page).toMatchObject({ pageNumber: 2, pageSize: 2, elementsTotal: all.elementsTotal });
    expect(page.items).toEqual(all.items.slice(2, 4));
    const beyond = (await api('listUsers', `GET ${path}/users?pageNumber=500`)).body;
    expect(beyond).toMatchObject({ items: [], elementsTotal: all.elementsTotal });
  });

  it('rule 42: the seven roles, with ids that stay the same and permissions that tell what they do', async () => {
    const listed = (await api('listRoles', `GET ${path}/roles`)).body;
    expect(listed.elementsTotal).toBe(7);
    const [first] = listed.items;
    expect(first.name).toBe('Account Administrator');
    expect((await api('listRoles', `GET ${path}/roles`)).body).toEqual(listed);
    const viewer = await api('getRole', `GET ${path}/roles/${await roleIdOf(leeway, 'Viewer')}`);
    expect(viewer.body.permissions.map(({ name }: { name: string }) => name)).toEqual([
      'products:read',
      'customers:read',
      'entitlements:read',
      'events:follow',
    ]);
  });

  it('security settings are kept, and audited', async () => {
    const at = `${path}/security/settings`;
    expect((await api('getSecuritySettings', `GET ${at}`)).body).toEqual({ enforceMfa: false });
    expect((await api('updateSecuritySettings', `PUT ${at}`, { enforceMfa: true })).status).toBe(204);
    expect((await api('getSecuritySettings', `GET ${at}`)).body).toEqual({ enforceMfa: true });
    expect((await stranger('getSecuritySettings', `GET ${at}`)).body).toEqual({ enforceMfa: false });
    const [row] = await leeway.database.query<{ changes: unknown }>(
      `select changes from audit_log where object_type = 'securitySettings'`,
    );
    expect(row?.changes).toEqual([{ field: 'enforce_mfa', old: null, new: 'true' }]);
  });
});
