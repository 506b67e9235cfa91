import { passwordResetMinutes, passwordResetsMax } from '@leeway/contract';
import { systemAuthor } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { invalid } from '../../platform/http/problem.ts';
import { hashPassword } from '../../platform/password-hash.ts';
import { queueMail } from '../mail/index.ts';
import { refuseWeak, userAuthor } from './choose-password.ts';
import { newOpaqueToken, type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
import { deletePasswordResets, insertPasswordReset, selectPasswordReset } from './password-resets-store.ts';
import { deleteSessionsOf } from './sessions-store.ts';
import { selectTenant } from './store.ts';
import type { IdentityParts } from './tenants.ts';
import { displayName } from './users.ts';
import { lockUser, selectUser, selectUsersByEmail, type UserRow, updatePassword } from './users-store.ts';

/** A forgotten password: a link by mail, and another password with it. */

interface ResetParts extends IdentityParts {
  readonly publicUrl: string;
}

/** Who has no password has an invitation instead, or signs in elsewhere. */
const canReset = (user: UserRow | null): user is UserRow =>
  user !== null && user.passwordHash !== null && user.disabledDate === null;

const sendLink = ({ database, clock, publicUrl }: ResetParts, found: UserRow): Promise<void> =>
  database.transaction(systemAuthor, async (tx) => {
    const { tenantId } = found;
    const user = await lockUser(tx, tenantId, found.userId);
    const tenant = await selectTenant(tx, tenantId);
    if (!canReset(user) || !tenant?.enabled) return;
    const token = newOpaqueToken(tenantId);
    const opened = readOpaqueToken(token);
    if (!opened) throw new Error('a new token cannot be read');
    const now = clock.now();
    const expiresAt = new Date(now + passwordResetMinutes * 60_000);
    const inserted = insertPasswordReset(tx, user, opened.hash, new Date(now), expiresAt, passwordResetsMax);
    if (!(await inserted)) return;
    const values = {
      ...{ tenantName: tenant.name, userName: displayName(user) },
      ...{ link: `${publicUrl}/console/reset?token=${token}`, minutes: passwordResetMinutes },
    };
    await queueMail(tx, { tenantId, kind: 'userPasswordReset', to: user.email, values });
  });

/** Mails a link to every user of the address, in whatever tenant; nothing when there is none. */
export const sendResetLinks = async (parts: ResetParts, email: string): Promise<void> => {
  for (const user of await selectUsersByEmail(parts.database, email)) await sendLink(parts, user);
};

const unknownLink = () => invalid('token', 'is not valid, has been used or has expired', 'unknownToken');

/** Whose open link it is. Throws ApiProblem `validationFailed` that names `token`. */
const userOfLink = async (db: Queryable, link: OpaqueToken, now: number): Promise<UserRow> => {
  const userId = await selectPasswordReset(db, link, new Date(now));
  const user = userId === null ? null : await selectUser(db, link.tenantId, userId);
  if (!canReset(user)) throw unknownLink();
  return user;
};

/**
 * Sets another password with a link, ends all sessions of the user and voids the other links. A second factor stays.
 * Throws ApiProblem `validationFailed` that names `token` or `password`.
 */
export const resetPassword = async (
  { database, clock }: IdentityParts,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<UserRow> => {
  const link = readOpaqueToken(token);
  if (!link) throw unknownLink();
  // Looked up first: a stranger must not make us hash.
  const before = await userOfLink(database, link, clock.now());
  refuseWeak('password', password, before);
  const passwordHash = await hashPassword(password);
  return database.transaction(userAuthor(before), async (tx) => {
    await lockUser(tx, link.tenantId, before.userId);
    const user = await userOfLink(tx, link, clock.now());
    await updatePassword(tx, user, passwordHash, true, new Date(clock.now()));
    await deletePasswordResets(tx, user);
    await deleteSessionsOf(tx, user);
    return user;
  });
};
