import type { Queryable } from '../../platform/database.ts';
import type { UserRow } from './users-store.ts';

/** The tables second_factors, second_factor_enrolments. */

type UserKey = Pick<UserRow, 'tenantId' | 'userId'>;

export interface SecondFactorRow {
  readonly secret: Buffer;
  readonly recoveryHashes: readonly Buffer[];
  readonly lastStep: number;
  readonly wrongCodes: number;
  readonly blockedUntil: Date | null;
}

const lockSql = `
  select secret, recovery_hashes as "recoveryHashes", last_step as "lastStep", wrong_codes as "wrongCodes",
    blocked_until as "blockedUntil"
  from second_factors
  where tenant_id = $1 and user_id = $2
  for update`;

const insertSql = `
  insert into second_factors (tenant_id, user_id, secret, enabled_at, recovery_hashes, last_step)
  values ($1, $2, $3, $4, $5, $6)`;

const acceptStepSql = `
  update second_factors set last_step = $3, wrong_codes = 0, blocked_until = null
  where tenant_id = $1 and user_id = $2`;

const useRecoveryCodeSql = `
  update second_factors
  set recovery_hashes = array_remove(recovery_hashes, $3), wrong_codes = 0, blocked_until = null
  where tenant_id = $1 and user_id = $2`;

const replaceRecoveryCodesSql = `
  update second_factors set recovery_hashes = $3 where tenant_id = $1 and user_id = $2`;

const countWrongSql = `
  update second_factors set wrong_codes = $3, blocked_until = $4 where tenant_id = $1 and user_id = $2`;

const deleteSql = `delete from second_factors where tenant_id = $1 and user_id = $2 returning user_id`;

const replaceEnrolmentSql = `
  insert into second_factor_enrolments (tenant_id, user_id, secret, expires_at)
  values ($1, $2, $3, $4)
  on conflict (tenant_id, user_id) do update set secret = excluded.secret, expires_at = excluded.expires_at`;

const selectEnrolmentSql = `
  select secret from second_factor_enrolments where tenant_id = $1 and user_id = $2 and expires_at > $3`;

const deleteEnrolmentSql = `delete from second_factor_enrolments where tenant_id = $1 and user_id = $2`;

const forgetEnrolmentsSql = `delete from second_factor_enrolments where expires_at <= $1`;

/** Null: the user has none. Codes of one user are checked one after the other. */
export const lockSecondFactor = async (tx: Queryable, { tenantId, userId }: UserKey) =>
  (await tx.query<SecondFactorRow>(lockSql, [tenantId, userId]))[0] ?? null;

export const insertSecondFactor = (
  tx: Queryable,
  { tenantId, userId }: UserKey,
  { secret, recoveryHashes, lastStep }: Pick<SecondFactorRow, 'secret' | 'recoveryHashes' | 'lastStep'>,
  now: Date,
) => tx.query(insertSql, [tenantId, userId, secret, now, recoveryHashes, lastStep]);

export const acceptStep = (tx: Queryable, { tenantId, userId }: UserKey, step: number) =>
  tx.query(acceptStepSql, [tenantId, userId, step]);

export const useRecoveryCode = (tx: Queryable, { tenantId, userId }: UserKey, hash: Buffer) =>
  tx.query(useRecoveryCodeSql, [tenantId, userId, hash]);

export const replaceRecoveryCodes = (
  tx: Queryable,
  { tenantId, userId }: UserKey,
  hashes: readonly Buffer[],
) => tx.query(replaceRecoveryCodesSql, [tenantId, userId, hashes]);

export const countWrongCode = (
  tx: Queryable,
  { tenantId, userId }: UserKey,
  wrongCodes: number,
  blockedUntil: Date | null,
) => tx.query(countWrongSql, [tenantId, userId, wrongCodes, blockedUntil]);

/** False when there was none. */
export const removeSecondFactor = async (tx: Queryable, { tenantId, userId }: UserKey): Promise<boolean> =>
  (await tx.query(deleteSql, [tenantId, userId])).length === 1;

export const replaceEnrolment = (
  tx: Queryable,
  { tenantId, userId }: UserKey,
  secret: Buffer,
  expiresAt: Date,
) => tx.query(replaceEnrolmentSql, [tenantId, userId, secret, expiresAt]);

/** The secret that waits for its first code; null when there is none, or it has waited too long. */
export const selectEnrolment = async (tx: Queryable, { tenantId, userId }: UserKey, now: Date) =>
  (await tx.query<{ secret: Buffer }>(selectEnrolmentSql, [tenantId, userId, now]))[0]?.secret ?? null;

export const deleteEnrolment = (tx: Queryable, { tenantId, userId }: UserKey) =>
  tx.query(deleteEnrolmentSql, [tenantId, userId]);

export const forgetEnrolments = (db: Queryable, now: Date) => db.query(forgetEnrolmentsSql, [now]);
