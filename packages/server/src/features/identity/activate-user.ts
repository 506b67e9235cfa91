import { operations } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { hashPassword } from '../../platform/password-hash.ts';
import type { IdentityContext, IdentityParts } from './tenants.ts';
import {
  deleteInvitation,
  lockUser,
  selectUsersByEmail,
  type UserRow,
  updatePassword,
} from './users-store.ts';

/** For operators who test an installation: an invitation accepted without its mail. */

interface Activation {
  readonly author: Author;
  /** The operator's, whose user is meant when several tenants have one of this address. */
  readonly tenantId: string;
  readonly email: string;
  /** Not held against the rules for passwords: tests choose it. */
  readonly password: string;
}

const theOne = (users: readonly UserRow[], tenantId: string, email: string): UserRow => {
  const [user, another] = users;
  if (!user) throw notFound('user', email);
  if (!another) return user;
  const own = users.find((candidate) => candidate.tenantId === tenantId);
  if (!own) throw new ApiProblem('conflict', `Several tenants have a user ${email}.`);
  return own;
};

/** Throws ApiProblem `notFound`, or `conflict` when the user is no invited one: no password is ever replaced. */
const activateUser = async (
  { database, clock }: IdentityParts,
  { author, tenantId, email, password }: Activation,
): Promise<void> => {
  const found = theOne(await selectUsersByEmail(database, email), tenantId, email);
  const passwordHash = await hashPassword(password);
  await database.transaction(author, async (tx) => {
    const user = await lockUser(tx, found.tenantId, found.userId);
    if (!user) throw notFound('user', email);
    if (user.disabledDate) throw new ApiProblem('conflict', 'The user is disabled.');
    if (user.passwordHash !== null) throw new ApiProblem('conflict', 'The user has accepted the invitation.');
    await updatePassword(tx, user, passwordHash, true, new Date(clock.now()));
    await deleteInvitation(tx, user);
  });
};

export const registerUserTesting = ({ route, database, clock }: IdentityContext): void => {
  route(operations.activateUserForTesting, async ({ tenantId, author, body }) => {
    await activateUser({ database, clock }, { author, tenantId, ...body });
    return undefined;
  });
};
