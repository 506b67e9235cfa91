import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../../testing/openid-provider.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { customerOf, personOf } from './testing/accounts.ts';

let leeway: Leeway;
let api: CheckedApi;
let provider: OpenIdProvider;
let sold: Sold;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  api = checkedApi(leeway);
  provider = await startOpenIdProvider({});
  sold = await sell(leeway, { seatCount: 1000 });
  const anna = { type: 'openIdToken', claimValue: 'anna' } as const;
  await personOf(leeway, await customerOf(leeway, sold), 'a@example.com', anna, sold);
  await accept(provider.issuer);
});
afterAll(async () => {
  await provider?.stop();
  await leeway?.stop();
});

const accept = (authorityUrl: string) =>
  api('updateLicensingSettings', 'PUT /api/v1/account/licensing/settings', { authorityUrl });

let seats = 0;
const activate = (token: string) => {
  seats += 1;
  return leeway.api('POST', '/api/v1/entitlements/activations', {
    productId: sold.productId,
    activationCredentials: { type: 'openIdToken', token },
    seatId: `seat ${seats}`,
  });
};
const statusOf = async (token: string) => (await activate(token)).status;

/** Answers nothing, ever. */
const startSilence = async () => {
  const server: Server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe('an OpenID authority', () => {
  it('is asked once for its metadata and its keys, however many tokens come', async () => {
    const token = await provider.signIn('anna');
    provider.requests.length = 0;
    const tokens = [token, ...(await Promise.all([1, 2, 3].map(() => provider.signIn('anna'))))];
    const answers = await Promise.all([...tokens, ...tokens, ...tokens].map(statusOf));
    expect(new Set(answers)).toEqual(new Set([201]));
    const asked = provider.requests.filter((path) => /well-known|jwks/.test(path));
    expect(asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  it('may change its keys: a key that is not known is looked up, one that is gone is refused', async () => {
    const before = await provider.signIn('anna');
    await provider.restartWithOtherKeys();
    const after = await provider.signIn('anna');
    // Within the cool-down of the last look-up it is not asked again.
    await expect.poll(() => statusOf(after), { timeout: 15_000, interval: 200 }).toBe(201);
    const refused = await activate(before);
    expect([refused.status, refused.body.detail]).toEqual([
      402,
      'The token is signed by no key of the authority.',
    ]);
  });

  it('that is gone is told at once, and holds up neither tokens it vouched for nor codes', async () => {
    const known = await provider.signIn('anna');
    expect(await statusOf(known)).toBe(201);
    await accept('http://127.0.0.1:9');
    const refused = await activate(known);
    expect([refused.status, refused.body.errorCode]).toEqual([503, 'authorityUnavailable']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await sold.activate('by code')).status).toBe(201);
    await accept(provider.issuer);
    await provider.stop();
    expect(await statusOf(known)).toBe(201);
    await provider.restartWithOtherKeys();
  });

  it('that is silent holds up nobody else, and is not waited for again', async () => {
    const silence = await startSilence();
    await accept(silence.url);
    const token = await provider.signIn('anna');
    const waiting = Promise.all(Array.from({ length: 50 }, () => statusOf(token)));
    let isDone = false;
    void waiting.then(() => {
      isDone = true;
    });
    for (let seat = 0; seat < 20; seat++) {
      expect((await sold.activate(`meanwhile ${seat}`)).status).toBe(201);
    }
    expect(isDone).toBe(false);
    expect(new Set(await waiting)).toEqual(new Set([503]));
    const startedAt = performance.now();
    expect(await statusOf(token)).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    silence.stop();
    await accept(provider.issuer);
  });

  it('may not be at a private address unless the operator allows it', async () => {
    const strict = await startLeeway();
    const put = (authorityUrl: string) =>
      strict.api('PUT', '/api/v1/account/licensing/settings', { authorityUrl });
    for (const url of [
      'https://127.0.0.1',
      'https://10.1.2.3',
      'https://[::1]',
      'https://id.internal',
      'http://localhost',
    ]) {
      expect([url, (await put(url)).status]).toEqual([url, 422]);
    }
    expect((await put('https://id.example.com')).status).toBe(204);
    await strict.stop();
  });
});
