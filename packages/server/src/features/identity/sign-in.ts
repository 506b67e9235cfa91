import type { SignInRequest } from '@leeway/contract';
import { systemAuthor } from '../../platform/author.ts';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { isPasswordOf } from '../../platform/password-hash.ts';
import type { PasswordTurns } from './password-turns.ts';
import { type OpenedSession, openSession, sessionOf } from './sessions.ts';
import { type SessionRow, type SignInRow, selectSignIns } from './sessions-store.ts';
import { findTenant, type IdentityParts } from './tenants.ts';
import { lockUser } from './users-store.ts';

/** From a password to a session, or to the question for the code of the second factor. */

/** Of one name in several tenants, so many are tried: each costs a hash. */
const candidatesMax = 3;

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

/** The session that was opened. Throws ApiProblem `signInRejected` when it has ended meanwhile. */
export const signedIn = async (parts: IdentityParts, { token, opened }: OpenedSession): Promise<SignedIn> => {
  const session = await sessionOf(parts, opened);
  if (!session) throw rejected();
  return { token, session };
};

/** The password was right; the code of the second factor is to come, with this token. */
export interface Challenge {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Opens a session, or asks for the code of who has a second factor. Throws ApiProblem `signInRejected`, the same whether
 * the name or the password is wrong or the user is disabled; `tooManyRequests`; `validationFailed` that names `tenant`
 * when several tenants have this name with this password.
 */
export const createSignIn =
  (parts: IdentityParts, inTurn: PasswordTurns) =>
  async (request: SignInRequest, address: string): Promise<SignedIn | { readonly challenge: Challenge }> => {
    const { database, clock } = parts;
    const { name } = nameOf(request);
    const users = await inTurn({ name, address }, async () => {
      const found = await verified(parts, request);
      return found.length === 0 ? null : found;
    });
    const [found, another] = users ?? [];
    if (!found) throw rejected();
    if (another) throw invalid('tenant', 'several tenants have this user: name one', 'required');
    const opened = await database.transaction(systemAuthor, async (tx) => {
      const user = await lockUser(tx, found.tenantId, found.userId);
      // Disabled meanwhile, or with another password.
      if (!user || user.disabledDate || user.passwordHash !== found.passwordHash) throw rejected();
      const entry = { address, method: 'password', awaitsCode: user.secondFactor } as const;
      return { ...(await openSession(tx, user, entry, clock.now())), awaitsCode: user.secondFactor };
    });
    if (!opened.awaitsCode) return signedIn(parts, opened);
    return { challenge: { token: opened.token, expiresAt: opened.expiresAt } };
  };
