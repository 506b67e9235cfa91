import { invitationDays, type RoleName, type UpdateUserApiRequest } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { violatedUnique } from '../../platform/database.ts';
import { ApiProblem, duplicate, invalid, notFound } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../mail/index.ts';
import { newOpaqueToken, readOpaqueToken } from './opaque-token.ts';
import { deletePasswordResets } from './password-resets-store.ts';
import { roleNameOf } from './role-ids.ts';
import { deleteSessionsOf } from './sessions-store.ts';
import { selectTenant } from './store.ts';
import { type ChangeParts, controlCharacter } from './tenants.ts';
import {
  deleteInvitation,
  hasOtherAdministrator,
  insertUser,
  lockAdministration,
  lockUser,
  pageOfUsers,
  removeUser,
  replaceInvitation,
  type UserRow,
  updateDisabledDate,
  updateUserName,
  updateUserRow,
} from './users-store.ts';

/** The users of a tenant's console: invited by mail, with one role each. */

export interface UserParts extends ChangeParts {
  readonly publicUrl: string;
}

export interface NewUser {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly role: RoleName;
}

/** Of a username that is an e-mail address; other names are shorter already. */
const nameCharactersMax = 100;

/** More than any tenant has; who wants pages asks the API. */
const usersListedMax = 10_000;

/** Whether a user can sign in. */
export const isEnabled = ({ passwordHash, openIdSubject, disabledDate }: UserRow): boolean =>
  (passwordHash !== null || openIdSubject !== null) && disabledDate === null;

export const displayName = ({ firstName, lastName }: Pick<UserRow, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`;

/** A name stands in mails and in the audit log. */
const refuseBadNames = (names: Readonly<Record<string, string>>): void => {
  for (const [field, name] of Object.entries(names)) {
    if (name.trim() === '' || name.length > nameCharactersMax || controlCharacter.test(name)) {
      throw invalid(field, `must have 1 to ${nameCharactersMax} printable characters`);
    }
  }
};

const orTaken = async <Result>(user: Pick<UserRow, 'username' | 'email'>, write: Promise<Result>) => {
  try {
    return await write;
  } catch (error) {
    const index = violatedUnique(error);
    if (index === 'users_username') throw duplicate('username', user.username);
    if (index === 'users_email') throw duplicate('email', user.email);
    if (index === 'users_openid') throw new ApiProblem('conflict', 'The OpenID account is another user’s.');
    throw error;
  }
};

/** What a user can sign in with from the beginning; nothing: is invited. */
export interface WayIn {
  readonly passwordHash?: string | null;
  /** The account at the tenant's OpenID provider, which vouches for the address too. */
  readonly openId?: { readonly issuer: string; readonly subject: string };
}

/** A user as invited, or with a way in. Throws ApiProblem `validationFailed`, or `duplicate` in the tenant. */
export const addUser = async (
  tx: Queryable,
  tenantId: string,
  asked: NewUser,
  now: number,
  { passwordHash, openId }: WayIn = {},
): Promise<UserRow> => {
  const { username, firstName, lastName, email, role } = asked;
  refuseBadNames({ username, firstName, lastName });
  const user: UserRow = {
    ...{ tenantId, userId: newId('user', now), username, firstName, lastName, email, role },
    passwordHash: passwordHash ?? null,
    emailVerified: openId !== undefined,
    disabledDate: null,
    createdAt: new Date(now),
    openIdIssuer: openId?.issuer ?? null,
    openIdSubject: openId?.subject ?? null,
    secondFactor: false,
  };
  await orTaken(user, insertUser(tx, user));
  return user;
};

/** Mails an invitation, which voids the one before; answers its link. */
export const inviteUser = async (tx: Queryable, parts: UserParts, user: UserRow): Promise<string> => {
  const { tenantId } = user;
  const token = newOpaqueToken(tenantId);
  const now = parts.clock.now();
  const hash = readOpaqueToken(token)?.hash;
  const tenant = await selectTenant(tx, tenantId);
  if (!hash || !tenant) throw new Error(`an invitation into tenant ${tenantId}, which does not exist`);
  const expiresAt = new Date(now + invitationDays * 86_400_000);
  await replaceInvitation(tx, user, hash, new Date(now), expiresAt);
  const link = `${parts.publicUrl}/console/invitation?token=${token}`;
  const { role } = user;
  const values = {
    ...{ tenantName: tenant.name, userName: displayName(user), role, link },
    days: invitationDays,
  };
  await queueMail(tx, { tenantId, kind: 'userInvitation', to: user.email, values });
  return link;
};

/** Creates a user and mails the invitation. Throws as `addUser` does. */
export const createUser = (
  parts: UserParts,
  tenantId: string,
  asked: NewUser,
): Promise<{ readonly user: UserRow; readonly link: string }> =>
  parts.database.transaction(parts.author, async (tx) => {
    const user = await addUser(tx, tenantId, asked, parts.clock.now());
    return { user, link: await inviteUser(tx, parts, user) };
  });

/** In the order of their creation. */
export const listUsers = async (
  { database }: Pick<ChangeParts, 'database'>,
  tenantId: string,
): Promise<readonly UserRow[]> =>
  (await pageOfUsers(database, tenantId, {}, { pageNumber: 1, pageSize: usersListedMax, offset: 0 })).items;

const mustFind = async (tx: Queryable, tenantId: string, userId: string): Promise<UserRow> => {
  const user = await lockUser(tx, tenantId, userId);
  if (!user) throw notFound('user', userId);
  return user;
};

/** Without an administrator nobody could make one. */
const refuseLastAdministrator = async (tx: Queryable, user: UserRow): Promise<void> => {
  const administers = user.role === 'Account Administrator' && isEnabled(user);
  if (administers && !(await hasOtherAdministrator(tx, user))) {
    throw new ApiProblem('conflict', 'The last enabled Account Administrator stays one.');
  }
};

/**
 * Another role ends the user's sessions. Another address is not verified any more, voids what was sent to the one before
 * and ends the tie to the OpenID account; who has not accepted the invitation gets a new one there. Throws ApiProblem `notFound`, `validationFailed`, `unknownReference`, `duplicate`, `conflict`.
 */
export const updateUser = (
  parts: UserParts,
  tenantId: string,
  userId: string,
  asked: UpdateUserApiRequest,
): Promise<void> =>
  parts.database.transaction(parts.author, async (tx) => {
    await lockAdministration(tx, tenantId);
    const before = await mustFind(tx, tenantId, userId);
    const { firstName, lastName, email } = asked;
    refuseBadNames({ firstName, lastName });
    const role = roleNameOf(tenantId, asked.roleId);
    if (role !== before.role) await refuseLastAdministrator(tx, before);
    const isMoved = email.toLowerCase() !== before.email.toLowerCase();
    const emailVerified = before.emailVerified && !isMoved;
    const openId = isMoved ? { openIdIssuer: null, openIdSubject: null } : {};
    const user = { ...before, firstName, lastName, email, role, emailVerified, ...openId };
    await orTaken(user, updateUserRow(tx, user, new Date(parts.clock.now())));
    if (role !== before.role) await deleteSessionsOf(tx, user);
    if (isMoved) await deletePasswordResets(tx, user);
    if (isMoved && user.passwordHash === null && user.disabledDate === null)
      await inviteUser(tx, parts, user);
  });

/** Throws ApiProblem `notFound`, or `conflict` when the user is disabled or has accepted an invitation. */
export const resendInvitation = (parts: UserParts, tenantId: string, userId: string): Promise<void> =>
  parts.database.transaction(parts.author, async (tx) => {
    const user = await mustFind(tx, tenantId, userId);
    if (user.disabledDate) throw new ApiProblem('conflict', 'The user is disabled.');
    if (user.passwordHash !== null) throw new ApiProblem('conflict', 'The user has accepted the invitation.');
    await inviteUser(tx, parts, user);
  });

/** Ends sessions and open invitation, or lets the user in again. Throws ApiProblem `notFound`, `conflict`. */
export const setUserDisabled = (
  { database, clock, author }: ChangeParts,
  tenantId: string,
  userId: string,
  disabled: boolean,
): Promise<void> =>
  database.transaction(author, async (tx) => {
    await lockAdministration(tx, tenantId);
    const user = await mustFind(tx, tenantId, userId);
    if ((user.disabledDate !== null) === disabled) return;
    if (disabled) await refuseLastAdministrator(tx, user);
    const now = new Date(clock.now());
    await updateDisabledDate(tx, user, disabled ? now : null, now);
    if (!disabled) return;
    await deleteSessionsOf(tx, user);
    await deleteInvitation(tx, user);
    await deletePasswordResets(tx, user);
  });

/** Throws ApiProblem `notFound`, `validationFailed`. */
export const renameUser = async (
  { database, clock, author }: ChangeParts,
  tenantId: string,
  userId: string,
  { firstName, lastName }: Pick<UserRow, 'firstName' | 'lastName'>,
): Promise<void> => {
  refuseBadNames({ firstName, lastName });
  await database.transaction(author, async (tx) => {
    const user = await mustFind(tx, tenantId, userId);
    await updateUserName(tx, { ...user, firstName, lastName }, new Date(clock.now()));
  });
};

/** Also withdraws an invitation. Throws ApiProblem `notFound`, or `conflict` for the last administrator and for oneself. */
export const deleteUser = (
  { database, author }: Pick<ChangeParts, 'database' | 'author'>,
  tenantId: string,
  userId: string,
): Promise<void> =>
  database.transaction(author, async (tx) => {
    await lockAdministration(tx, tenantId);
    const user = await mustFind(tx, tenantId, userId);
    await refuseLastAdministrator(tx, user);
    if (author.kind === 'user' && author.id === userId) {
      throw new ApiProblem('conflict', 'Nobody deletes themselves: ask another Account Administrator.');
    }
    await removeUser(tx, user);
  });
