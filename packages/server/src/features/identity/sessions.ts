import { secondFactorChallengeSeconds, sessionHoursMax, sessionIdleMinutes } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import { newOpaqueToken, type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
import { forgetOpenIdSignIns } from './openid-store.ts';
import { forgetPasswordResets } from './password-resets-store.ts';
import { forgetEnrolments } from './second-factor-store.ts';
import {
  forgetSessions,
  insertSession,
  type OwnSessionRow,
  type SessionRow,
  type SignInMethod,
  sessionsOf,
  useSession,
} from './sessions-store.ts';
import type { IdentityParts } from './tenants.ts';
import type { UserRow } from './users-store.ts';

/** Sessions of console users: from who somebody is to an opaque token, and from the token to who calls. */

const idleSince = (now: number): Date => new Date(now - sessionIdleMinutes * 60_000);

/** The session of a token, which is thereby used; null when it has ended or never was. */
export const sessionOf = (
  { database, clock }: IdentityParts,
  token: OpaqueToken,
): Promise<SessionRow | null> => {
  const now = clock.now();
  return useSession(database, token, new Date(now), idleSince(now));
};

/** The sessions of a user that have not ended. */
export const ownSessions = (
  { database, clock }: IdentityParts,
  user: Pick<UserRow, 'tenantId' | 'userId'>,
): Promise<OwnSessionRow[]> => {
  const now = clock.now();
  return sessionsOf(database, user, new Date(now), idleSince(now));
};

/** Deletes sessions, links and beginnings that have expired; nobody can use them any more. */
export const forgetEndedSessions = async ({ database, clock }: IdentityParts): Promise<void> => {
  const now = new Date(clock.now());
  await forgetSessions(database, now, idleSince(clock.now()));
  await forgetPasswordResets(database, now);
  await forgetEnrolments(database, now);
  await forgetOpenIdSignIns(database, now);
};

/**
 * Whether nothing but setting up a second factor is open to a session. Who signs in at the tenant's OpenID provider has
 * shown what that asks for: the second factor is the provider's.
 */
export const mustEnrol = ({ enforceMfa, method, secondFactorAt }: SessionRow): boolean =>
  enforceMfa && method === 'password' && secondFactorAt === null;

export const secondFactorRequired = () =>
  new ApiProblem('secondFactorRequired', 'This account must be used with a second factor.');

export interface Entry {
  readonly address: string;
  readonly method: SignInMethod;
  /** Whether the code of the second factor is still to come: until then the session opens nothing. */
  readonly awaitsCode: boolean;
}

export interface OpenedSession {
  /** For the browser or the program; only its hash is kept. */
  readonly token: string;
  readonly opened: OpaqueToken;
  readonly expiresAt: Date;
}

/** Opens a session in a transaction that has locked the user: a change of the user ends the sessions it finds. */
export const openSession = async (
  tx: Queryable,
  { tenantId, userId }: Pick<UserRow, 'tenantId' | 'userId'>,
  { address, method, awaitsCode }: Entry,
  now: number,
): Promise<OpenedSession> => {
  const token = newOpaqueToken(tenantId);
  const opened = readOpaqueToken(token);
  if (!opened) throw new Error('a new token cannot be read');
  const lifeSeconds = awaitsCode ? secondFactorChallengeSeconds : sessionHoursMax * 3600;
  const expiresAt = new Date(now + lifeSeconds * 1000);
  await insertSession(tx, {
    ...{ tenantId, userId, sessionId: newId('ses', now), tokenHash: opened.hash },
    ...{ address, method, awaitsCode, expiresAt, createdAt: new Date(now) },
  });
  return { token, opened, expiresAt };
};
