import { rolePermits, type Scope, tokenRecheckSeconds } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Caller, Guard, Guarded } from '../../platform/http/route.ts';
import type { RoomContext } from '../../platform/room.ts';
import { expired } from './access-token.ts';
import { type Credentials, verifyCredentials } from './credentials.ts';
import { cookieToken } from './session-cookie.ts';
import { createTokenKeys } from './token-keys.ts';

export type GuardParts = Pick<RoomContext, 'database' | 'clock' | 'log' | 'publicUrl'>;

/** Verifying costs about 130 us and a round trip, remembering about 1 kB: 5,000 tokens are 5 MB. */
const rememberedTokensMax = 5_000;

/** Whether a client and the key of its tokens still exist; shared by all its tokens, so it is asked once for all. */
interface Standing {
  isGood: boolean;
  /** Epoch ms at the start of the last check; the deletion of a client before it has been seen. */
  checkedAtMs: number;
  checking: Promise<void> | null;
}

interface Remembered extends Credentials {
  readonly standing: Standing;
}

const recheckMs = tokenRecheckSeconds * 1000;
/** From here on the check runs beside the requests, so that in a steady stream none of them waits for it. */
const recheckAheadMs = recheckMs / 2;

const missingScope = (scopes: readonly Scope[]): ApiProblem => {
  const words = scopes.length === 1 ? 'the scope' : 'one of the scopes';
  return new ApiProblem('missingScope', `The token needs ${words} ${scopes.join(', ')}.`);
};

/** Refuses what the token does not allow; the order tells a caller with a wrong token nothing more. */
const admit = (caller: Caller, tenantHeader: unknown, operation: Guarded): Caller => {
  if (tenantHeader !== undefined && tenantHeader !== caller.tenantId) {
    throw new ApiProblem('wrongTenant', 'N-TenantId is not the tenant of the token.');
  }
  const { scopes } = operation;
  if (caller.role === null) {
    if (scopes.length > 0 && !scopes.some((scope) => caller.scopes.has(scope))) throw missingScope(scopes);
  } else if (!rolePermits(caller.role, operation)) {
    throw new ApiProblem('roleForbids', `The role ${caller.role} does not permit ${operation.id}.`);
  }
  return caller;
};

/** The standings of clients and sessions seen lately, and their checks: one at a time for each. */
const createStandings = ({ clock, log }: GuardParts) => {
  const standings = new LRUCache<string, Standing>({ max: rememberedTokensMax });

  const check = (standing: Standing, credentials: Credentials): Promise<void> => {
    if (standing.checking) return standing.checking;
    const startedAtMs = clock.now();
    standing.checking = credentials
      .isGood()
      .then((isGood) => {
        standing.isGood = isGood;
        standing.checkedAtMs = startedAtMs;
      })
      .finally(() => {
        standing.checking = null;
      });
    return standing.checking;
  };

  return {
    of: ({ standingKey }: Credentials): Standing => {
      const known = standings.get(standingKey);
      if (known) return known;
      const unchecked: Standing = { isGood: false, checkedAtMs: Number.NEGATIVE_INFINITY, checking: null };
      standings.set(standingKey, unchecked);
      return unchecked;
    },
    /** A promise when the caller must wait for the check, else undefined. */
    refresh: (standing: Standing, credentials: Credentials): Promise<void> | undefined => {
      const ageMs = clock.now() - standing.checkedAtMs;
      if (ageMs < recheckAheadMs) return undefined;
      const checked = check(standing, credentials);
      if (ageMs >= recheckMs) return checked;
      checked.catch((error: Error) => log.warn(`credentials not rechecked: ${error.message}`));
      return undefined;
    },
  };
};

/** What a request is let in with, as an Authorization header; a browser sends its session as a cookie instead. */
const authorizationOf = (request: FastifyRequest): string => {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authorization;
  const token = cookieToken(request);
  return token === null ? '' : `Bearer ${token}`;
};

export type RememberingGuard = Guard & {
  /** Sessions of this user may have ended: what is remembered of them is not believed without looking. */
  readonly forgetUser: (tenantId: string, userId: string) => void;
};

/**
 * Finds who calls by the Bearer token or the session cookie. Verified ones are remembered, and answered without waiting;
 * a deleted client's and an ended session's are refused after at most `tokenRecheckSeconds`, because whether they stand
 * is read anew that often.
 */
export const createGuard = (parts: GuardParts): RememberingGuard => {
  const { clock } = parts;
  const verification = { ...parts, keys: createTokenKeys(parts) };
  const standings = createStandings(parts);
  // By the whole header, so that a remembered one need not be taken apart.
  const remembered = new LRUCache<string, Remembered>({ max: rememberedTokensMax });
  /** The header that came last, which is often the next one's: to compare two costs less than to hash one for a look-up. */
  let last: { readonly authorization: string; readonly known: Remembered } | null = null;
  const verifying = new Map<string, Promise<Remembered>>();

  const verify = async (authorization: string): Promise<Remembered> => {
    const verified = await verifyCredentials(verification, authorization);
    const known = { ...verified, standing: standings.of(verified) };
    remembered.set(authorization, known);
    return known;
  };

  /** One verification for all requests that bring the same new token at once. */
  const verifyOnce = (authorization: string): Promise<Remembered> => {
    const running = verifying.get(authorization);
    if (running) return running;
    const started = verify(authorization).finally(() => verifying.delete(authorization));
    verifying.set(authorization, started);
    return started;
  };

  const recall = (authorization: string): Remembered | undefined => {
    if (last?.authorization === authorization) return last.known;
    const known = remembered.get(authorization);
    if (known) last = { authorization, known };
    return known;
  };

  const forget = (authorization: string): void => {
    remembered.delete(authorization);
    last = null;
  };

  const settle = (authorization: string, known: Remembered): Caller => {
    const isExpired = clock.now() >= known.expiresAtMs;
    if (!isExpired && known.standing.isGood) return known.caller;
    forget(authorization);
    if (isExpired) throw expired();
    throw new ApiProblem('unauthenticated', known.whenGone);
  };

  const callerOf = (authorization: string, known: Remembered): Caller | Promise<Caller> => {
    const waiting = standings.refresh(known.standing, known);
    return waiting ? waiting.then(() => settle(authorization, known)) : settle(authorization, known);
  };

  const guard: Guard = (request, operation) => {
    const authorization = authorizationOf(request);
    const tenantHeader = request.headers['n-tenantid'];
    const known = recall(authorization);
    const caller = known
      ? callerOf(authorization, known)
      : verifyOnce(authorization).then((verified) => callerOf(authorization, verified));
    return caller instanceof Promise
      ? caller.then((found) => admit(found, tenantHeader, operation))
      : admit(caller, tenantHeader, operation);
  };

  const forgetUser = (tenantId: string, userId: string): void => {
    // What has been pushed out of those remembered would not be found below.
    last = null;
    for (const { caller, standing } of remembered.values()) {
      const { author } = caller;
      if (caller.tenantId !== tenantId || author.kind !== 'user' || author.id !== userId) continue;
      standing.checkedAtMs = Number.NEGATIVE_INFINITY;
    }
  };

  return Object.assign(guard, { forgetUser });
};
