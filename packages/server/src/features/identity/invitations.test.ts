import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailSteps } from '../../platform/mail.ts';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { startMailServer, textOf } from '../../testing/mail-server.ts';
import { consoleOf, invitationTo, invite, password, roleIdOf } from '../../testing/people.ts';
import { createApiClient } from './index.ts';

const path = '/api/v1/account';

describe('an invitation', () => {
  let leeway: Leeway;
  let api: CheckedApi;
  let console: ReturnType<typeof consoleOf>;
  beforeAll(async () => {
    leeway = await startLeeway();
    api = checkedApi(leeway);
    console = consoleOf(leeway);
  });
  afterAll(() => leeway.stop());

  const accept = (token: string, chosen = password) =>
    console('POST', '/console/invitation/accept', { token, password: chosen });
  const signIn = (username: string, chosen = password) =>
    console('POST', '/console/session', { username, password: chosen, as: 'token' });
  const userOf = async (userId: string) => (await api('getUser', `GET ${path}/users/${userId}`)).body;

  it('makes a user who cannot sign in, and goes out by mail with a link', async () => {
    const roleId = await roleIdOf(leeway, 'Sales');
    const request = {
      username: 'ann',
      firstName: 'Ann',
      lastName: 'Meier',
      email: 'Ann@example.com',
      roleId,
    };
    const { status, body } = await api('createUser', `POST ${path}/users`, request);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...{ id: expect.stringMatching(/^user_/), username: 'ann', firstName: 'Ann', lastName: 'Meier' },
      ...{ email: 'Ann@example.com', enabled: false, roleId, emailVerified: false, secondFactor: false },
      status: 'invited',
    });
    expect(await userOf(body.id)).toEqual(body);
    const [mail] = await leeway.database.query<{ text: string; subject: string }>(
      `select text, subject from mails where recipient = 'Ann@example.com'`,
    );
    expect(mail?.subject).toBe('Your invitation to Acme');
    expect(mail?.text).toMatch(/^Hello Ann Meier,\n/);
    expect(mail?.text).toMatch(/of Acme, with the role Sales\.\n/);
    expect(mail?.text).toMatch(/^http:\/\/localhost\/console\/invitation\?token=/m);
    expect((await signIn('ann')).status).toBe(401);
  });

  it('is accepted once, with a password of the person’s own, and proves the address', async () => {
    const { userId, email } = await invite(leeway, 'bob', 'Viewer');
    const token = await invitationTo(leeway, email);
    expect((await accept(token)).status).toBe(204);
    expect(await userOf(userId)).toMatchObject({ enabled: true, emailVerified: true });
    expect((await signIn('BOB')).status).toBe(201);
    const again = await accept(token, 'another horse battery');
    expect([again.status, faultyFields(again)]).toEqual([422, ['token']]);
    expect((await signIn('bob')).status).toBe(201);
  });

  it('reaches its person through the mail server, and its link works', async () => {
    const mailServer = await startMailServer();
    const { database, clock } = leeway;
    const log = pino({ level: 'silent' });
    const parts = { database, clock, log, smtpUrl: mailServer.url, publicUrl: 'http://localhost' };
    await leeway.runStep('mail.send');
    const { email } = await invite(leeway, 'mailed', 'Sales');
    for (const step of mailSteps(parts)) await step.run(new AbortController().signal);
    await mailServer.stop();
    expect(mailServer.received.map(({ to }) => to)).toEqual([[email]]);
    const [mail] = mailServer.received;
    const link = mail && /http:\/\/localhost\/console\/invitation\?token=\S+/.exec(textOf(mail))?.[0];
    const token = new URL(link ?? '').searchParams.get('token') ?? '';
    expect((await accept(token)).status).toBe(204);
    expect((await signIn('mailed')).body.role.name).toBe('Sales');
  });

  it('is accepted by one of several who try at once', async () => {
    const { email } = await invite(leeway, 'racer', 'Viewer');
    const token = await invitationTo(leeway, email);
    const tries = ['first horse battery', 'second horse battery', 'third horse battery'];
    const answers = await Promise.all(tries.map((chosen) => accept(token, chosen)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422, 422]);
    const signIns = await Promise.all(tries.map((chosen) => signIn('racer', chosen)));
    expect(signIns.map(({ status }) => status)).toEqual(
      answers.map(({ status }) => (status === 204 ? 201 : 401)),
    );
  });

  it.each([
    ['eleven char', 'password'],
    ['dora@example.com', 'password'],
    ['aaaaaaaaaaaaaa', 'password'],
  ])('is not accepted with the password %s', async (chosen) => {
    const username = `dora${chosen.length}`;
    const { userId, email } = await invite(leeway, username, 'Viewer');
    const answer = await accept(await invitationTo(leeway, email), chosen.replace('dora@', `${username}@`));
    expect([answer.status, faultyFields(answer)]).toEqual([422, ['password']]);
    expect((await userOf(userId)).enabled).toBe(false);
  });

  it.each(['', 'nonsense', 't_0000000000000000000000.', `t_${'0'.repeat(22)}.${'a'.repeat(43)}`])(
    'that never was cannot be accepted: %j',
    async (token) => {
      const answer = await accept(token);
      expect([answer.status, faultyFields(answer)]).toEqual([422, ['token']]);
    },
  );

  it('activate-user accepts an invitation in the user’s place, for operators only, and replaces no password', async () => {
    const { username, email } = await invite(leeway, 'tess', 'Support');
    const request = { email: email.toUpperCase(), password: 'short' };
    const at = 'POST /api/v1/user-testing/activate-user';
    expect((await api('activateUserForTesting', at, request)).status).toBe(403);
    const { clientId, clientSecret } = await createApiClient(leeway, leeway.tenantId, {
      clientId: 'operator',
      scopes: ['tenants:admin'],
    });
    const token = await leeway.tokenFor(clientId, clientSecret);
    const operator = checkedApi(leeway, { authorization: `Bearer ${token}` });
    expect((await operator('activateUserForTesting', at, request)).status).toBe(204);
    expect((await signIn(username, 'short')).status).toBe(201);
    expect((await operator('activateUserForTesting', at, { email, password: 'other' })).status).toBe(409);
    const unknown = { email: 'nobody@example.com', password: 'other' };
    expect((await operator('activateUserForTesting', at, unknown)).status).toBe(404);
  });

  // Last: the clock is moved past the life of the tokens above.
  it('is void after seven days, and another can be sent', async () => {
    const { userId, email } = await invite(leeway, 'carl', 'Viewer');
    const first = await invitationTo(leeway, email);
    leeway.clock.advance(7 * 86_400_000 - 60_000);
    expect((await accept(first, 'short')).body.validationErrors[0].propertyName).toBe('password');
    leeway.clock.advance(60_001);
    expect(faultyFields(await accept(first))).toEqual(['token']);

    const send = () => api('sendUserInvitation', `POST ${path}/users/${userId}/send-invitation-email`);
    expect((await send()).status).toBe(204);
    const second = await invitationTo(leeway, email);
    expect((await send()).status).toBe(204);
    expect(faultyFields(await accept(second))).toEqual(['token']);
    expect((await accept(await invitationTo(leeway, email))).status).toBe(204);
    expect((await send()).body.errorCode).toBe('conflict');
  });
});
