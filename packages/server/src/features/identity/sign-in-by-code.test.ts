import { recoveryCodesMax, secondFactorChallengeSeconds } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { accepted, consoleOf, type Person, password, roleIdOf } from '../../testing/people.ts';
import { enrol, type Secured, stepMs, twoStepsOf } from '../../testing/second-factor.ts';

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
const sessionsOf = async ({ userId }: Person) =>
  (await leeway.database.query('select from sessions where user_id = $1 and not awaits_code', [userId]))
    .length;

describe('signing in with a second factor', () => {
  it('is a password, and then a code', async () => {
    const { username, app, userId } = await steps.secured('Support');
    const asked = await steps.signIn(username);
    expect(asked.headers.get('set-cookie')).toBeNull();
    expect(asked.headers.get('cache-control')).toBe('no-store');
    const { token, expiresAt } = asked.body.secondFactor;
    expect(Date.parse(expiresAt) - leeway.clock.now()).toBeLessThanOrEqual(
      secondFactorChallengeSeconds * 1000,
    );
    // The token opens nothing by itself.
    const authorization = `Bearer ${token}`;
    expect((await steps.who({ authorization })).status).toBe(401);
    expect((await leeway.api('GET', products, undefined, { authorization })).status).toBe(401);

    expect((await steps.answer(token, '000000')).body.errorCode).toBe('secondFactorRejected');
    const { status, body, headers } = await steps.answer(token, app.code(), {});
    expect(status).toBe(201);
    expect(body).toMatchObject({ user: { id: userId }, role: { name: 'Support' }, mustEnrol: false });
    expect(body.token).toBeUndefined();
    const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
    expect((await console('GET', products, undefined, { cookie })).status).toBe(200);
    // And is over.
    expect((await steps.answer(token, app.code(1))).body.errorCode).toBe('signInRejected');
  });

  it('is refused with a wrong password before anything is said of a code', async () => {
    const { username } = await steps.secured();
    const { status, body } = await console('POST', '/console/session', { username, password: 'wrong' });
    expect([status, body.errorCode]).toEqual([401, 'signInRejected']);
  });

  it('takes the code before and after the present one, for clocks that differ, and no other', async () => {
    const { username, app } = await steps.secured();
    leeway.clock.advance(2 * stepMs);
    expect((await steps.signInWith(username, app.code(-2))).status).toBe(401);
    expect((await steps.signInWith(username, app.code(2))).status).toBe(401);
    expect((await steps.signInWith(username, app.code(-1))).status).toBe(201);
    expect((await steps.signInWith(username, app.code(1))).status).toBe(201);
  });

  it('takes no code twice, nor one from before one that was taken', async () => {
    const { username, app } = await steps.secured();
    const code = app.code();
    expect((await steps.signInWith(username, code)).status).toBe(201);
    expect((await steps.signInWith(username, code)).body.errorCode).toBe('secondFactorRejected');
    leeway.clock.advance(stepMs);
    expect((await steps.signInWith(username, code)).status).toBe(401);
    expect((await steps.signInWith(username, app.code(1))).status).toBe(201);
    expect(await steps.signInWith(username, app.code())).toMatchObject({ status: 401 });
  });

  it('gives one session for the same code at once, with one challenge or several', async () => {
    const person = await steps.secured();
    const before = await sessionsOf(person);
    const tokens = await Promise.all(Array.from({ length: 4 }, () => steps.challengeOf(person.username)));
    const code = person.app.code();
    const first = tokens[0] ?? '';
    const answers = await Promise.all([...tokens, first, first].map((token) => steps.answer(token, code)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(await sessionsOf(person)).toBe(before + 1);
  });

  it('must be done within five minutes', async () => {
    const { username, app } = await steps.secured();
    const [early, late] = [await steps.challengeOf(username), await steps.challengeOf(username)];
    leeway.clock.advance(secondFactorChallengeSeconds * 1000 - 1_000);
    expect((await steps.answer(early, app.code())).status).toBe(201);
    leeway.clock.advance(1_000);
    expect(await steps.answer(late, app.code(1))).toMatchObject({
      status: 401,
      body: { errorCode: 'signInRejected' },
    });
  });

  it.each(['', 'nonsense', `t_${'0'.repeat(22)}.${'a'.repeat(43)}`])(
    'is refused with a challenge that never was: %j',
    async (token) => {
      const { status } = await steps.answer(token, '123456');
      expect(status).toBe(token === '' ? 422 : 401);
    },
  );

  it('ends with another role, another password, a disabled user and a removed factor in between', async () => {
    const put = async ({ userId, email }: Person) => {
      const roleId = await roleIdOf(leeway, 'Sales');
      await leeway.api('PUT', `/api/v1/account/users/${userId}`, {
        firstName: 'A',
        lastName: 'B',
        email,
        roleId,
      });
    };
    const inBetween: ((person: Secured) => Promise<unknown>)[] = [
      put,
      (person) => leeway.api('PATCH', `/api/v1/account/users/${person.userId}/disable`),
      (person) =>
        console(
          'PUT',
          '/console/password',
          { currentPassword: password, newPassword: 'battery staple' },
          by(person),
        ),
      (person) => leeway.api('POST', `/api/v1/account/users/${person.userId}/second-factor/reset`),
      (person) => console('POST', `${path}/disable`, { password, code: person.app.code() }, by(person)),
    ];
    for (const change of inBetween) {
      const person = await steps.secured();
      const token = await steps.challengeOf(person.username);
      await change(person);
      expect(await steps.answer(token, person.app.code(1))).toMatchObject({ status: 401 });
      expect(
        await leeway.database.query('select from sessions where user_id = $1 and awaits_code', [
          person.userId,
        ]),
      ).toEqual([]);
    }
  });
});

describe('recovery codes', () => {
  it('sign in once each, and the session tells how many are left', async () => {
    const { username, app } = await steps.secured();
    const [code = '', other = ''] = app.recoveryCodes;
    const { status, body } = await steps.signInWith(username, code.toUpperCase().replaceAll('-', ' '));
    expect([status, body.secondFactor?.recoveryCodesLeft]).toEqual([201, recoveryCodesMax - 1]);
    expect((await steps.signInWith(username, code)).body.errorCode).toBe('secondFactorRejected');
    expect((await steps.signInWith(username, other)).status).toBe(201);
  });

  it('that are used twice at once give one session, and the audit log tells of it once', async () => {
    const person = await steps.secured();
    const [code = ''] = person.app.recoveryCodes;
    const tokens = await Promise.all(Array.from({ length: 3 }, () => steps.challengeOf(person.username)));
    const answers = await Promise.all(tokens.map((token) => steps.answer(token, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
    const audited = `/api/v1/audit-log?objectType=user&objectId=${person.userId}`;
    const { items } = (await leeway.api('GET', audited)).body;
    const uses = items.filter(
      ({ part, action }: { part: string | null; action: string }) =>
        part === 'secondFactor' && action === 'update',
    );
    expect(uses).toHaveLength(1);
    expect(uses[0].changes).toEqual([{ field: 'recoveryHashes', old: null, new: null, masked: true }]);
  });

  it('are made anew with a code, which voids those before', async () => {
    const person = await steps.secured();
    const renew = (code: string) => console('POST', `${path}/recovery-codes`, { code }, by(person));
    expect((await renew('000000')).body.errorCode).toBe('secondFactorRejected');
    const { status, body } = await renew(person.app.code());
    expect([status, body.recoveryCodes.length]).toEqual([200, recoveryCodesMax]);
    expect((await steps.signInWith(person.username, person.app.recoveryCodes[0] ?? '')).status).toBe(401);
    expect((await steps.signInWith(person.username, body.recoveryCodes[0])).status).toBe(201);
    const none = await steps.fresh();
    expect(
      (await console('POST', `${path}/recovery-codes`, { code: '123456' }, by(none))).body.errorCode,
    ).toBe('conflict');
  });
});

describe('wrong codes', () => {
  it('make the user wait after ten, from whatever challenge and whether sent at once or not', async () => {
    const { username, app } = await steps.secured();
    const tokens = await Promise.all(Array.from({ length: 5 }, () => steps.challengeOf(username)));
    const guesses = Array.from({ length: 15 }, (_, index) =>
      steps.answer(tokens[index % tokens.length] ?? '', `${100000 + index}`),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    // The right one as well: a guess that is right tells nothing.
    const waiting = await steps.signInWith(username, app.code());
    expect(waiting).toMatchObject({ status: 429, body: { errorCode: 'tooManyRequests' } });
    const seconds = Number(waiting.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    const other = await steps.secured();
    expect((await steps.signInWith(other.username, other.app.code())).status).toBe(201);

    leeway.clock.advance(61_000);
    for (let guess = 0; guess < 10; guess++) await steps.signInWith(username, `${200000 + guess}`);
    expect(Number((await steps.signInWith(username, app.code())).headers.get('retry-after'))).toBeGreaterThan(
      60,
    );
    leeway.clock.advance(121_000);
    expect((await steps.signInWith(username, app.code())).status).toBe(201);
    // And are forgotten.
    for (let guess = 0; guess < 9; guess++) await steps.signInWith(username, `${300000 + guess}`);
    expect((await steps.signInWith(username, app.code(1))).status).toBe(201);
  });

  it('make an address wait, whoever’s they are', async () => {
    leeway.clock.advance(61_000);
    const others = await Promise.all(
      Array.from({ length: 12 }, (_, index) => accepted(leeway, `crowd${index}`, 'Viewer')),
    );
    const secrets = [];
    for (const { username } of others) {
      const { token } = (await steps.signIn(username)).body;
      secrets.push({ username, app: await enrol(leeway, { authorization: `Bearer ${token}` }) });
    }
    leeway.clock.advance(61_000);
    for (const { username } of secrets) {
      const token = await steps.challengeOf(username);
      for (let guess = 0; guess < 9; guess++) await steps.answer(token, `${400000 + guess}`);
    }
    const [first] = secrets;
    if (!first) throw new Error('nobody');
    expect((await steps.signInWith(first.username, first.app.code())).status).toBe(429);
    leeway.clock.advance(61_000);
    expect((await steps.signInWith(first.username, first.app.code())).status).toBe(201);
  });
});
