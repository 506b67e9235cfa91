import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type OpenIdProvider, type People, startOpenIdProvider } from '../../testing/openid-provider.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { customerOf, type Person, personOf } from './testing/accounts.ts';

const people: Record<string, Record<string, unknown>> = {
  anna: { email: 'anna@example.com' },
  nobody: { email: 'nobody@example.com' },
  granted: { email: 'granted@example.com', licenses: [] },
  nameless: {},
};

let leeway: Leeway;
let api: CheckedApi;
let provider: OpenIdProvider;
let sold: Sold;
let other: Sold;
let customerId: string;
let anna: Person;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  api = checkedApi(leeway);
  sold = await sell(leeway, { seatCount: 50 });
  other = await sell(leeway);
  people.granted = { email: 'granted@example.com', licenses: [other.groupId, 'no group', 7] };
  provider = await startOpenIdProvider(people as People);
  customerId = await customerOf(leeway, sold);
  anna = await personOf(leeway, customerId, 'a@example.com', openId('anna@example.com'), sold);
  await accept({});
});
afterAll(async () => {
  await provider?.stop();
  await leeway?.stop();
});

const openId = (claimValue: string) => ({ type: 'openIdToken', claimValue }) as const;

const settingsPath = '/api/v1/account/licensing/settings';
const settings = () => ({
  authorityUrl: provider.issuer,
  issuer: provider.issuer,
  audience: provider.audience,
  userClaim: 'email',
  groupIdsClaim: 'licenses',
});
const accept = async (changes: Record<string, unknown>) => {
  const answer = await api('updateLicensingSettings', `PUT ${settingsPath}`, { ...settings(), ...changes });
  expect(answer.status).toBe(204);
};

let seats = 0;
const activate = (token: string, more: Record<string, unknown> = {}) => {
  seats += 1;
  return api('createActivation', 'POST /api/v1/entitlements/activations', {
    productId: sold.productId,
    activationCredentials: { type: 'openIdToken', token },
    seatId: `seat ${seats}`,
    ...more,
  });
};

/** `402 credentialsRejected: why` */
const outcome = ({ status, body }: Answer) =>
  status === 201 ? `${status}` : `${status} ${body.errorCode}: ${body.detail}`;
const rejected = (why: string) => `402 credentialsRejected: ${why}`;

describe('the settings of account-based licensing', () => {
  it('are replaced as a whole, and audited', async () => {
    expect((await api('getLicensingSettings', `GET ${settingsPath}`)).body).toEqual(settings());
    await api('updateLicensingSettings', `PUT ${settingsPath}`, {});
    const none = { authorityUrl: null, issuer: null, audience: null, userClaim: 'sub', groupIdsClaim: null };
    expect((await api('getLicensingSettings', `GET ${settingsPath}`)).body).toEqual(none);
    const rows = await leeway.database.query<{ field: string; old: string | null }>(
      `select c.* from audit_log, jsonb_to_recordset(changes) as c (field text, old text)
       where object_type = 'licensingSettings' and action = 'update' order by c.field`,
    );
    expect(rows).toContainEqual({ field: 'authority_url', old: provider.issuer });
    await accept({});
  });

  it.each([
    ['http://id.example.com', 'authorityUrl'],
    ['ftp://id.example.com', 'authorityUrl'],
    ['https://user:secret@id.example.com', 'authorityUrl'],
    ['no url', 'authorityUrl'],
  ])('refuse the authority %s', async (authorityUrl, field) => {
    const answer = await api('updateLicensingSettings', `PUT ${settingsPath}`, { authorityUrl });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
  });
});

describe('an activation by OpenID token', () => {
  it('takes a seat of the groups that list the contact with the claim', async () => {
    const { status, body } = await activate(await provider.signIn('anna'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      entitlementId: sold.entitlementId,
      activationMethod: 'openIdToken',
      username: 'anna@example.com',
      mode: 'online',
    });
    const read = await api('getActivation', `GET /api/v1/entitlements/activations/${body.id}`);
    expect(read.body).toMatchObject({ activationMethod: 'openIdToken', username: 'anna@example.com' });
  });

  it('takes a seat of the groups that the group-ids claim lists, with or without a contact', async () => {
    const token = await provider.signIn('granted');
    const inOther = { productId: other.productId };
    expect((await activate(token, inOther)).body.entitlementId).toBe(other.entitlementId);
    await accept({ groupIdsClaim: null });
    expect(outcome(await activate(token, inOther))).toBe(
      rejected('The user of the token may use no entitlement of this product.'),
    );
    await accept({});
  });

  it('is refused to who may use nothing of the product', async () => {
    const nothing = rejected('The user of the token may use no entitlement of this product.');
    expect(outcome(await activate(await provider.signIn('nobody')))).toBe(nothing);
    const token = await provider.signIn('anna');
    expect(outcome(await activate(token, { productId: other.productId }))).toBe(nothing);
    expect(outcome(await activate(token, { editionId: other.editionId }))).toBe(nothing);
    expect(outcome(await activate(token, { editionId: sold.editionId }))).toBe('201');
  });

  it('follows the contact and its groups at once, also with a token that was accepted before', async () => {
    const token = await provider.signIn('anna');
    expect(outcome(await activate(token))).toBe('201');
    const authorised = `/api/v1/entitlements/groups/${sold.groupId}/authorized-contacts`;
    await leeway.api('DELETE', `${authorised}/${anna.contactId}`);
    expect((await activate(token)).body.errorCode).toBe('credentialsRejected');
    await leeway.api('POST', authorised, { id: anna.contactId });
    expect(outcome(await activate(token))).toBe('201');
    await leeway.api('PATCH', anna.path, { status: 'inactive' });
    expect((await activate(token)).body.errorCode).toBe('credentialsRejected');
    await leeway.api('PATCH', anna.path, { status: 'active' });
    expect(outcome(await activate(token))).toBe('201');
  });

  it('rule 11: names every failing reason, credentials first of all', async () => {
    const small = await sell(leeway, { seatCount: 1, licenseDuration: { type: 'minute', count: 1 } });
    const claim = openId('nobody@example.com');
    await personOf(leeway, await customerOf(leeway, small), 'n@example.com', claim, small);
    const token = await provider.signIn('nobody');
    const inSmall = { productId: small.productId };
    const { body } = await activate(token, inSmall);
    const full = await activate(token, inSmall);
    expect([full.status, full.body.errorCode, full.body.limits.used]).toEqual([402, 'seatLimitReached', 1]);
    expect((await activate(token, { ...inSmall, seatId: body.seatId })).body.id).toBe(body.id);
    leeway.clock.advance(61_000);
    const codes = (await activate(token, inSmall)).body.reasons.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['entitlementNotActive']);
  });
});

describe('a token is refused', () => {
  it('of another audience, another issuer, or without the claim', async () => {
    const token = await provider.signIn('anna');
    await accept({ audience: 'another app' });
    const unexpected = (claim: string) =>
      rejected(`The claim "${claim}" of the token is not what this account expects.`);
    expect(outcome(await activate(token))).toBe(unexpected('aud'));
    await accept({ issuer: 'https://elsewhere.example.com' });
    expect(outcome(await activate(token))).toBe(unexpected('iss'));
    await accept({ audience: null, issuer: null });
    expect(outcome(await activate(token))).toBe('201');
    const noUser = rejected('The token has no claim "email" that names a user.');
    expect(outcome(await activate(await provider.signIn('nameless')))).toBe(noUser);
    await accept({});
  });

  it('signed by somebody else, not signed, or no token at all', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const secret = new TextEncoder().encode('a secret that anybody may know, at least 32 bytes');
    const forge = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ email: 'anna@example.com' })
        .setProtectedHeader({ alg })
        .setIssuer(provider.issuer)
        .setAudience(provider.audience)
        .setExpirationTime('1h')
        .sign(key);
    const wrong = rejected('The signature of the token is wrong.');
    expect(outcome(await activate(await forge('RS256', privateKey)))).toBe(wrong);
    const symmetric = await forge('HS256', secret);
    const noToken = rejected('The token is no signed JSON Web Token.');
    expect(outcome(await activate(symmetric))).toBe(noToken);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${symmetric.split('.')[1]}.`;
    expect(outcome(await activate(unsigned))).toBe(noToken);
    expect(outcome(await activate('no token'))).toBe(noToken);
  });

  it('where no authority is set up', async () => {
    const token = await provider.signIn('anna');
    await accept({ authorityUrl: null });
    expect(outcome(await activate(token))).toBe(rejected('This account accepts no OpenID tokens.'));
    await accept({});
  });

  it('once it has expired, also when it was accepted before', async () => {
    const token = await provider.signIn('anna');
    expect(outcome(await activate(token))).toBe('201');
    leeway.clock.advance(11 * 60_000);
    expect(outcome(await activate(token))).toBe(rejected('The token has expired.'));
  });
});
