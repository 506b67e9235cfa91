import { createHash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Authorities } from './authority.ts';
import { rejected } from './rejected.ts';
import type { LicensingSettings } from './settings-store.ts';

/** Who a user is by the word of the tenant's OpenID authority. */

export interface VerifiedUser {
  /** What the user claim holds. */
  readonly username: string;
  /** What the group-ids claim lists; empty when there is none. */
  readonly entitlementGroupIds: readonly string[];
}

interface Remembered extends VerifiedUser {
  readonly untilMs: number;
}

/** What a public key can verify: a secret shared with the authority is no part of the settings. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** Clocks differ. */
const toleranceSeconds = 30;
const groupIdsMax = 1_000;
const claimCharactersMax = 100;
/** About 500 bytes each. */
const rememberedMax = 10_000;
/** Tokens of one tenant that wait for its authority. */
const waitingMax = 500;

const groupIdPattern = /^egr_[A-Za-z0-9_-]{22}$/;

const claimOf = (payload: JWTPayload, name: string): string => {
  const value = payload[name];
  if (typeof value !== 'string' || value === '' || value.length > claimCharactersMax) {
    throw rejected(`The token has no claim "${name}" that names a user.`);
  }
  return value;
};

/** A list, or one text with blanks or commas between; what is no group id is left out. */
const groupIdsOf = (payload: JWTPayload, name: string | null): string[] => {
  const value = name === null ? [] : payload[name];
  const words: unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(/[\s,]+/)
      : [];
  const ids = words.filter((word): word is string => typeof word === 'string' && groupIdPattern.test(word));
  return [...new Set(ids)].slice(0, groupIdsMax);
};

const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The claim "${error.claim}" of the token is not what this account expects.`;
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'The token is signed by no key of the authority.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is wrong.';
  return 'The token is no signed JSON Web Token.';
};

export const createTokenVerifier = (authorities: Authorities, clock: Clock) => {
  const remembered = new LRUCache<string, Remembered>({ max: rememberedMax });
  const waiting = new Map<string, number>();

  const verify = async (token: string, url: string, settings: LicensingSettings): Promise<Remembered> => {
    const authority = await authorities.of(url);
    const { audience, userClaim, groupIdsClaim } = settings;
    const { payload } = await jwtVerify(token, authority.keys, {
      issuer: settings.issuer ?? authority.issuer,
      ...(audience === null ? {} : { audience }),
      algorithms,
      requiredClaims: ['exp'],
      clockTolerance: toleranceSeconds,
      currentDate: new Date(clock.now()),
    });
    return {
      username: claimOf(payload, userClaim),
      entitlementGroupIds: groupIdsOf(payload, groupIdsClaim),
      untilMs: (payload.exp ?? 0) * 1000,
    };
  };

  const verifyInTurn = async (tenantId: string, token: string, url: string, settings: LicensingSettings) => {
    const others = waiting.get(tenantId) ?? 0;
    if (others >= waitingMax) {
      const detail = 'Too many tokens wait for the OpenID authority of this account.';
      throw new ApiProblem('overloaded', detail, { retryAfterSeconds: 1 });
    }
    waiting.set(tenantId, others + 1);
    try {
      return await verify(token, url, settings);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw rejected(reasonOf(error));
      throw error;
    } finally {
      const left = (waiting.get(tenantId) ?? 1) - 1;
      if (left === 0) waiting.delete(tenantId);
      else waiting.set(tenantId, left);
    }
  };

  /**
   * Throws ApiProblem `credentialsRejected`, or `authorityUnavailable`. A token is verified once and then remembered
   * until it expires, under the settings it was verified with.
   */
  return async (tenantId: string, token: string, settings: LicensingSettings): Promise<VerifiedUser> => {
    if (settings.authorityUrl === null) throw rejected('This account accepts no OpenID tokens.');
    const key = createHash('sha256')
      .update(JSON.stringify([tenantId, settings, token]))
      .digest('base64url');
    const known = remembered.get(key);
    if (known && clock.now() < known.untilMs) return known;
    const user = await verifyInTurn(tenantId, token, settings.authorityUrl, settings);
    remembered.set(key, user);
    return user;
  };
};
