import { passwordResetMinutes, passwordResetsMax } from '@leeway/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { accepted, consoleOf, invite, password, roleIdOf, signedIn } from '../../testing/people.ts';
import { enrol } from '../../testing/second-factor.ts';
import { createTenant } from './index.ts';
import { addUser } from './users.ts';

const another = 'battery staple horse';

let leeway: Leeway;
let console: ReturnType<typeof consoleOf>;
beforeAll(async () => {
  leeway = await startLeeway();
  console = consoleOf(leeway);
});
afterAll(() => leeway.stop());
// What was asked for in one test must not hold up the next.
afterEach(() => leeway.clock.advance(61_000));

const forget = (email: string) => console('POST', '/console/password/forgotten', { email });
const reset = (token: string, chosen = another) =>
  console('POST', '/console/password/reset', { token, password: chosen });
const signIn = (username: string, chosen: string, more = {}) =>
  console('POST', '/console/session', { username, password: chosen, as: 'token', ...more });

/** Links that went to an address, oldest first. They go out after the answer. */
const linksTo = async (email: string): Promise<string[]> => {
  const mails = await leeway.database.query<{ text: string }>(
    `select text from mails where recipient = $1 and kind = 'userPasswordReset' order by created_at, mail_id`,
    [email],
  );
  return mails.map(({ text }) => /\/console\/reset\?token=(\S+)/.exec(text)?.[1] ?? '');
};
const linkTo = async (email: string): Promise<string> => {
  const before = (await linksTo(email)).length;
  expect((await forget(email)).status).toBe(204);
  await expect.poll(async () => (await linksTo(email)).length).toBe(before + 1);
  return (await linksTo(email)).at(-1) ?? '';
};
/** Everything asked for before this has been done. */
const settled = async () => {
  const { email } = await accepted(leeway, `marker${Math.random()}`.slice(0, 20), 'Viewer');
  await linkTo(email);
};

describe('a forgotten password', () => {
  it('is replaced with a link that is mailed; all sessions end', async () => {
    const person = await signedIn(leeway, 'Ann', 'Viewer');
    await forget(person.email.toUpperCase());
    await expect.poll(() => linksTo(person.email)).toHaveLength(1);
    const [link = ''] = await linksTo(person.email);
    const [mail] = await leeway.database.query<Record<string, string>>(
      `select subject, text, recipient from mails where kind = 'userPasswordReset'`,
    );
    expect(mail).toMatchObject({ subject: 'Your new password for Acme', recipient: person.email });
    expect(mail?.text).toMatch(/^Hello Ann Tester,\n/);
    expect(mail?.text).toMatch(/^http:\/\/localhost\/console\/reset\?token=t_/m);
    expect(mail?.text).toContain('for 60 minutes');

    expect((await person.call('GET', '/api/v1/products')).status).toBe(200);
    expect((await reset(link)).status).toBe(204);
    expect((await person.call('GET', '/api/v1/products')).status).toBe(401);
    expect((await signIn('Ann', password)).status).toBe(401);
    expect((await signIn('Ann', another)).status).toBe(201);
    const audited = `/api/v1/audit-log?objectType=user&objectId=${person.userId}`;
    expect((await leeway.api('GET', audited)).body.items[0]).toMatchObject({
      author: { kind: 'user', id: person.userId },
      changes: [{ field: 'passwordHash', masked: true }],
    });
  });

  it('gets the same answer whatever the address, and a mail only for a user with a password', async () => {
    const known = await accepted(leeway, 'Bea', 'Viewer');
    const invited = await invite(leeway, 'Cid', 'Viewer');
    const disabled = await accepted(leeway, 'Dan', 'Viewer');
    await leeway.api('PATCH', `/api/v1/account/users/${disabled.userId}/disable`);
    const addresses = [known.email, invited.email, disabled.email, 'nobody@example.com', 'no address', '%'];
    for (const email of addresses) {
      const { status, body, headers } = await forget(email);
      expect([status, body, headers.get('cache-control')]).toEqual([204, '', 'no-store']);
    }
    await settled();
    expect(await linksTo(known.email)).toHaveLength(1);
    for (const email of [invited.email, disabled.email, 'nobody@example.com'])
      expect(await linksTo(email)).toEqual([]);
    expect((await console('POST', '/console/password/forgotten', {})).status).toBe(422);
  });

  it('is answered before anything is looked up: the time tells nothing', async () => {
    const { email } = await accepted(leeway, 'Eve', 'Viewer');
    // Whoever looks up users waits for this lock.
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const held = leeway.database.transaction(leeway.author, async (tx) => {
      await tx.query('lock table users in access exclusive mode');
      locked();
      await isReleased;
    });
    await isLocked;
    expect((await forget(email)).status).toBe(204);
    expect((await forget('nobody@example.com')).status).toBe(204);
    expect(await linksTo(email)).toEqual([]);
    release();
    await held;
    await expect.poll(() => linksTo(email)).toHaveLength(1);
  });

  it('is mailed in the name of every tenant that knows the address', async () => {
    const { email } = await accepted(leeway, 'Twin', 'Viewer');
    const { tenantId } = await createTenant(leeway, { name: 'Other', slug: 'other' });
    const twin = { username: 'twin', firstName: 'a', lastName: 'b', email, role: 'Sales' as const };
    await leeway.database.transaction(leeway.author, (tx) =>
      addUser(tx, tenantId, twin, leeway.clock.now(), { passwordHash: 'x' }),
    );
    await forget(email);
    await expect.poll(() => linksTo(email)).toHaveLength(2);
    const link = (await linksTo(email)).find((token) => token.startsWith(tenantId)) ?? '';
    expect((await reset(link)).status).toBe(204);
    expect((await signIn('twin', another)).body.tenant.slug).toBe('other');
    expect((await signIn('twin', password)).body.tenant.slug).toBe('acme');
  });

  it('floods no mailbox and is asked for ten times a minute from one address at most', async () => {
    const { email } = await accepted(leeway, 'Fay', 'Viewer');
    const statuses = [];
    for (let ask = 0; ask < 12; ask++) statuses.push((await forget(email)).status);
    expect(statuses).toEqual([...Array(10).fill(204), 429, 429]);
    expect((await forget(email)).headers.get('retry-after')).toMatch(/^\d+$/);
    leeway.clock.advance(61_000);
    await settled();
    expect(await linksTo(email)).toHaveLength(passwordResetsMax);
    leeway.clock.advance(passwordResetMinutes * 60_000);
    await linkTo(email);
  });
});

describe('a link to reset a password', () => {
  it('works once, for one of several who try at once, and voids the others', async () => {
    const { username, email } = await accepted(leeway, 'Gil', 'Viewer');
    const [older, token] = [await linkTo(email), await linkTo(email)];
    const tries = ['first horse battery', 'second horse battery', 'third horse battery'];
    const answers = await Promise.all(tries.map((chosen) => reset(token, chosen)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422, 422]);
    const signIns = await Promise.all(tries.map((chosen) => signIn(username, chosen)));
    expect(signIns.map(({ status }) => status)).toEqual(
      answers.map(({ status }) => (status === 204 ? 201 : 401)),
    );
    for (const used of [token, older]) expect(faultyFields(await reset(used))).toEqual(['token']);
  });

  it('works for an hour', async () => {
    const { email } = await accepted(leeway, 'Hal', 'Viewer');
    const [first, second] = [await linkTo(email), await linkTo(email)];
    leeway.clock.advance(passwordResetMinutes * 60_000 - 61_000);
    expect((await reset(first, 'short')).body.validationErrors[0]).toMatchObject({
      propertyName: 'password',
    });
    leeway.clock.advance(61_000);
    expect(faultyFields(await reset(second))).toEqual(['token']);
    await leeway.runStep('identity.forgetSessions');
    const rows = await leeway.database.query('select from password_resets where expires_at <= $1', [
      new Date(leeway.clock.now()),
    ]);
    expect(rows).toEqual([]);
  });

  it.each(['nonsense', 't_0000000000000000000000.', `t_${'0'.repeat(22)}.${'a'.repeat(43)}`])(
    'that never was is refused: %j',
    async (token) => {
      const answer = await reset(token);
      expect([answer.status, faultyFields(answer)]).toEqual([422, ['token']]);
    },
  );

  it('is void once the user is disabled, has another address or another password', async () => {
    const roleId = await roleIdOf(leeway, 'Viewer');
    const put = (userId: string, email: string) =>
      leeway.api('PUT', `/api/v1/account/users/${userId}`, { firstName: 'A', lastName: 'B', email, roleId });
    const people = [await signedIn(leeway, 'Ida', 'Viewer'), await signedIn(leeway, 'Jim', 'Viewer')];
    const [disabled, moved] = people;
    const changed = await signedIn(leeway, 'Kay', 'Viewer');
    if (!disabled || !moved) throw new Error('nobody');
    const tokens = [];
    for (const { email } of [disabled, moved, changed]) tokens.push(await linkTo(email));
    const users = `/api/v1/account/users/${disabled.userId}`;
    await leeway.api('PATCH', `${users}/disable`);
    await leeway.api('PATCH', `${users}/enable`);
    expect((await put(moved.userId, 'elsewhere@example.com')).status).toBe(204);
    await console(
      'PUT',
      '/console/password',
      { currentPassword: password, newPassword: 'third horse battery' },
      { authorization: changed.authorization },
    );
    for (const token of tokens) expect(faultyFields(await reset(token))).toEqual(['token']);
  });

  it('is no secret in the database', async () => {
    const { email } = await accepted(leeway, 'Lea', 'Viewer');
    const secret = (await linkTo(email)).split('.')[1] ?? '';
    const rows = await leeway.database.query<{ line: string }>(
      'select r::text as line from password_resets r',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('leaves the second factor: the code is still asked for', async () => {
    const person = await signedIn(leeway, 'Moe', 'Viewer');
    const app = await enrol(leeway, person);
    expect((await reset(await linkTo(person.email))).status).toBe(204);
    const { status, body } = await signIn(person.username, another);
    expect(status).toBe(202);
    const { token } = body.secondFactor;
    const answer = await console('POST', '/console/session/second-factor', { token, code: app.code() });
    expect(answer.status).toBe(201);
  });
});
