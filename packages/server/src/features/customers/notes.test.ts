import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Author } from '../../platform/author.ts';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';
import { addNote } from './index.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
let customerId: string;
let entitlementId: string;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
  customerId = (await api('createCustomer', 'POST /api/v1/customers', { name: 'Initech' })).body.id;
  entitlementId = (await sell(leeway)).entitlementId;
});
afterAll(() => leeway?.stop());

/** The two kinds: the word in the operations, the path, and who is asked. */
const kinds = [
  ['Customer', () => `/api/v1/customers/${customerId}/notes`, `cust_${'x'.repeat(22)}`],
  ['Entitlement', () => `/api/v1/entitlements/${entitlementId}/notes`, `ent_${'x'.repeat(22)}`],
] as const;

describe.each(kinds)('notes of a %s', (kind, path, unknownId) => {
  const at = path;
  const add = (note: unknown, as = api) => as(`create${kind}Note`, `POST ${at()}`, { note });
  const list = async () => (await api(`list${kind}Notes`, `GET ${at()}`)).body.notes;

  it('are written, listed oldest first and read one by one, with their author', async () => {
    const first = await add('Called: wants more seats.');
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.stringMatching(/^nt_/),
      note: 'Called: wants more seats.',
      author: { username: 'test', displayName: 'test', api: true, system: false },
      createdAt: expect.any(String),
    });
    leeway.clock.advance(1000);
    const second = await add('Second\nline');
    expect(await list()).toEqual([first.body, second.body]);
    const read = await api(`get${kind}Note`, `GET ${at()}/${second.body.id}`);
    expect(read.body).toEqual(second.body);
  });

  it.each(['', '  ', 'x'.repeat(1001), 7, null])('refuse %j', async (note) => {
    const before = await list();
    const answer = await add(note);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'note']);
    expect(await list()).toEqual(before);
  });

  it('rule 41: are not there for another tenant, nor below another object', async () => {
    const { body } = await add('Secret');
    const elsewhere = at().replace(/[a-z]+_[\w-]{22}/, unknownId);
    for (const request of [api, stranger]) {
      const there = request === api ? elsewhere : at();
      expect((await request(`create${kind}Note`, `POST ${there}`, { note: 'x' })).status).toBe(404);
      expect((await request(`list${kind}Notes`, `GET ${there}`)).status).toBe(404);
      expect((await request(`get${kind}Note`, `GET ${there}/${body.id}`)).status).toBe(404);
    }
    expect((await list()).map((note: { note: string }) => note.note)).not.toContain('x');
  });

  it('are rewritten, and keep their author and time', async () => {
    const { body } = await add('Wants ten seats');
    const change = (note: unknown) => api(`update${kind}Note`, `PUT ${at()}/${body.id}`, { note });
    expect((await change('Wants twelve seats')).status).toBe(204);
    expect(await list()).toContainEqual({ ...body, note: 'Wants twelve seats' });
    expect((await change('  ')).status).toBe(422);
    expect((await stranger(`update${kind}Note`, `PUT ${at()}/${body.id}`, { note: 'x' })).status).toBe(404);
    expect(await list()).toContainEqual({ ...body, note: 'Wants twelve seats' });
  });

  it('are deleted, once', async () => {
    const { body } = await add('By mistake');
    const remove = (as = api) => as(`delete${kind}Note`, `DELETE ${at()}/${body.id}`);
    expect((await remove(stranger)).status).toBe(404);
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect(await list()).not.toContainEqual(body);
  });

  it('rule 42: are in the audit log of what they are about', async () => {
    const { body } = await add('For the record');
    await api(`update${kind}Note`, `PUT ${at()}/${body.id}`, { note: 'Rewritten' });
    await api(`delete${kind}Note`, `DELETE ${at()}/${body.id}`);
    const entries = await leeway.database.query<{ action: string; changes: { field: string }[] }>(
      `select object_type, object_id, action, changes from audit_log
      where tenant_id = $1 and part = $2
      order by audit_id`,
      [leeway.tenantId, `notes ${body.id}`],
    );
    const objectId = kind === 'Customer' ? customerId : entitlementId;
    const about = { object_type: kind.toLowerCase(), object_id: objectId };
    const texts = entries.map(({ changes, ...entry }) => ({
      ...entry,
      note: changes.find(({ field }) => field === 'note'),
    }));
    expect(texts).toEqual([
      { ...about, action: 'create', note: { field: 'note', old: null, new: 'For the record' } },
      { ...about, action: 'update', note: { field: 'note', old: 'For the record', new: 'Rewritten' } },
      { ...about, action: 'delete', note: { field: 'note', old: 'Rewritten', new: null } },
    ]);
  });
});

it('a note of one kind is not found below an object of the other', async () => {
  const { body } = await api('createCustomerNote', `POST /api/v1/customers/${customerId}/notes`, {
    note: 'x',
  });
  const crossed = `GET /api/v1/entitlements/${entitlementId}/notes/${body.id}`;
  expect((await api('getEntitlementNote', crossed)).status).toBe(404);
});

it('a note names a user by its sign-in name, and the program as itself', async () => {
  const authors: [Author, object][] = [
    [
      { kind: 'user', id: 'user_1', name: 'Ann Lee', username: 'ann' },
      { username: 'ann', displayName: 'Ann Lee', api: false, system: false },
    ],
    [leeway.author, { username: null, displayName: 'Leeway', api: false, system: true }],
  ];
  for (const [author, shown] of authors) {
    const subject = { type: 'customer', id: customerId } as const;
    const note = await leeway.database.transaction(author, (tx) =>
      addNote(tx, leeway.tenantId, subject, { note: 'x', author, at: leeway.clock.now() }),
    );
    const read = await api('getCustomerNote', `GET /api/v1/customers/${customerId}/notes/${note.id}`);
    expect(read.body.author).toEqual(shown);
  }
});
