import { type RoleName, roleScopes } from '@leeway/contract';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import { type Verification, verifyAccessToken } from './access-token.ts';
import { userAuthor } from './choose-password.ts';
import { type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
import { mustEnrol, secondFactorRequired, sessionOf } from './sessions.ts';
import type { SessionRow } from './sessions-store.ts';
import { selectStanding } from './store.ts';

/** What a request is let in with: a client's access token or a user's session. The guard remembers both alike. */

export interface Credentials {
  readonly caller: Caller;
  readonly expiresAtMs: number;
  /** What stands or falls together: all tokens of one client and key, or one session. */
  readonly standingKey: string;
  /** Whether it still stands; asked again and again while the credentials are used. */
  readonly isGood: () => Promise<boolean>;
  /** A sentence for who comes with what no longer stands. */
  readonly whenGone: string;
}

const clientCredentials = async (verification: Verification, token: string): Promise<Credentials> => {
  const { caller, apiId, keyId, expiresAtMs } = await verifyAccessToken(verification, token);
  const { tenantId } = caller;
  return {
    caller,
    expiresAtMs,
    standingKey: `${tenantId}/${apiId}/${keyId}`,
    isGood: () => selectStanding(verification.database, tenantId, apiId, keyId),
    whenGone: 'The API client of the token no longer exists, or its tenant is disabled.',
  };
};

const whenSessionGone = 'The session has ended: sign in again.';

const userCaller = (session: SessionRow, role: RoleName): Caller => ({
  tenantId: session.tenantId,
  author: userAuthor(session),
  scopes: new Set(roleScopes(role)),
  role,
});

const sessionCredentials = async (verification: Verification, token: OpaqueToken): Promise<Credentials> => {
  const session = await sessionOf(verification, token);
  if (!session) throw new ApiProblem('unauthenticated', whenSessionGone);
  if (mustEnrol(session)) throw secondFactorRequired();
  return {
    caller: userCaller(session, session.role),
    expiresAtMs: session.expiresAt.getTime(),
    standingKey: `${session.tenantId}/${session.sessionId}/${session.role}`,
    // A role that was changing when the session began ends it here.
    isGood: async () => {
      const present = await sessionOf(verification, token);
      // Since the tenant asks for a second factor: the session stays, for setting one up.
      if (present && mustEnrol(present)) throw secondFactorRequired();
      return present?.role === session.role;
    },
    whenGone: whenSessionGone,
  };
};

const bearerToken = (authorization: string): string => {
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!token) throw new ApiProblem('unauthenticated', 'The request has no Bearer token.');
  return token;
};

/** Reads an Authorization header. Throws ApiProblem `unauthenticated`. */
export const verifyCredentials = async (
  verification: Verification,
  authorization: string,
): Promise<Credentials> => {
  const token = bearerToken(authorization);
  const opaque = readOpaqueToken(token);
  return opaque ? sessionCredentials(verification, opaque) : clientCredentials(verification, token);
};
