import { ApiProblem } from '../../platform/http/problem.ts';
import { userAuthor } from './choose-password.ts';
import { readOpaqueToken } from './opaque-token.ts';
import { type Checked, checkCode, refuseUnlessRight } from './second-factor.ts';
import { type OpenedSession, openSession } from './sessions.ts';
import { deleteSession, selectChallenged } from './sessions-store.ts';
import { type SignedIn, signedIn } from './sign-in.ts';
import type { IdentityParts } from './tenants.ts';
import { lockUser } from './users-store.ts';

/** The second step of a sign-in: the code after the password. */

const over = () => new ApiProblem('signInRejected', 'The sign-in has taken too long or is over: begin anew.');

/**
 * Turns the question for a code into a session. Throws ApiProblem `signInRejected` when the question is no longer open,
 * which another role, another password or a disabled user ends as well; `secondFactorRejected`; `tooManyRequests`.
 */
export const signInByCode = async (
  parts: IdentityParts,
  { token, code }: { readonly token: string; readonly code: string },
  address: string,
): Promise<SignedIn> => {
  const { database, clock } = parts;
  const challenge = readOpaqueToken(token);
  const challenged = challenge && (await selectChallenged(database, challenge, new Date(clock.now())));
  if (!challenged) throw over();
  const result = await database.transaction(
    userAuthor(challenged),
    async (tx): Promise<Checked | OpenedSession> => {
      const now = clock.now();
      const user = await lockUser(tx, challenged.tenantId, challenged.userId);
      // Whatever has changed the user meanwhile has ended the question as it ends sessions.
      if (!user || !(await selectChallenged(tx, challenge, new Date(now)))) throw over();
      const checked = await checkCode(tx, user, code, now);
      if (checked !== 'right') return checked;
      await deleteSession(tx, challenge);
      return openSession(tx, user, { address, method: 'password', awaitsCode: false }, now);
    },
  );
  if (typeof result === 'object' && 'opened' in result) return signedIn(parts, result);
  refuseUnlessRight(result);
  throw over();
};
