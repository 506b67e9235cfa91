import { sessionHoursMax, sessionIdleMinutes } from '@leeway/contract';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { accepted, consoleOf, invite, password, roleIdOf, signedIn } from '../../testing/people.ts';
import { createTenant } from './index.ts';
import { addUser } from './users.ts';

const minuteMs = 60_000;
const products = '/api/v1/products';

describe('sessions of console users', () => {
  let leeway: Leeway;
  let console: ReturnType<typeof consoleOf>;
  beforeAll(async () => {
    leeway = await startLeeway();
    console = consoleOf(leeway);
  });
  afterAll(() => leeway.stop());
  // What was guessed wrongly in one test must not hold up the next.
  afterEach(() => leeway.clock.advance(61_000));

  let people = 0;
  const fresh = (role: Parameters<typeof signedIn>[2] = 'Viewer') => {
    people += 1;
    return signedIn(leeway, `person${people}`, role);
  };
  const signIn = (body: object) => console('POST', '/console/session', body);
  const who = (authorization: string) => console('GET', '/console/session', undefined, { authorization });

  describe('signing in', () => {
    it('answers who it is and what they may do, by name or address in any case', async () => {
      const { username, email, userId } = await accepted(leeway, 'Ann', 'Support');
      const answer = await signIn({ username: username.toUpperCase(), password, as: 'token' });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.body).toMatchObject({
        user: { id: userId, username: 'Ann', firstName: 'Ann', lastName: 'Tester', email },
        tenant: { id: leeway.tenantId, slug: 'acme', name: 'Acme', timeZone: 'UTC' },
        role: { id: await roleIdOf(leeway, 'Support'), name: 'Support' },
        permissions: expect.arrayContaining(['contacts:admin', 'activations:delete']),
        scopes: expect.not.arrayContaining(['contacts:admin', 'products:admin']),
      });
      const { token, ...session } = answer.body;
      expect((await who(`Bearer ${token}`)).body).toEqual(session);
      expect((await signIn({ email: email.toUpperCase(), password, tenant: 'acme' })).status).toBe(201);
      expect((await signIn({ email, password, tenant: leeway.tenantId })).status).toBe(201);
    });

    it('refuses a wrong name, a wrong password, another tenant and an open invitation with the same words', async () => {
      const { username, email } = await accepted(leeway, 'Bea', 'Viewer');
      await invite(leeway, 'Cid', 'Viewer');
      const answers = await Promise.all(
        [
          { username: 'nobody', password },
          { username, password: 'wrong' },
          { email, password: `${password} ` },
          { username, password, tenant: 'nowhere' },
          { username, password, tenant: '%' },
          { username: 'Cid', password },
        ].map(signIn),
      );
      for (const { status, body } of answers) {
        expect(status).toBe(401);
        expect(body).toEqual(answers[0]?.body);
      }
      expect(answers[0]?.body.errorCode).toBe('signInRejected');
    });

    it('needs a name, and only one', async () => {
      for (const name of [{}, { username: 'a', email: 'b' }]) {
        expect(faultyFields(await signIn({ ...name, password }))).toEqual(['email']);
      }
      expect((await signIn({ username: 'a\u0000b', password })).status).toBe(422);
      expect((await signIn({ username: 'a' })).status).toBe(422);
    });

    it('asks for the tenant when two have the same person with the same password', async () => {
      const { username } = await accepted(leeway, 'Twin', 'Viewer');
      const { tenantId } = await createTenant(leeway, { name: 'Other', slug: 'other' });
      const [row] = await leeway.database.query<{ hash: string }>(
        'select password_hash as hash from users where username = $1',
        [username],
      );
      const twin = {
        username,
        firstName: 'a',
        lastName: 'b',
        email: 'twin@example.com',
        role: 'Sales' as const,
      };
      await leeway.database.transaction(leeway.author, (tx) =>
        addUser(tx, tenantId, twin, leeway.clock.now(), { passwordHash: row?.hash ?? null }),
      );
      const answer = await signIn({ username, password });
      expect([answer.status, faultyFields(answer)]).toEqual([422, ['tenant']]);
      expect((await signIn({ username, password, tenant: 'other' })).body.role.name).toBe('Sales');
      expect((await signIn({ username, password, tenant: 'acme' })).body.role.name).toBe('Viewer');
    });

    it('waits after ten wrong passwords, sent at once or not, and holds up nobody else', async () => {
      const { username } = await accepted(leeway, 'Gus', 'Viewer');
      const other = await accepted(leeway, 'Hal', 'Viewer');
      const guesses = Array.from({ length: 30 }, (_, index) =>
        signIn({ username, password: `guess ${index}` }),
      );
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      const tried = statuses.filter((status) => status === 401).length;
      expect(tried).toBeGreaterThanOrEqual(10);
      // Those that were being verified when the tenth failed.
      expect(tried).toBeLessThanOrEqual(11);
      expect(statuses.filter((status) => status === 429)).toHaveLength(30 - tried);

      const waiting = await signIn({ username, password });
      expect(waiting).toMatchObject({ status: 429, body: { errorCode: 'tooManyRequests' } });
      const seconds = Number(waiting.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(waiting.headers.get('ratelimit')).toBe(`"attempts";r=0;t=${seconds}`);
      expect((await signIn({ username: other.username, password })).status).toBe(201);
      leeway.clock.advance(seconds * 1000);
      expect((await signIn({ username, password })).status).toBe(201);
    });
  });

  describe('a session', () => {
    it('acts as the user: in the API, in notes and in the audit log', async () => {
      const { call, userId, username } = await fresh('Product Management');
      const { status, body } = await call('POST', products, { name: 'By a person' });
      expect(status).toBe(201);
      const [row] = await leeway.database.query<Record<string, unknown>>(
        `select author_kind, author_id, author_name from audit_log where object_id = $1`,
        [body.id],
      );
      expect(row).toEqual({ author_kind: 'user', author_id: userId, author_name: `${username} Tester` });
    });

    it('ends when it is signed out of, at once, and stays ended', async () => {
      const { authorization, call } = await fresh();
      const another = await fresh();
      expect((await call('GET', products)).status).toBe(200);
      const out = await console('DELETE', '/console/session', undefined, { authorization });
      expect(out.status).toBe(204);
      const refused = await call('GET', products);
      expect(refused).toMatchObject({ status: 401, body: { errorCode: 'unauthenticated' } });
      expect((await who(authorization)).status).toBe(401);
      expect((await another.call('GET', products)).status).toBe(200);
      expect((await console('DELETE', '/console/session', undefined, { authorization })).status).toBe(204);
    });

    it('ends when it is not used for a while; use keeps it up', async () => {
      const { call } = await fresh();
      for (let use = 0; use < 3; use++) {
        leeway.clock.advance((sessionIdleMinutes - 2) * minuteMs);
        expect((await call('GET', products)).status).toBe(200);
      }
      leeway.clock.advance(sessionIdleMinutes * minuteMs);
      expect((await call('GET', products)).status).toBe(401);
    });

    it('ends after a working day, however it is used', async () => {
      const { call, authorization } = await fresh();
      const steps = (sessionHoursMax * 60) / 60;
      for (let step = 1; step < steps; step++) {
        leeway.clock.advance(60 * minuteMs);
        expect((await call('GET', products)).status).toBe(200);
      }
      leeway.clock.advance(60 * minuteMs - 1);
      expect((await call('GET', products)).status).toBe(401);
      expect((await who(authorization)).status).toBe(401);
    });

    it('ends with the user, with another role, and with the tenant', async () => {
      const disabled = await fresh();
      const promoted = await fresh();
      const renamed = await fresh();
      for (const { call } of [disabled, promoted, renamed])
        expect((await call('GET', products)).status).toBe(200);
      await leeway.api('PATCH', `/api/v1/account/users/${disabled.userId}/disable`);
      const put = async ({ userId, email }: typeof renamed, role: 'Viewer' | 'Sales') => {
        const roleId = await roleIdOf(leeway, role);
        const body = { firstName: 'New', lastName: 'Name', email, roleId };
        expect((await leeway.api('PUT', `/api/v1/account/users/${userId}`, body)).status).toBe(204);
      };
      await put(promoted, 'Sales');
      await put(renamed, 'Viewer');
      expect((await disabled.call('GET', products)).status).toBe(401);
      expect((await promoted.call('GET', products)).status).toBe(401);
      expect((await renamed.call('GET', products)).status).toBe(200);

      await leeway.database.transaction(leeway.author, (tx) =>
        tx.query('update tenants set enabled = false where tenant_id = $1', [leeway.tenantId]),
      );
      leeway.clock.advance(11_000);
      expect((await renamed.call('GET', products)).status).toBe(401);
      expect((await signIn({ username: renamed.username, password })).status).toBe(401);
      await leeway.database.transaction(leeway.author, (tx) =>
        tx.query('update tenants set enabled = true where tenant_id = $1', [leeway.tenantId]),
      );
    });

    it('ends on every process within seconds', async () => {
      const { database, clock } = leeway;
      const log = pino({ level: 'silent' });
      const second = createApp({ database, clock, log, publicUrl: 'http://localhost' });
      await second.ready();
      const { authorization, call, userId } = await fresh();
      const there = async () =>
        (await second.inject({ method: 'GET', url: products, headers: { authorization } })).statusCode;
      expect([(await call('GET', products)).status, await there()]).toEqual([200, 200]);
      await leeway.api('PATCH', `/api/v1/account/users/${userId}/disable`);
      leeway.clock.advance(10_001);
      expect([(await call('GET', products)).status, await there()]).toEqual([401, 401]);
      await second.close();
    });

    it('is no secret in the database, and is forgotten once it has ended', async () => {
      const { authorization } = await fresh();
      const rows = await leeway.database.query<Record<string, unknown>>('select * from sessions');
      expect(rows.length).toBeGreaterThan(0);
      const secret = authorization.split('.')[1] ?? '';
      expect(JSON.stringify(rows)).not.toContain(secret);
      leeway.clock.advance(sessionIdleMinutes * minuteMs + 1);
      const { authorization: kept } = await fresh();
      await leeway.runStep('identity.forgetSessions');
      expect(await leeway.database.query('select from sessions')).toHaveLength(1);
      expect((await who(kept)).status).toBe(200);
    });

    it.each([
      'Bearer t_0000000000000000000000.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      'Bearer t_0000000000000000000000.short',
      'Bearer leeway_session',
    ])('that never was is refused: %s', async (authorization) => {
      const answer = await leeway.api('GET', products, undefined, { authorization });
      expect(answer).toMatchObject({ status: 401, body: { errorCode: 'unauthenticated' } });
      expect((await who(authorization)).status).toBe(401);
    });

    it('is of its tenant only', async () => {
      const { authorization } = await fresh();
      const headers = { authorization, 'n-tenantid': 't_0000000000000000000000' };
      expect((await leeway.api('GET', products, undefined, headers)).body.errorCode).toBe('wrongTenant');
    });
  });
});
