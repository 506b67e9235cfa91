import { setImmediate as turnOfEvents } from 'node:timers/promises';
import { operations, type Scope } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import {
  type CryptoKey,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../platform/database.ts';
import type { Caller } from '../../platform/http/route.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { signedIn } from '../../testing/people.ts';
import { createApiClient, createGuard, createTenant, deleteApiClient } from './index.ts';

const path = '/api/v1/account/api-clients';

describe('the guard', () => {
  let leeway: Leeway;
  beforeAll(async () => {
    leeway = await startLeeway();
  });
  afterAll(() => leeway.stop());

  let clients = 0;
  const freshClient = async (scopes: 'all' | Scope[] = 'all') => {
    clients += 1;
    const client = await createApiClient(leeway, leeway.tenantId, { clientId: `client${clients}`, scopes });
    return { ...client, token: await leeway.tokenFor(client.clientId, client.clientSecret) };
  };
  const call = (authorization: string, headers: Record<string, string> = {}) =>
    leeway.api('GET', path, undefined, { authorization, ...headers });

  const keyOf = async (tenantId: string) => {
    const [row] = await leeway.database.query<{ key_id: string; private_jwk: JWK }>(
      'select key_id, private_jwk from token_keys where tenant_id = $1',
      [tenantId],
    );
    if (!row) throw new Error('the tenant has no key yet');
    return { kid: row.key_id, key: await importJWK(row.private_jwk, 'ES256'), jwk: row.private_jwk };
  };
  const claims = () => ({
    iss: 'http://localhost/realms/acme',
    aud: 'http://localhost',
    sub: 'test',
    azp: 'test',
    api_id: leeway.client.apiId,
    tenant_id: leeway.tenantId,
    scope: 'api:admin',
    exp: Math.floor(leeway.clock.now() / 1000) + 600,
  });

  describe('refuses with 401', () => {
    const refused = async (authorization: string, detail?: RegExp) => {
      const answer = await call(authorization);
      expect(answer).toMatchObject({ status: 401, body: { errorCode: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      if (detail) expect(answer.body.detail).toMatch(detail);
    };

    it.each([
      '',
      'Bearer',
      'Bearer  ',
      'Basic dGVzdDp4',
      'Bearer a b',
      'Bearer nonsense',
      'Bearer a.b.c',
      'Bearer e30.e30.',
    ])('a missing or garbled token: %j', (authorization) => refused(authorization));

    it('a request without the header', async () => {
      expect((await fetch(leeway.baseUrl + path)).status).toBe(401);
    });

    it('a token that is as it should be but for one thing, and no other', async () => {
      const { kid, key } = await keyOf(leeway.tenantId);
      const sign = (changed: object, header: object = {}) =>
        new SignJWT({ ...claims(), ...changed })
          .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
          .sign(key);
      expect((await call(`Bearer ${await sign({})}`)).status).toBe(200);

      await refused(`Bearer ${await sign({ iss: 'http://elsewhere/realms/acme' })}`, /not valid/);
      await refused(`Bearer ${await sign({ iss: 'http://localhost/realms/other' })}`, /not valid/);
      await refused(`Bearer ${await sign({ aud: 'http://elsewhere' })}`, /not valid/);
      await refused(`Bearer ${await sign({ exp: Math.floor(leeway.clock.now() / 1000) - 1 })}`, /expired/);
      await refused(`Bearer ${await sign({ exp: undefined })}`, /not valid/);
      await refused(`Bearer ${await sign({ api_id: 'api_0000000000000000000000' })}`, /no longer exists/);
      await refused(`Bearer ${await sign({ tenant_id: 't_0000000000000000000000' })}`, /not valid/);
      await refused(`Bearer ${await sign({ tenant_id: 'a\u0000b' })}`, /not valid/);
      await refused(`Bearer ${await sign({}, { typ: 'JWT' })}`, /not valid/);
      await refused(`Bearer ${await sign({}, { kid: 'key_0000000000000000000000' })}`, /not valid/);
      await refused(`Bearer ${await sign({}, { kid: undefined })}`, /not valid/);
      const [head, , signature] = (await sign({})).split('.');
      const changed = Buffer.from(JSON.stringify({ ...claims(), scope: 'tenants:admin' }));
      await refused(`Bearer ${head}.${changed.toString('base64url')}.${signature}`, /not valid/);
    });

    it('a token of another key under the name of the right one', async () => {
      const { kid } = await keyOf(leeway.tenantId);
      const forger = await generateKeyPair('ES256');
      const forged = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
        .sign(forger.privateKey);
      await refused(`Bearer ${forged}`, /not valid/);
    });

    it('a token without a signature, and one signed with the public key as a secret', async () => {
      const { kid, jwk } = await keyOf(leeway.tenantId);
      await refused(`Bearer ${new UnsecuredJWT(claims()).encode()}`, /not valid/);
      const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString('base64url');
      const body = Buffer.from(JSON.stringify(claims())).toString('base64url');
      await refused(`Bearer ${none}.${body}.`, /not valid/);

      const { d: _private, ...publicJwk } = jwk;
      const publicKey = await importJWK(publicJwk, 'ES256', { extractable: true });
      const secret = new TextEncoder().encode(await exportSPKI(publicKey as CryptoKey));
      const confused = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
        .sign(secret);
      await refused(`Bearer ${confused}`, /not valid/);
    });

    it("rule 41: a token for this tenant signed with another tenant's key", async () => {
      const other = await createTenant(leeway, { name: 'Other', slug: 'other' });
      const client = await createApiClient(leeway, other.tenantId, { clientId: 'other', scopes: 'all' });
      await leeway.tokenFor('other', client.clientSecret);
      const { kid, key } = await keyOf(other.tenantId);
      const crossing = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
        .sign(key);
      await refused(`Bearer ${crossing}`, /not valid/);
    });

    it('an expired token, also one that is remembered', async () => {
      const { token } = await freshClient();
      expect((await call(`Bearer ${token}`)).status).toBe(200);
      leeway.clock.advance(3600_000);
      await refused(`Bearer ${token}`, /expired/);
    });
  });

  it('rule 41: refuses an N-TenantId that differs from the token, accepts the same and none', async () => {
    const { token } = await freshClient();
    const other = await call(`Bearer ${token}`, { 'N-TenantId': 't_0000000000000000000000' });
    expect(other).toMatchObject({ status: 403, body: { errorCode: 'wrongTenant' } });
    expect((await call(`Bearer ${token}`, { 'N-TenantId': leeway.tenantId })).status).toBe(200);
    expect((await call(`bearer ${token}`)).status).toBe(200);
  });

  it('refuses a token without one of the scopes and names them', async () => {
    const { token } = await freshClient(['products:read']);
    const answer = await call(`Bearer ${token}`);
    expect(answer).toMatchObject({ status: 403, body: { errorCode: 'missingScope' } });
    expect(answer.body.detail).toContain('api:admin');
  });

  it('tells who may not call nothing about what is valid', async () => {
    const { token } = await freshClient(['products:read']);
    const answer = await leeway.api('POST', path, { clientId: 1 }, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(403);
  });

  it("refuses a deleted client's tokens after 10 seconds at the latest, on a process that did not delete it", async () => {
    const { apiId, clientId, clientSecret, token } = await freshClient();
    expect((await call(`Bearer ${token}`)).status).toBe(200);
    // As another process does it: this one's memory is not told.
    await deleteApiClient(leeway, leeway.tenantId, apiId);
    await createApiClient(leeway, leeway.tenantId, { clientId, clientSecret, scopes: 'all' });
    leeway.clock.advance(10_000);
    const answer = await call(`Bearer ${token}`);
    expect(answer).toMatchObject({ status: 401, body: { errorCode: 'unauthenticated' } });
    expect((await call(`Bearer ${await leeway.tokenFor(clientId, clientSecret)}`)).status).toBe(200);
  });

  it("refuses a removed key's tokens after 10 seconds at the latest", async () => {
    const rotated = await createTenant(leeway, { name: 'Rotated', slug: 'rotated' });
    const client = await createApiClient(leeway, rotated.tenantId, { clientId: 'rotated', scopes: 'all' });
    const token = await leeway.tokenFor('rotated', client.clientSecret);
    expect((await call(`Bearer ${token}`)).status).toBe(200);
    await leeway.database.query('delete from token_keys where tenant_id = $1', [rotated.tenantId]);
    leeway.clock.advance(10_000);
    expect((await call(`Bearer ${token}`)).status).toBe(401);
    const next = await leeway.tokenFor('rotated', client.clientSecret);
    expect((await call(`Bearer ${next}`)).status).toBe(200);
  });

  describe('remembers', () => {
    const counting = () => {
      const asked: string[] = [];
      const answered: Promise<unknown>[] = [];
      const database: Database = {
        ...leeway.database,
        query: <Row>(text: string, values?: readonly unknown[]) => {
          const rows = leeway.database.query<Row>(text, values);
          asked.push(text);
          answered.push(rows);
          return rows;
        },
      };
      const { clock } = leeway;
      const log = pino({ level: 'silent' });
      const guard = createGuard({ database, clock, log, publicUrl: 'http://localhost' });
      const ask = (token: string) =>
        guard({ headers: { authorization: `Bearer ${token}` } } as FastifyRequest, operations.listApiClients);
      return { asked, answered, ask, guard };
    };
    const isCaller = (answer: Caller | Promise<Caller>) => !(answer instanceof Promise);

    it('a token: the next request neither waits nor asks the database', async () => {
      const { token, clientId } = await freshClient();
      const { asked, ask } = counting();
      await ask(token);
      asked.length = 0;
      leeway.clock.advance(1_000);
      const again = ask(token);
      expect(again).toMatchObject({ tenantId: leeway.tenantId, author: { kind: 'client', name: clientId } });
      expect(isCaller(again)).toBe(true);
      expect(asked).toEqual([]);
    });

    it('a session, in the header or in the cookie: the next request neither waits nor asks the database', async () => {
      const { authorization, userId } = await signedIn(leeway, 'remembered', 'Account Administrator');
      const { asked, guard } = counting();
      const cookie = authorization.replace('Bearer ', 'leeway_session=');
      for (const headers of [{ authorization }, { cookie }]) {
        const ask = () => guard({ method: 'GET', headers } as FastifyRequest, operations.listApiClients);
        await ask();
        asked.length = 0;
        leeway.clock.advance(1_000);
        const again = ask();
        expect(again).toMatchObject({ role: 'Account Administrator', author: { kind: 'user', id: userId } });
        expect(isCaller(again)).toBe(true);
        expect(asked).toEqual([]);
      }
    });

    it('a session whose role changes while it begins, only until it looks again', async () => {
      const { authorization, userId } = await signedIn(leeway, 'promoted', 'Viewer');
      const { guard } = counting();
      const ask = async () =>
        guard({ method: 'GET', headers: { authorization } } as FastifyRequest, operations.listProducts);
      expect((await ask()).role).toBe('Viewer');
      // Without ending the session, as if it had begun behind the change.
      await leeway.database.transaction(leeway.author, (tx) =>
        tx.query(`update users set role = 'Sales' where user_id = $1`, [userId]),
      );
      leeway.clock.advance(10_000);
      await expect(ask()).rejects.toMatchObject({ code: 'unauthenticated' });
      expect((await ask()).role).toBe('Sales');
    });

    it('nothing about a token that is not valid', async () => {
      const { ask } = counting();
      const { token } = await freshClient();
      for (const _attempt of [1, 2]) {
        await expect(async () => ask(`${token.slice(0, -4)}AAAA`)).rejects.toMatchObject({
          code: 'unauthenticated',
        });
      }
    });

    it('and verifies once for 50 requests at once with a new token', async () => {
      const { token } = await freshClient();
      const { asked, ask } = counting();
      await Promise.all(Array.from({ length: 50 }, () => ask(token)));
      expect(asked.filter((text) => text.includes('private_jwk'))).toHaveLength(1);
      expect(asked.filter((text) => text.includes('exists'))).toHaveLength(1);
    });

    it('and rechecks once for 50 requests at once after 10 seconds', async () => {
      const { token } = await freshClient();
      const { asked, ask } = counting();
      await ask(token);
      asked.length = 0;
      leeway.clock.advance(10_000);
      const answers = Array.from({ length: 50 }, () => ask(token));
      expect(answers.filter(isCaller)).toEqual([]);
      await Promise.all(answers);
      expect(asked).toHaveLength(1);
    });

    it('and rechecks beside the requests before it must, so that a steady stream never waits', async () => {
      const { token } = await freshClient();
      const { asked, answered, ask } = counting();
      await ask(token);
      asked.length = 0;
      for (const checks of [1, 2, 3]) {
        leeway.clock.advance(5_000);
        expect(isCaller(ask(token))).toBe(true);
        expect(isCaller(ask(token))).toBe(true);
        expect(asked).toHaveLength(checks);
        await Promise.all(answered);
        await turnOfEvents();
      }
    });
  });
});
