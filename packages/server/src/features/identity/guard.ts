import { type Scope, tokenRecheckSeconds } from '@leeway/contract';
import { LRUCache } from 'lru-cache';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Caller, Guard } from '../../platform/http/route.ts';
import type { RoomContext } from '../../platform/room.ts';
import { expired, type VerifiedToken, verifyAccessToken } from './access-token.ts';
import { selectStanding } from './store.ts';
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

interface Remembered extends VerifiedToken {
  readonly standing: Standing;
}

const recheckMs = tokenRecheckSeconds * 1000;
/** From here on the check runs beside the requests, so that in a steady stream none of them waits for it. */
const recheckAheadMs = recheckMs / 2;

const bearerToken = (authorization: string): string => {
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!token) throw new ApiProblem('unauthenticated', 'The request has no Bearer token.');
  return token;
};

/** Refuses what the token does not allow; the order tells a caller with a wrong token nothing more. */
const admit = (caller: Caller, tenantHeader: unknown, scopes: readonly Scope[]): Caller => {
  if (tenantHeader !== undefined && tenantHeader !== caller.tenantId) {
    throw new ApiProblem('wrongTenant', 'N-TenantId is not the tenant of the token.');
  }
  if (scopes.length > 0 && !scopes.some((scope) => caller.scopes.has(scope))) {
    const words = scopes.length === 1 ? 'the scope' : 'one of the scopes';
    throw new ApiProblem('missingScope', `The token needs ${words} ${scopes.join(', ')}.`);
  }
  return caller;
};

/** The standings of the clients seen lately, and their checks: one at a time for each. */
const createStandings = ({ database, clock, log }: GuardParts) => {
  const standings = new LRUCache<string, Standing>({ max: rememberedTokensMax });

  const check = (standing: Standing, { caller, apiId, keyId }: VerifiedToken): Promise<void> => {
    if (standing.checking) return standing.checking;
    const startedAtMs = clock.now();
    standing.checking = selectStanding(database, caller.tenantId, apiId, keyId)
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
    of: (token: VerifiedToken): Standing => {
      const at = `${token.caller.tenantId}/${token.apiId}/${token.keyId}`;
      const known = standings.get(at);
      if (known) return known;
      const unchecked: Standing = { isGood: false, checkedAtMs: Number.NEGATIVE_INFINITY, checking: null };
      standings.set(at, unchecked);
      return unchecked;
    },
    /** A promise when the caller must wait for the check, else undefined. */
    refresh: (standing: Standing, token: VerifiedToken): Promise<void> | undefined => {
      const ageMs = clock.now() - standing.checkedAtMs;
      if (ageMs < recheckAheadMs) return undefined;
      const checked = check(standing, token);
      if (ageMs >= recheckMs) return checked;
      checked.catch((error: Error) => log.warn(`API client not rechecked: ${error.message}`));
      return undefined;
    },
  };
};

/**
 * Finds who calls by the Bearer token. Verified tokens are remembered, and answered without waiting; a deleted
 * client's are refused after at most `tokenRecheckSeconds`, because its existence is read anew that often.
 */
export const createGuard = (parts: GuardParts): Guard => {
  const { clock } = parts;
  const verification = { ...parts, keys: createTokenKeys(parts) };
  const standings = createStandings(parts);
  // By the whole header, so that a remembered one need not be taken apart.
  const remembered = new LRUCache<string, Remembered>({ max: rememberedTokensMax });
  const verifying = new Map<string, Promise<Remembered>>();

  const verify = async (authorization: string): Promise<Remembered> => {
    const verified = await verifyAccessToken(verification, bearerToken(authorization));
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

  const settle = (authorization: string, known: Remembered): Caller => {
    const isExpired = clock.now() >= known.expiresAtMs;
    if (!isExpired && known.standing.isGood) return known.caller;
    remembered.delete(authorization);
    if (isExpired) throw expired();
    throw new ApiProblem('unauthenticated', 'The API client of the token no longer exists.');
  };

  const callerOf = (authorization: string, known: Remembered): Caller | Promise<Caller> => {
    const waiting = standings.refresh(known.standing, known);
    return waiting ? waiting.then(() => settle(authorization, known)) : settle(authorization, known);
  };

  return (request, scopes) => {
    const { authorization = '', 'n-tenantid': tenantHeader } = request.headers;
    const known = remembered.get(authorization);
    const caller = known
      ? callerOf(authorization, known)
      : verifyOnce(authorization).then((verified) => callerOf(authorization, verified));
    return caller instanceof Promise
      ? caller.then((found) => admit(found, tenantHeader, scopes))
      : admit(caller, tenantHeader, scopes);
  };
};
