import { createPublicKey, sign, verify } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { checkedApi, strangersApi } from '../../testing/checked-api.ts';
import { startLeeway } from '../../testing/leeway.ts';
import { accountKeyOf } from './index.ts';

const path = '/api/v1/account';

describe('the account key', () => {
  it('is one, though ten ask at once on two processes, and verifies what the private half signs', async () => {
    const leeway = await startLeeway();
    const { database, clock, tenantId } = leeway;
    const log = pino({ level: 'silent' });
    const second = createApp({ database, clock, log, publicUrl: 'http://localhost' });
    await second.ready();
    const headers = { authorization: `Bearer ${leeway.token}` };
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => leeway.api('GET', `${path}/key`)),
      ...Array.from({ length: 5 }, async () => {
        const answer = await second.inject({ method: 'GET', url: `${path}/key`, headers });
        return { status: answer.statusCode, body: answer.json() };
      }),
    ]);
    await second.close();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.n)).size).toBe(1);
    const jwk = (await checkedApi(leeway)('getAccountKey', `GET ${path}/key`)).body;
    expect(jwk).toMatchObject({ kty: 'RSA', e: 'AQAB', alg: 'RS256', use: 'sig' });
    expect(jwk.d).toBeUndefined();

    const { privateKey } = await accountKeyOf({ database, clock }, tenantId);
    const signature = sign('sha256', Buffer.from('body'), privateKey);
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify('sha256', Buffer.from('body'), publicKey, signature)).toBe(true);
    const theirs = await strangersApi(leeway);
    expect((await theirs('getAccountKey', `GET ${path}/key`)).body.n).not.toBe(jwk.n);
    await leeway.stop();
  });
});
