import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../platform/password-hash.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { customerOf, personOf } from './testing/accounts.ts';

const right = 'correct horse battery';
const wrongly = '402 credentialsRejected: The username or the password is wrong.';

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold;
let customerId: string;
let passwordHash: string;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  sold = await sell(leeway, { seatCount: 100 });
  customerId = await customerOf(leeway, sold);
  passwordHash = await hashPassword(right);
});
afterAll(() => leeway?.stop());

/** A contact who has chosen the password. */
const withPassword = async (email: string, ...authorised: Sold[]) => {
  const person = await personOf(leeway, customerId, email, { type: 'password' }, ...authorised);
  const author = { kind: 'system', id: null, name: 'test' } as const;
  await leeway.database.transaction(author, (tx) =>
    tx.query('update contact_credentials set password_hash = $1 where contact_id = $2', [
      passwordHash,
      person.contactId,
    ]),
  );
  return person;
};

let seats = 0;
const activate = (username: string, password: string, address = '192.0.2.1') => {
  seats += 1;
  const body = {
    productId: sold.productId,
    activationCredentials: { type: 'password', username, password },
    seatId: `seat ${seats}`,
  };
  // As the proxy on this machine tells it.
  return leeway.api('POST', '/api/v1/entitlements/activations', body, { 'x-forwarded-for': address });
};
const outcome = async (username: string, password: string, address?: string) => {
  const { status, body } = await activate(username, password, address);
  return status === 201 ? '201' : `${status} ${body.errorCode}: ${body.detail}`;
};

describe('an activation by username and password', () => {
  it('takes a seat of the groups that list the contact', async () => {
    await withPassword('anna@example.com', sold);
    const activation = await api('createActivation', 'POST /api/v1/entitlements/activations', {
      productId: sold.productId,
      activationCredentials: { type: 'password', username: 'Anna@Example.com', password: right },
      seatId: 'laptop',
    });
    expect([activation.status, activation.body]).toMatchObject([
      201,
      { activationMethod: 'password', username: 'anna@example.com', entitlementId: sold.entitlementId },
    ]);
  });

  it('is refused to who has no group of the product', async () => {
    await withPassword('berta@example.com');
    const nothing = '402 credentialsRejected: The user may use no entitlement of this product.';
    expect(await outcome('berta@example.com', right)).toBe(nothing);
  });

  it('says the same of a wrong password, an unknown user and an inactive one', async () => {
    const { path } = await withPassword('carla@example.com', sold);
    expect(await outcome('carla@example.com', 'wrong')).toBe(wrongly);
    expect(await outcome('unknown@example.com', right)).toBe(wrongly);
    expect(await outcome('carla@example.com', right)).toBe('201');
    await leeway.api('PATCH', path, { status: 'inactive' });
    expect(await outcome('carla@example.com', right)).toBe(wrongly);
  });

  it('is throttled for a username, from whatever address, until the minute is over', async () => {
    await withPassword('dora@example.com', sold);
    const answers: number[] = [];
    for (let attempt = 0; attempt < 30; attempt++) {
      answers.push((await activate('guessed@example.com', 'wrong', `198.51.100.${attempt}`)).status);
    }
    expect(answers.filter((status) => status === 402)).toHaveLength(20);
    const refused = await activate('GUESSED@example.com', 'wrong', '198.51.100.99');
    expect([refused.status, refused.body.errorCode]).toEqual([429, 'tooManyRequests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await outcome('dora@example.com', right)).toBe('201');
    leeway.clock.advance(61_000);
    expect(await outcome('guessed@example.com', 'wrong')).toBe(wrongly);
  });

  it('is throttled for an address, whatever the username, also when all come at once', async () => {
    await withPassword('emma@example.com', sold);
    const guesses = Array.from({ length: 60 }, (_, guess) =>
      activate(`guess${guess}@example.com`, 'wrong', '203.0.113.7'),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([402, 429]));
    // Two may be under way when the last one allowed is counted.
    expect(statuses.filter((status) => status === 402).length).toBeLessThanOrEqual(22);
    expect((await activate('emma@example.com', right, '203.0.113.7')).status).toBe(429);
    expect(await outcome('emma@example.com', right, '203.0.113.8')).toBe('201');
  });
});
