import { passwordLengthMax, userPasswordLengthMin } from '@leeway/contract';
import { weakPassword } from '@leeway/rules';
import type { Author } from '../../platform/author.ts';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { hashPassword, isPasswordOf } from '../../platform/password-hash.ts';
import { readOpaqueToken } from './opaque-token.ts';
import { deletePasswordResets } from './password-resets-store.ts';
import { deleteSessionsOf, type SessionRow } from './sessions-store.ts';
import type { ChangeParts, IdentityParts } from './tenants.ts';
import { addUser, displayName, type NewUser } from './users.ts';
import {
  deleteInvitation,
  lockUser,
  selectInvited,
  selectUser,
  selectUserByName,
  type UserRow,
  updatePassword,
} from './users-store.ts';

/** How a console user comes to a password, and to another one. */

export const refuseWeak = (
  field: string,
  password: string,
  { email, username }: Pick<UserRow, 'email' | 'username'>,
): void => {
  const lengths = { min: userPasswordLengthMin, max: passwordLengthMax };
  const fault = weakPassword(password, [email, username], lengths);
  if (fault) throw invalid(field, fault, 'weakPassword');
};

export const userAuthor = (
  user: Pick<UserRow, 'userId' | 'username' | 'firstName' | 'lastName'>,
): Author => ({
  kind: 'user',
  id: user.userId,
  name: displayName(user),
  username: user.username,
});

const unknownInvitation = () =>
  invalid('token', 'is not valid, has been used or has expired', 'unknownToken');

/**
 * Accepts an invitation: the user can sign in from now on, and the address counts as verified. Throws ApiProblem
 * `validationFailed` that names `token` or `password`.
 */
export const acceptInvitation = async (
  { database, clock }: IdentityParts,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<void> => {
  const opened = readOpaqueToken(token);
  if (!opened) throw unknownInvitation();
  const { tenantId, hash } = opened;
  // Looked up first: a stranger must not make us hash.
  const invited = await selectInvited(database, tenantId, hash, new Date(clock.now()));
  if (!invited) throw unknownInvitation();
  refuseWeak('password', password, invited);
  const passwordHash = await hashPassword(password);
  await database.transaction(userAuthor(invited), async (tx) => {
    const now = new Date(clock.now());
    await lockUser(tx, tenantId, invited.userId);
    const user = await selectInvited(tx, tenantId, hash, now);
    if (!user) throw unknownInvitation();
    await updatePassword(tx, user, passwordHash, true, now);
    await deleteInvitation(tx, user);
  });
};

/**
 * Creates a user who needs no invitation. Throws ApiProblem `validationFailed` that names `password` or a name, or
 * `duplicate`.
 */
export const createUserWithPassword = async (
  { database, clock, author }: ChangeParts,
  tenantId: string,
  asked: NewUser,
  password: string,
): Promise<UserRow> => {
  refuseWeak('password', password, asked);
  const passwordHash = await hashPassword(password);
  return database.transaction(author, (tx) => addUser(tx, tenantId, asked, clock.now(), { passwordHash }));
};

/**
 * For who runs the installation: gives a user, found by username or e-mail address, another password. Ends all sessions
 * and an open invitation. Throws ApiProblem `notFound`, or `validationFailed` that names `password`.
 */
export const setUserPassword = async (
  { database, clock, author }: ChangeParts,
  tenantId: string,
  name: string,
  password: string,
): Promise<UserRow> => {
  const user = await selectUserByName(database, tenantId, name);
  if (!user) throw notFound('user', name);
  refuseWeak('password', password, user);
  const passwordHash = await hashPassword(password);
  await database.transaction(author, async (tx) => {
    await lockUser(tx, tenantId, user.userId);
    await updatePassword(tx, user, passwordHash, false, new Date(clock.now()));
    await deleteInvitation(tx, user);
    await deletePasswordResets(tx, user);
    await deleteSessionsOf(tx, user);
  });
  return user;
};

/**
 * Ends every other session of the user. Null when the current password is wrong. Throws ApiProblem `validationFailed`
 * that names `newPassword`.
 */
export const changePassword = async (
  { database, clock }: IdentityParts,
  { tenantId, userId, sessionId }: SessionRow,
  { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
): Promise<true | null> => {
  const before = await selectUser(database, tenantId, userId);
  if (!before || !(await isPasswordOf(before.passwordHash, currentPassword))) return null;
  refuseWeak('newPassword', newPassword, before);
  const passwordHash = await hashPassword(newPassword);
  return database.transaction(userAuthor(before), async (tx) => {
    const user = await lockUser(tx, tenantId, userId);
    // Of two changes at once, one knows the current password.
    if (user?.passwordHash !== before.passwordHash) return null;
    await updatePassword(tx, user, passwordHash, false, new Date(clock.now()));
    await deletePasswordResets(tx, user);
    await deleteSessionsOf(tx, user, sessionId);
    return true;
  });
};
