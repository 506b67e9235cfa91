import { recoveryCodesMax, secondFactorEnrolmentMinutes } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { accepted, consoleOf, type Person, password } from '../../testing/people.ts';
import { codesOf, enrol, stepMs, twoStepsOf } from '../../testing/second-factor.ts';

const products = '/api/v1/products';
const path = '/console/second-factor';

let leeway: Leeway;
let console: ReturnType<typeof consoleOf>;
let steps: ReturnType<typeof twoStepsOf>;
beforeAll(async () => {
  leeway = await startLeeway();
  console = consoleOf(leeway);
  steps = twoStepsOf(leeway);
});
afterAll(() => leeway.stop());

const by = ({ authorization }: Pick<Person, 'authorization'>) => ({ authorization });
const enforce = async (enforceMfa: boolean) =>
  expect((await leeway.api('PUT', '/api/v1/account/security/settings', { enforceMfa })).status).toBe(204);

describe('setting up a second factor', () => {
  it('shows the secret once, counts from the first code on, and gives ten recovery codes', async () => {
    const person = await steps.fresh();
    const other = (await steps.signIn(person.username)).body.token;
    const begun = await console('POST', path, undefined, by(person));
    expect(begun.status).toBe(201);
    expect(begun.headers.get('cache-control')).toBe('no-store');
    expect(begun.body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/Leeway%20Acme:person\d+%40example\.com\?/);
    expect((await steps.who(person)).body).toMatchObject({
      secondFactor: { enabled: false, enabledAt: null, recoveryCodesLeft: 0, enforced: false },
      mustEnrol: false,
      method: 'password',
    });
    // Not confirmed: nobody is asked for a code yet.
    expect((await steps.signIn(person.username)).status).toBe(201);

    const code = codesOf(leeway, begun.body.secret);
    const wrong = await console('POST', `${path}/confirm`, { code: code(5) }, by(person));
    expect(wrong).toMatchObject({ status: 401, body: { errorCode: 'secondFactorRejected' } });
    const { status, body } = await console('POST', `${path}/confirm`, { code: code() }, by(person));
    expect(status).toBe(200);
    expect(new Set(body.recoveryCodes).size).toBe(recoveryCodesMax);
    const { secondFactor } = (await steps.who(person)).body;
    expect(secondFactor).toMatchObject({ enabled: true, recoveryCodesLeft: recoveryCodesMax });
    expect(Date.parse(secondFactor.enabledAt)).toBeLessThanOrEqual(leeway.clock.now());
    // Those who knew the password alone are out.
    expect((await steps.who({ authorization: `Bearer ${other}` })).status).toBe(401);
    expect((await steps.signIn(person.username)).status).toBe(202);
  });

  it('is begun anew as often as one likes, and done once', async () => {
    const person = await steps.fresh();
    const begin = () => console('POST', path, undefined, by(person));
    const [first, second] = [(await begin()).body.secret, (await begin()).body.secret];
    const confirm = (code: string) => console('POST', `${path}/confirm`, { code }, by(person));
    expect((await confirm(codesOf(leeway, first)())).body.errorCode).toBe('secondFactorRejected');
    const code = codesOf(leeway, second)();
    const statuses = (await Promise.all([confirm(code), confirm(code)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
    expect((await begin()).body.errorCode).toBe('conflict');
    expect((await steps.signInWith(person.username, code)).status).toBe(401);
  });

  it('waits a quarter of an hour for the first code', async () => {
    const person = await steps.fresh();
    const { secret } = (await console('POST', path, undefined, by(person))).body;
    leeway.clock.advance(secondFactorEnrolmentMinutes * 60_000);
    const late = await console('POST', `${path}/confirm`, { code: codesOf(leeway, secret)() }, by(person));
    expect(late).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    await leeway.runStep('identity.forgetSessions');
    const rows = await leeway.database.query('select from second_factor_enrolments where user_id = $1', [
      person.userId,
    ]);
    expect(rows).toEqual([]);
  });

  it('needs somebody signed in, and in a browser the header that no other site can set', async () => {
    expect((await console('POST', path)).status).toBe(401);
    const { username } = await accepted(leeway, 'browser', 'Viewer');
    const { headers } = await console('POST', '/console/session', { username, password });
    const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
    expect((await console('POST', path, undefined, { cookie })).status).toBe(401);
    expect((await console('POST', path, undefined, { cookie, 'x-leeway-csrf': '1' })).status).toBe(201);
  });

  it('leaves no secret in the audit log, which tells of it', async () => {
    const { userId, app } = await steps.secured();
    const { items } = (await leeway.api('GET', `/api/v1/audit-log?objectType=user&objectId=${userId}`)).body;
    const entry = items.find(({ part }: { part: string | null }) => part === 'secondFactor');
    expect(entry).toMatchObject({ action: 'create', author: { kind: 'user', id: userId } });
    const field = (name: string) => entry.changes.find((change: { field: string }) => change.field === name);
    expect(field('secret')).toMatchObject({ masked: true, old: null, new: null });
    expect(field('recoveryHashes')).toMatchObject({ masked: true, old: null, new: null });
    const rows = await leeway.database.query(
      'select f::text as line from second_factors f union all select changes::text from audit_log',
    );
    for (const code of app.recoveryCodes) expect(JSON.stringify(rows)).not.toContain(code);
  });
});

describe('taking a second factor off', () => {
  it('needs password and code, and ends the other sessions', async () => {
    const person = await steps.secured();
    const { token } = (await steps.signInWith(person.username, person.app.code())).body;
    leeway.clock.advance(stepMs);
    const disable = (asked: object) => console('POST', `${path}/disable`, asked, by(person));
    expect((await disable({ password: 'wrong', code: person.app.code() })).body.errorCode).toBe(
      'signInRejected',
    );
    expect((await disable({ password, code: '000000' })).body.errorCode).toBe('secondFactorRejected');
    expect((await disable({ password })).status).toBe(422);
    expect((await disable({ password, code: person.app.code() })).status).toBe(204);
    expect((await steps.who(person)).body.secondFactor.enabled).toBe(false);
    expect((await steps.who({ authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await steps.signIn(person.username)).status).toBe(201);
    expect((await disable({ password, code: person.app.code(1) })).body.errorCode).toBe('conflict');
  });

  it('is what an administrator can do for a user: audited, told by mail, and with all sessions ended', async () => {
    const api = checkedApi(leeway);
    const person = await steps.secured();
    const at = `POST /api/v1/account/users/${person.userId}/second-factor/reset`;
    expect((await api('getUser', `GET /api/v1/account/users/${person.userId}`)).body.secondFactor).toBe(true);
    expect((await api('resetUserSecondFactor', at)).status).toBe(204);
    expect((await api('getUser', `GET /api/v1/account/users/${person.userId}`)).body.secondFactor).toBe(
      false,
    );
    expect((await person.call('GET', products)).status).toBe(401);
    const mails = () =>
      leeway.database.query<{ subject: string; text: string }>(
        `select subject, text from mails where recipient = $1 and kind = 'secondFactorReset'`,
        [person.email],
      );
    expect(await mails()).toMatchObject([{ subject: 'Your second factor for Acme was taken off' }]);
    const audited = `/api/v1/audit-log?objectType=user&objectId=${person.userId}`;
    expect((await leeway.api('GET', audited)).body.items[0]).toMatchObject({
      ...{ part: 'secondFactor', action: 'delete', author: { kind: 'client', id: 'test' } },
    });
    expect((await steps.signIn(person.username)).status).toBe(201);
    // Once more: nothing to take off, nothing to tell.
    expect((await api('resetUserSecondFactor', at)).status).toBe(204);
    expect(await mails()).toHaveLength(1);
    const nobody = at.replace(person.userId, `user_${'0'.repeat(22)}`);
    expect((await api('resetUserSecondFactor', nobody)).status).toBe(404);
  });

  it('is done by administrators only, and by none of them for themselves', async () => {
    const person = await steps.secured('Account Administrator');
    const sales = await steps.fresh('Sales');
    const reset = ({ userId }: Person) => `/api/v1/account/users/${userId}/second-factor/reset`;
    expect((await sales.call('POST', reset(person))).body.errorCode).toBe('roleForbids');
    expect((await person.call('POST', reset(person))).body.errorCode).toBe('conflict');
    expect((await steps.who(person)).body.secondFactor.enabled).toBe(true);
    expect((await person.call('POST', reset(sales))).status).toBe(204);
  });
});

describe('a tenant that asks for a second factor', () => {
  it('lets in who has none for nothing but setting one up', async () => {
    const { username } = await accepted(leeway, 'Ida', 'Account Administrator');
    await enforce(true);
    const { status, body } = await steps.signIn(username);
    expect(status).toBe(201);
    expect(body).toMatchObject({ mustEnrol: true, secondFactor: { enabled: false, enforced: true } });
    const person = { authorization: `Bearer ${body.token}` };
    const settings = '/api/v1/account/security/settings';
    for (const [method, at, sent] of [
      ['GET', products],
      ['GET', '/api/v1/account/users'],
      ['PUT', settings, { enforceMfa: false }],
      ['PUT', '/console/password', { currentPassword: password, newPassword: 'battery staple horse' }],
      ['POST', `${path}/recovery-codes`, { code: '123456' }],
    ] as const) {
      const refused = await console(method, at, sent, by(person));
      expect(refused).toMatchObject({ status: 403, body: { errorCode: 'secondFactorRequired' } });
    }
    await enrol(leeway, person);
    expect((await steps.who(person)).body).toMatchObject({
      mustEnrol: false,
      secondFactor: { enabled: true },
    });
    expect((await console('GET', products, undefined, by(person))).status).toBe(200);
    await enforce(false);
  });

  it('restricts running sessions within seconds, and opens them when the factor is there', async () => {
    const person = await steps.fresh();
    const other = await steps.secured();
    expect((await person.call('GET', products)).status).toBe(200);
    expect((await other.call('GET', products)).status).toBe(200);
    await enforce(true);
    leeway.clock.advance(10_001);
    expect((await person.call('GET', products)).body.errorCode).toBe('secondFactorRequired');
    expect((await other.call('GET', products)).status).toBe(200);
    await enrol(leeway, person);
    expect((await person.call('GET', products)).status).toBe(200);
    await enforce(false);
  });

  it('restricts the session again that takes its factor off, until the setting is taken back', async () => {
    const person = await steps.secured();
    await enforce(true);
    await console('POST', `${path}/disable`, { password, code: person.app.code() }, by(person));
    expect((await person.call('GET', products)).body.errorCode).toBe('secondFactorRequired');
    await enforce(false);
    leeway.clock.advance(10_001);
    expect((await person.call('GET', products)).status).toBe(200);
  });
});
