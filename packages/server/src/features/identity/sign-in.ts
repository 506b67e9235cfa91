import { type SignInRequest, sessionHoursMax, sessionIdleMinutes } from '@leeway/contract';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import { isPasswordOf } from '../../platform/password-hash.ts';
import { newOpaqueToken, type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
import type { PasswordTurns } from './password-turns.ts';
import {
  forgetSessions,
  insertSession,
  type SessionRow,
  type SignInRow,
  selectSignIns,
  useSession,
} from './sessions-store.ts';
import { findTenant, type IdentityParts } from './tenants.ts';

/** Sessions of console users: from a password to an opaque token, and from the token to who calls. */

/** Of one name in several tenants, so many are tried: each costs a hash. */
const candidatesMax = 3;

const idleSince = (now: number): Date => new Date(now - sessionIdleMinutes * 60_000);

/** The session of a token, which is thereby used; null when it has ended or never was. */
export const sessionOf = (
  { database, clock }: IdentityParts,
  token: OpaqueToken,
): Promise<SessionRow | null> => {
  const now = clock.now();
  return useSession(database, token, new Date(now), idleSince(now));
};

/** Deletes what has expired; nobody can use it any more. */
export const forgetEndedSessions = async ({ database, clock }: IdentityParts): Promise<void> => {
  const now = clock.now();
  await forgetSessions(database, new Date(now), idleSince(now));
};

const nameOf = ({ email, username }: SignInRequest): { column: 'email' | 'username'; name: string } => {
  if (email !== undefined && username === undefined) return { column: 'email', name: email };
  if (username !== undefined && email === undefined) return { column: 'username', name: username };
  throw invalid('email', 'send either email or username', 'required');
};

const rejected = () => new ApiProblem('signInRejected', 'The name or the password is wrong.');

/** Whose password it is. Without candidates it takes as long as with one. */
const verified = async (
  { database }: IdentityParts,
  request: SignInRequest,
): Promise<readonly SignInRow[]> => {
  const { column, name } = nameOf(request);
  const { tenant: asked, password } = request;
  const tenant = asked === undefined ? null : await findTenant({ database }, asked);
  const candidates =
    asked !== undefined && tenant === null
      ? []
      : await selectSignIns(database, column, name, tenant?.tenantId ?? null, candidatesMax);
  if (candidates.length === 0) await isPasswordOf(null, password);
  const right: SignInRow[] = [];
  for (const candidate of candidates) {
    if (await isPasswordOf(candidate.passwordHash, password)) right.push(candidate);
  }
  return right;
};

export interface SignedIn {
  readonly token: string;
  readonly session: SessionRow;
}

/**
 * Opens a session. Throws ApiProblem `signInRejected`, the same whether the name or the password is wrong or the user is
 * disabled; `tooManyRequests`; `secondFactorRequired`; `validationFailed` that names `tenant` when several tenants have
 * this name with this password.
 */
export const createSignIn =
  (parts: IdentityParts, inTurn: PasswordTurns) =>
  async (request: SignInRequest, address: string): Promise<SignedIn> => {
    const { database, clock } = parts;
    const { name } = nameOf(request);
    const users = await inTurn({ name, address }, async () => {
      const found = await verified(parts, request);
      return found.length === 0 ? null : found;
    });
    const [user, another] = users ?? [];
    if (!user) throw rejected();
    if (another) throw invalid('tenant', 'several tenants have this user: name one', 'required');
    if (user.enforceMfa) {
      throw new ApiProblem('secondFactorRequired', 'This account must sign in with a second factor.');
    }
    const { tenantId, userId, passwordHash } = user;
    const token = newOpaqueToken(tenantId);
    const opened = readOpaqueToken(token);
    if (!opened) throw new Error('a new token cannot be read');
    const now = clock.now();
    await insertSession(database, {
      ...{ tenantId, userId, passwordHash, sessionId: newId('ses', now), tokenHash: opened.hash, address },
      createdAt: new Date(now),
      expiresAt: new Date(now + sessionHoursMax * 3_600_000),
    });
    const session = await sessionOf(parts, opened);
    // Disabled meanwhile, or with another password.
    if (!session) throw rejected();
    return { token, session };
  };
