import { secondFactorEnrolmentMinutes } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { isPasswordOf } from '../../platform/password-hash.ts';
import { queueMail } from '../mail/index.ts';
import { userAuthor } from './choose-password.ts';
import {
  acceptStep,
  countWrongCode,
  deleteEnrolment,
  insertSecondFactor,
  lockSecondFactor,
  removeSecondFactor,
  replaceEnrolment,
  replaceRecoveryCodes,
  selectEnrolment,
  useRecoveryCode,
} from './second-factor-store.ts';
import { deleteSessionsOf, type SessionRow } from './sessions-store.ts';
import { selectTenant } from './store.ts';
import type { IdentityParts } from './tenants.ts';
import {
  newRecoveryCodes,
  newSecret,
  otpauthUri,
  pauseAfter,
  recoveryHash,
  secretText,
  stepOf,
} from './totp.ts';
import { displayName, type UserParts } from './users.ts';
import { lockUser, selectUserByName, type UserRow } from './users-store.ts';

/** The second factor of a console user: set up, asked for, taken off. */

/** What became of a code. A wrong one is counted, so the transaction that checked it must not be undone. */
export type Checked = 'right' | 'wrong' | 'none' | { readonly waitSeconds: number };

/**
 * Checks a code of the app or a recovery code, in a transaction that commits whatever comes out. No code counts twice: of
 * two at once one waits for the other and finds the code used. `none`: there is no second factor.
 */
export const checkCode = async (
  tx: Queryable,
  user: Pick<UserRow, 'tenantId' | 'userId'>,
  code: string,
  now: number,
): Promise<Checked> => {
  const factor = await lockSecondFactor(tx, user);
  if (!factor) return 'none';
  const { blockedUntil } = factor;
  if (blockedUntil && blockedUntil.getTime() > now) {
    return { waitSeconds: Math.ceil((blockedUntil.getTime() - now) / 1000) };
  }
  const step = stepOf(factor.secret, code, now);
  if (step !== null && step > factor.lastStep) {
    await acceptStep(tx, user, step);
    return 'right';
  }
  const hash = recoveryHash(code);
  if (factor.recoveryHashes.some((kept) => kept.equals(hash))) {
    await useRecoveryCode(tx, user, hash);
    return 'right';
  }
  const wrongCodes = factor.wrongCodes + 1;
  const pauseMs = pauseAfter(wrongCodes);
  await countWrongCode(tx, user, wrongCodes, pauseMs === 0 ? null : new Date(now + pauseMs));
  return 'wrong';
};

export const codeRejected = () =>
  new ApiProblem('secondFactorRejected', 'The code is wrong, too old, or was used before.');

const noSecondFactor = () => new ApiProblem('conflict', 'You have no second factor.');

/** Throws ApiProblem unless the code was right, once what was counted is committed. */
export const refuseUnlessRight = (checked: Checked): void => {
  if (checked === 'right') return;
  if (checked === 'wrong') throw codeRejected();
  if (checked === 'none') throw noSecondFactor();
  const { waitSeconds } = checked;
  throw new ApiProblem('tooManyRequests', 'Too many wrong codes.', { retryAfterSeconds: waitSeconds });
};

export interface Enrolment {
  /** Base32, to type in. */
  readonly secret: string;
  /** For a QR code. */
  readonly uri: string;
  readonly expiresAt: Date;
}

const refuseSecond = (user: UserRow | null): UserRow => {
  if (!user) throw new ApiProblem('unauthenticated', 'The user is gone.');
  if (user.secondFactor) throw new ApiProblem('conflict', 'You have a second factor: disable it first.');
  return user;
};

/** Begins to set one up; whatever was begun before is void. Throws ApiProblem `conflict` when there is one already. */
export const beginEnrolment = ({ database, clock }: IdentityParts, session: SessionRow): Promise<Enrolment> =>
  database.transaction(userAuthor(session), async (tx) => {
    const user = refuseSecond(await lockUser(tx, session.tenantId, session.userId));
    const secret = newSecret();
    const expiresAt = new Date(clock.now() + secondFactorEnrolmentMinutes * 60_000);
    await replaceEnrolment(tx, user, secret, expiresAt);
    const uri = otpauthUri(secret, `Leeway ${session.tenantName}`, user.email);
    return { secret: secretText(secret), uri, expiresAt };
  });

/**
 * The first code proves that the app has the secret: from now on it is asked for. Ends the user's other sessions, and
 * answers the recovery codes, which nobody can look up again. Null: the code is wrong. Throws ApiProblem `conflict` when
 * nothing was begun, or too long ago.
 */
export const confirmEnrolment = (
  { database, clock }: IdentityParts,
  session: SessionRow,
  code: string,
): Promise<readonly string[] | null> =>
  database.transaction(userAuthor(session), async (tx) => {
    const user = refuseSecond(await lockUser(tx, session.tenantId, session.userId));
    const now = clock.now();
    const secret = await selectEnrolment(tx, user, new Date(now));
    if (!secret) throw new ApiProblem('conflict', 'Nothing waits for a code: begin anew.');
    const lastStep = stepOf(secret, code, now);
    if (lastStep === null) return null;
    const codes = newRecoveryCodes();
    const recoveryHashes = codes.map(recoveryHash);
    await insertSecondFactor(tx, user, { secret, recoveryHashes, lastStep }, new Date(now));
    await deleteEnrolment(tx, user);
    await deleteSessionsOf(tx, user, session.sessionId);
    return codes;
  });

/** Voids the recovery codes before. Throws ApiProblem `secondFactorRejected`, `tooManyRequests`, `conflict`. */
export const renewRecoveryCodes = async (
  { database, clock }: IdentityParts,
  session: SessionRow,
  code: string,
): Promise<readonly string[]> => {
  const codes = newRecoveryCodes();
  const checked = await database.transaction(userAuthor(session), async (tx) => {
    const found = await checkCode(tx, session, code, clock.now());
    if (found === 'right') await replaceRecoveryCodes(tx, session, codes.map(recoveryHash));
    return found;
  });
  refuseUnlessRight(checked);
  return codes;
};

/**
 * Takes the user's own second factor off and ends the other sessions. `wrongPassword`, or what became of the code.
 * Throws ApiProblem `conflict` when there is none.
 */
export const disableSecondFactor = async (
  { database, clock }: IdentityParts,
  session: SessionRow,
  { password, code }: { readonly password: string; readonly code: string },
): Promise<Checked | 'wrongPassword'> =>
  database.transaction(userAuthor(session), async (tx) => {
    const user = await lockUser(tx, session.tenantId, session.userId);
    if (!user?.secondFactor) throw noSecondFactor();
    if (!(await isPasswordOf(user.passwordHash, password))) return 'wrongPassword';
    const checked = await checkCode(tx, user, code, clock.now());
    if (checked !== 'right') return checked;
    await removeSecondFactor(tx, user);
    await deleteSessionsOf(tx, user, session.sessionId);
    return 'right';
  });

/**
 * For who has lost telephone and recovery codes: takes the second factor off, ends all sessions and tells the user by
 * mail. Without one nothing happens. Throws ApiProblem `notFound`, or `conflict` for a user who would do it to
 * themselves: that takes password and code.
 */
export const resetSecondFactor = (parts: UserParts, tenantId: string, userId: string): Promise<void> =>
  parts.database.transaction(parts.author, async (tx) => {
    const user = await lockUser(tx, tenantId, userId);
    if (!user) throw notFound('user', userId);
    if (parts.author.kind === 'user' && parts.author.id === userId) {
      throw new ApiProblem('conflict', 'Your own second factor is disabled with password and code.');
    }
    await deleteEnrolment(tx, user);
    if (!(await removeSecondFactor(tx, user))) return;
    await deleteSessionsOf(tx, user);
    const tenant = await selectTenant(tx, tenantId);
    if (!tenant) throw new Error(`a user of tenant ${tenantId}, which does not exist`);
    const values = {
      ...{ tenantName: tenant.name, userName: displayName(user), link: `${parts.publicUrl}/console/` },
    };
    await queueMail(tx, { tenantId, kind: 'secondFactorReset', to: user.email, values });
  });

/** For who runs the installation: of a user found by username or e-mail address. Throws ApiProblem `notFound`. */
export const resetSecondFactorOf = async (
  parts: UserParts,
  tenantId: string,
  name: string,
): Promise<UserRow> => {
  const user = await selectUserByName(parts.database, tenantId, name);
  if (!user) throw notFound('user', name);
  await resetSecondFactor(parts, tenantId, user.userId);
  return user;
};
