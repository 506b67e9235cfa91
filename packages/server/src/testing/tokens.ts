import { generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { Leeway } from './leeway.ts';

/** Access tokens of the test client that are as they should be but for one thing. */
export const spoiledTokens = async (leeway: Leeway) => {
  const [row] = await leeway.database.query<{ key_id: string; private_jwk: JWK }>(
    'select key_id, private_jwk from token_keys where tenant_id = $1',
    [leeway.tenantId],
  );
  if (!row) throw new Error('the tenant has no key yet');
  const now = Math.floor(leeway.clock.now() / 1000);
  const claims = {
    iss: 'http://localhost/realms/acme',
    aud: 'http://localhost',
    sub: leeway.client.clientId,
    azp: leeway.client.clientId,
    api_id: leeway.client.apiId,
    tenant_id: leeway.tenantId,
    scope: leeway.client.scopes.join(' '),
    exp: now + 600,
  };
  const sign = async (changed: object, key?: JWK) =>
    new SignJWT({ ...claims, ...changed })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: row.key_id })
      .sign(key ? await importJWK(key, 'ES256') : (await generateKeyPair('ES256')).privateKey);
  return {
    /** To show that the others are refused for their one fault. */
    good: await sign({}, row.private_jwk),
    /** By another key under the name of the tenant's. */
    forged: await sign({}),
    expired: await sign({ exp: now - 1 }, row.private_jwk),
  };
};
