import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { findContactByClaim } from './index.ts';
import { claim, openPeople, type People, password, tokenIn } from './testing/people.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
let people: People;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
  people = await openPeople(leeway);
});
afterAll(() => leeway?.stop());

describe('credentials of a contact', () => {
  it('are none at first', async () => {
    const { id } = await people.newContact();
    const none = { authentication: null, role: null, active: null, locked: null };
    expect(await people.credentialsOf(id)).toEqual({ id, ...none });
  });

  it('of OpenID are active at once, and what stands beside the type is left out', async () => {
    const { id } = await people.newContact();
    expect((await people.set(id, { ...claim('sub-1'), token: 'x' }, 'admin')).status).toBe(204);
    const authentication = claim('sub-1');
    expect(await people.credentialsOf(id)).toEqual({
      id,
      authentication,
      role: 'admin',
      active: true,
      locked: false,
    });
  });

  it('of a password are active when it has been chosen', async () => {
    const { id, email } = await people.newContact();
    expect((await people.set(id, { ...password, claimValue: 'unread' })).status).toBe(204);
    const before = { id, authentication: password, role: 'user', active: false, locked: false };
    expect(await people.credentialsOf(id)).toEqual(before);
    await people.ask(id, 'setup');
    const [mail] = await people.mailsTo(email);
    await people.choose(tokenIn(mail), 'correct horse');
    expect(await people.credentialsOf(id)).toEqual({ ...before, active: true });
  });

  it('of an inactive contact are not active', async () => {
    const { id } = await people.newContact();
    await people.set(id, claim('idle'));
    await api('patchContact', `PATCH ${people.at}/${id}`, { status: 'inactive' });
    expect(await people.credentialsOf(id)).toMatchObject({ active: false });
  });

  it('keep the password when only the role changes, and lose it with the way of signing in', async () => {
    const { id, email } = await people.withPassword('correct horse');
    await people.set(id, password, 'admin');
    expect(await people.signIn(email, 'correct horse')).toMatchObject({ role: 'admin' });
    await people.set(id, claim('changed'));
    expect(await people.signIn(email, 'correct horse')).toBeNull();
    await people.set(id, password);
    expect(await people.signIn(email, 'correct horse')).toBeNull();
    expect(await findContactByClaim(leeway.database, leeway.tenantId, 'changed')).toBeNull();
  });

  it('have a claim and an address nobody else of the tenant signs in with', async () => {
    const first = await people.newContact('twice@initech.example');
    const elsewhere = await people.newCustomer('Initrode');
    const second = await people.newContact('Twice@initech.example', elsewhere);
    const there = `PATCH /api/v1/customers/${elsewhere}/contacts/${second.id}/credentials`;
    const setThere = (authentication: unknown) =>
      api('updateContactCredentials', there, { authentication, role: 'user' });
    await people.set(first.id, claim('one and only'));
    const claimed = await setThere(claim('one and only'));
    expect([claimed.status, claimed.body.errorCode, ...faultyFields(claimed)]).toEqual([
      409,
      'duplicate',
      'authentication.claimValue',
    ]);
    await people.set(first.id, password);
    expect((await setThere(claim('one and only'))).status).toBe(204);
    const named = await setThere(password);
    expect([named.status, named.body.errorCode, ...faultyFields(named)]).toEqual([
      409,
      'duplicate',
      'authentication',
    ]);
    const moved = await api('patchContact', `PATCH ${people.at}/${first.id}`, {
      email: 'moved@initech.example',
    });
    expect(moved.status).toBe(204);
    expect((await setThere(password)).status).toBe(204);
    const back = await api('patchContact', `PATCH ${people.at}/${first.id}`, {
      email: 'TWICE@initech.example',
    });
    expect([back.status, ...faultyFields(back)]).toEqual([409, 'email']);
  });

  it.each([
    ['another type', { type: 'magic' }, 'user', 'authentication.type'],
    ['no claim', { type: 'openIdToken' }, 'user', 'authentication.claimValue'],
    ['a blank claim', claim(' '), 'user', 'authentication.claimValue'],
    ['a long claim', claim('x'.repeat(101)), 'user', 'authentication.claimValue'],
    ['another role', password, 'owner', 'role'],
  ])('refuse %s', async (_, authentication, role, field) => {
    const { id } = await people.newContact();
    const answer = await people.set(id, authentication, role);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
    expect(await people.credentialsOf(id)).toMatchObject({ authentication: null });
  });

  it('rule 41: are not there for another tenant or customer', async () => {
    const { id, email } = await people.newContact();
    await people.set(id, password);
    const path = `${people.at}/${id}/credentials`;
    const elsewhere = path.replace(people.customerId, await people.newCustomer('Elsewhere'));
    expect((await stranger('getContactCredentials', `GET ${path}`)).status).toBe(404);
    expect((await people.set(id, claim('stolen'), 'admin', stranger)).status).toBe(404);
    expect((await people.ask(id, 'reset', stranger)).status).toBe(404);
    expect((await api('getContactCredentials', `GET ${elsewhere}`)).status).toBe(404);
    const body = { authentication: claim('stolen'), role: 'admin' };
    expect((await api('updateContactCredentials', `PATCH ${elsewhere}`, body)).status).toBe(404);
    const action = `POST ${elsewhere}/password/action`;
    expect((await api('requestContactPasswordAction', action, { action: 'reset' })).status).toBe(404);
    expect(await people.credentialsOf(id)).toMatchObject({ authentication: password, role: 'user' });
    expect(await people.mailsTo(email)).toEqual([]);
  });

  it('rule 42: are in the audit log, without the password', async () => {
    const { id, email } = await people.withPassword('correct horse');
    await people.signIn(email, 'correct horse');
    const entries = await leeway.database.query<{ author_kind: string; changes: { field: string }[] }>(
      `select author_kind, changes from audit_log
       where tenant_id = $1 and object_type = 'contact' and object_id = $2 and part like 'credentials%'
       order by audit_id`,
      [leeway.tenantId, id],
    );
    expect(entries.map((entry) => entry.author_kind)).toEqual(['client', 'contact']);
    expect(entries[1]?.changes).toEqual([{ field: 'password_hash', masked: true }]);
  });
});
