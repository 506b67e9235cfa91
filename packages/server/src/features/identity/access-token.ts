import { randomUUID } from 'node:crypto';
import { accessTokenSeconds } from '@leeway/contract';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import type { ApiClientRow, TenantRow } from './store.ts';
import { findTenant, type IdentityParts, isTenantId } from './tenants.ts';
import { type TokenKey, type TokenKeys, tokenAlgorithm } from './token-keys.ts';

/** An access token: a JWT of RFC 9068 whose issuer is the tenant's realm. */

const tokenType = 'at+jwt';

/** The issuer of a tenant's tokens and the base of its token URLs. */
export const realmUrl = (publicUrl: string, slug: string): string => `${publicUrl}/realms/${slug}`;

export interface TokenContents {
  readonly publicUrl: string;
  readonly tenant: TenantRow;
  readonly client: ApiClientRow;
  readonly scopes: readonly string[];
  readonly nowMs: number;
}

export const signAccessToken = (key: TokenKey, contents: TokenContents): Promise<string> => {
  const { publicUrl, tenant, client, scopes, nowMs } = contents;
  const issuedAt = Math.floor(nowMs / 1000);
  return new SignJWT({
    tenant_id: tenant.tenantId,
    azp: client.clientId,
    // A client that is deleted and made again under the same name is another client.
    api_id: client.apiId,
    scope: scopes.join(' '),
  })
    .setProtectedHeader({ alg: tokenAlgorithm, typ: tokenType, kid: key.keyId })
    .setIssuer(realmUrl(publicUrl, tenant.slug))
    .setAudience(publicUrl)
    .setSubject(client.clientId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .setJti(randomUUID())
    .sign(key.privateKey);
};

export interface VerifiedToken {
  readonly caller: Caller;
  readonly apiId: string;
  readonly keyId: string;
  readonly expiresAtMs: number;
}

export interface Verification extends IdentityParts {
  readonly keys: TokenKeys;
  readonly publicUrl: string;
}

const notValid = () => new ApiProblem('unauthenticated', 'The token is not valid.');
export const expired = () => new ApiProblem('unauthenticated', 'The token has expired.');

/** What a token says about where its key is. Nothing of it is believed before the signature is. */
const claimedKey = (token: string) => {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const { tenant_id: tenantId } = decodeJwt(token);
    if (alg !== tokenAlgorithm || typeof kid !== 'string' || !isTenantId(tenantId)) return null;
    return { tenantId, keyId: kid };
  } catch {
    return null;
  }
};

/**
 * Checks signature, issuer, audience, type and expiry; whether the client still exists is checked elsewhere.
 * Throws ApiProblem `unauthenticated`.
 */
export const verifyAccessToken = async (
  verification: Verification,
  token: string,
): Promise<VerifiedToken> => {
  const claimed = claimedKey(token);
  if (!claimed) throw notValid();
  const { tenantId, keyId } = claimed;
  const [key, tenant] = await Promise.all([
    verification.keys.find(tenantId, keyId),
    findTenant(verification, tenantId),
  ]);
  if (!key || !tenant) throw notValid();
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [tokenAlgorithm],
      typ: tokenType,
      issuer: realmUrl(verification.publicUrl, tenant.slug),
      audience: verification.publicUrl,
      currentDate: new Date(verification.clock.now()),
      requiredClaims: ['sub', 'exp', 'api_id', 'scope'],
    });
    return {
      caller: {
        tenantId,
        author: { kind: 'client', id: String(payload.sub), name: String(payload.sub) },
        scopes: new Set(String(payload.scope).split(' ')),
        role: null,
      },
      apiId: String(payload.api_id),
      keyId,
      expiresAtMs: Number(payload.exp) * 1000,
    };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw expired();
    if (error instanceof errors.JOSEError) throw notValid();
    throw error;
  }
};
