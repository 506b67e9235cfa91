import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import { getOutside } from '../../platform/http/get-outside.ts';
import { ApiProblem } from '../../platform/http/problem.ts';

/** OpenID authorities: their metadata and their keys, remembered, and left alone for a while when they do not answer. */

export interface Authority {
  readonly issuer: string;
  /** Finds the key that signed a token; fetches the authority's keys when it does not know the token's. */
  readonly keys: JWTVerifyGetKey;
}

export interface AuthorityParts {
  readonly clock: Clock;
  /** Loopback and private addresses, which is what a test and a company's own provider have. */
  readonly allowPrivate: boolean;
}

const metadataPath = '/.well-known/openid-configuration';
const timeoutMs = 3_000;
const bytesMax = 262_144;
const metadataMaxAgeMs = 3_600_000;
/** A key that is not known makes the keys be fetched again, but no more often than this. */
const unknownKeyCooldownMs = 3_000;
/** After a failure nobody waits for the authority for this long. */
const failurePauseMs = 5_000;
/** One or two for each tenant that has any. */
const authoritiesMax = 1_000;

const unavailable = (cause: unknown) =>
  new ApiProblem('authorityUnavailable', 'The OpenID authority of this account does not answer.', {
    retryAfterSeconds: failurePauseMs / 1000,
    cause,
  });

/** What an authority says about itself, reduced to what is used. */
const metadataFrom = (text: string): { issuer: string; keysUrl: string } => {
  const metadata: unknown = JSON.parse(text);
  const { issuer, jwks_uri: keysUrl } = (metadata ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (typeof issuer !== 'string' || typeof keysUrl !== 'string') {
    throw new Error('the metadata names no issuer or no keys');
  }
  return { issuer, keysUrl };
};

const createAuthority = (url: string, { clock, allowPrivate }: AuthorityParts) => {
  const metadataUrl = url.endsWith(metadataPath) ? url : url.replace(/\/+$/, '') + metadataPath;
  let pausedUntilMs = 0;
  let known: { readonly authority: Promise<Authority>; readonly untilMs: number } | null = null;

  const get = async (from: string): Promise<string> => {
    if (clock.now() < pausedUntilMs) throw unavailable(new Error('it did not answer a moment ago'));
    try {
      const { status, body } = await getOutside(from, { allowPrivate, timeoutMs, bytesMax });
      if (status !== 200) throw new Error(`${from} answers ${status}`);
      JSON.parse(body);
      return body;
    } catch (error) {
      pausedUntilMs = clock.now() + failurePauseMs;
      throw unavailable(error);
    }
  };

  const load = async (): Promise<Authority> => {
    const text = await get(metadataUrl);
    try {
      const { issuer, keysUrl } = metadataFrom(text);
      const keys = createRemoteJWKSet(new URL(keysUrl), {
        cooldownDuration: unknownKeyCooldownMs,
        [customFetch]: async (from) => new Response(await get(from)),
      });
      return { issuer, keys };
    } catch (error) {
      throw unavailable(error);
    }
  };

  /** One fetch for all who ask meanwhile; a failed one is not remembered. */
  return (): Promise<Authority> => {
    if (known && clock.now() < known.untilMs) return known.authority;
    const authority = load();
    const asked = { authority, untilMs: clock.now() + metadataMaxAgeMs };
    known = asked;
    authority.catch(() => {
      if (known === asked) known = null;
    });
    return authority;
  };
};

export const createAuthorities = (parts: AuthorityParts) => {
  const authorities = new LRUCache<string, ReturnType<typeof createAuthority>>({ max: authoritiesMax });
  return {
    /** Throws ApiProblem `authorityUnavailable`, at once when the authority did not answer a moment ago. */
    of: (url: string): Promise<Authority> => {
      const known = authorities.get(url) ?? createAuthority(url, parts);
      authorities.set(url, known);
      return known();
    },
  };
};

export type Authorities = ReturnType<typeof createAuthorities>;
