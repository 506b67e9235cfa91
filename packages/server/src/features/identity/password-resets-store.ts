import type { Queryable } from '../../platform/database.ts';
import type { OpaqueToken } from './opaque-token.ts';
import type { UserRow } from './users-store.ts';

/** The table password_resets. */

type UserKey = Pick<UserRow, 'tenantId' | 'userId'>;

// Whoever asks for a link locks the user first, so that the count holds.
const insertSql = `
  insert into password_resets (tenant_id, token_hash, user_id, created_at, expires_at)
  select $1, $2, $3, $4, $5
  where (
    select count(*) from password_resets where tenant_id = $1 and user_id = $3 and expires_at > $4
  ) < $6
  returning user_id`;

const selectUserIdSql = `
  select user_id as "userId" from password_resets where tenant_id = $1 and token_hash = $2 and expires_at > $3`;

const deleteOfUserSql = `delete from password_resets where tenant_id = $1 and user_id = $2`;

const forgetSql = `delete from password_resets where expires_at <= $1`;

/** False when `openMax` links of the user are open already. */
export const insertPasswordReset = async (
  tx: Queryable,
  { tenantId, userId }: UserKey,
  tokenHash: Buffer,
  now: Date,
  expiresAt: Date,
  openMax: number,
): Promise<boolean> =>
  (await tx.query(insertSql, [tenantId, tokenHash, userId, now, expiresAt, openMax])).length === 1;

/** Whose open link it is; null when it never was, has been used or has expired. */
export const selectPasswordReset = async (db: Queryable, { tenantId, hash }: OpaqueToken, now: Date) =>
  (await db.query<{ userId: string }>(selectUserIdSql, [tenantId, hash, now]))[0]?.userId ?? null;

/** All links of a user: one that was used voids the others. */
export const deletePasswordResets = (tx: Queryable, { tenantId, userId }: UserKey) =>
  tx.query(deleteOfUserSql, [tenantId, userId]);

export const forgetPasswordResets = (db: Queryable, now: Date) => db.query(forgetSql, [now]);
