import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { consoleOf, password, signedIn } from '../../testing/people.ts';

const products = '/api/v1/products';

describe('another password', () => {
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
  const fresh = () => {
    people += 1;
    return signedIn(leeway, `person${people}`, 'Viewer');
  };
  const signIn = (body: object) => console('POST', '/console/session', body);
  const who = (authorization: string) => console('GET', '/console/session', undefined, { authorization });

  const change = (authorization: string, currentPassword: string, newPassword: string) =>
    console('PUT', '/console/password', { currentPassword, newPassword }, { authorization });

  it('ends the other sessions, and the old one opens none', async () => {
    const { authorization, username, call } = await fresh();
    const elsewhere = (await signIn({ username, password, as: 'token' })).body.token;
    const there = () => leeway.api('GET', products, undefined, { authorization: `Bearer ${elsewhere}` });
    expect((await there()).status).toBe(200);
    expect((await change(authorization, password, 'battery staple horse')).status).toBe(204);
    expect((await call('GET', products)).status).toBe(200);
    expect((await there()).status).toBe(401);
    expect((await signIn({ username, password })).status).toBe(401);
    expect((await signIn({ username, password: 'battery staple horse' })).status).toBe(201);
  });

  it('leaves no session that began with the old one, however close they are', async () => {
    const { authorization, username } = await fresh();
    const [changed, ...signIns] = await Promise.all([
      change(authorization, password, 'battery staple horse'),
      ...Array.from({ length: 6 }, () => signIn({ username, password, as: 'token' })),
    ]);
    expect(changed?.status).toBe(204);
    for (const { status, body } of signIns) {
      if (status === 201) expect((await who(`Bearer ${body.token}`)).status).toBe(401);
      else expect(status).toBe(401);
    }
    expect((await who(authorization)).status).toBe(200);
  });

  it('needs the current one and a good new one, and somebody signed in', async () => {
    const { authorization, username } = await fresh();
    expect((await change(authorization, 'wrong', 'battery staple horse')).body.errorCode).toBe(
      'signInRejected',
    );
    expect(faultyFields(await change(authorization, password, 'short'))).toEqual(['newPassword']);
    expect((await change('', password, 'battery staple horse')).status).toBe(401);
    expect((await signIn({ username, password })).status).toBe(201);
    for (let guess = 0; guess < 10; guess++)
      await change(authorization, `guess ${guess}`, 'battery staple horse');
    expect((await change(authorization, password, 'battery staple horse')).status).toBe(429);
  });
});
