import type { Queryable } from '../../platform/database.ts';
import type { OpaqueToken } from './opaque-token.ts';
import type { TenantRow } from './store.ts';
import type { UserRow } from './users-store.ts';

/** The table sessions, with whom a session belongs to. */

export interface SessionRow
  extends Pick<UserRow, 'tenantId' | 'userId' | 'username' | 'firstName' | 'lastName' | 'email' | 'role'> {
  readonly sessionId: string;
  readonly expiresAt: Date;
  readonly slug: TenantRow['slug'];
  readonly tenantName: TenantRow['name'];
  readonly timeZone: TenantRow['timeZone'];
  readonly method: SignInMethod;
  /** Whether the tenant asks everyone for a second factor. */
  readonly enforceMfa: boolean;
  /** Since when the user has one; null: none. */
  readonly secondFactorAt: Date | null;
  readonly recoveryCodesLeft: number;
}

export type SignInMethod = 'password' | 'openId';

export type SignInRow = Pick<UserRow, 'tenantId' | 'userId' | 'passwordHash'>;

// Password and standing are looked up together, so that an answer takes as long for whoever may not sign in.
const signInColumns = `
  users.tenant_id as "tenantId", users.user_id as "userId",
  case when tenants.enabled and disabled_date is null then password_hash end as "passwordHash"`;

const signInSql = (column: 'email' | 'username') => `
  select ${signInColumns}
  from users
  join tenants on tenants.tenant_id = users.tenant_id
  where lower(${column}) = lower($1) and ($2::text is null or users.tenant_id = $2)
  order by users.tenant_id
  limit $3`;

const signInSqls = { email: signInSql('email'), username: signInSql('username') };

const insertSql = `
  insert into sessions (
    tenant_id, session_id, user_id, token_hash, address, created_at, last_used_at, expires_at, awaits_code, method
  )
  values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`;

const challengedSql = `
  select users.tenant_id as "tenantId", users.user_id as "userId", username, first_name as "firstName",
    last_name as "lastName"
  from sessions
  join users on users.tenant_id = sessions.tenant_id and users.user_id = sessions.user_id
  join tenants on tenants.tenant_id = sessions.tenant_id
  where sessions.tenant_id = $1 and token_hash = $2 and awaits_code and expires_at > $3
    and users.disabled_date is null and tenants.enabled`;

const standing = `
  not sessions.awaits_code and sessions.expires_at > $3 and sessions.last_used_at > $4 and users.disabled_date is null and tenants.enabled`;

// Whoever asks uses the session. Written once a minute at most: it is looked up far more often.
const useSql = `
  with touched as (
    update sessions set last_used_at = $3
    where tenant_id = $1 and token_hash = $2 and last_used_at > $4 and last_used_at < $3::timestamptz - interval '1 minute'
  )
  select users.tenant_id as "tenantId", users.user_id as "userId", username, first_name as "firstName",
    last_name as "lastName", email, role, session_id as "sessionId", expires_at as "expiresAt",
    tenants.slug, tenants.name as "tenantName", tenants.time_zone as "timeZone", method,
    coalesce(enforce_mfa, false) as "enforceMfa", second_factors.enabled_at as "secondFactorAt",
    coalesce(cardinality(recovery_hashes), 0) as "recoveryCodesLeft"
  from sessions
  join users on users.tenant_id = sessions.tenant_id and users.user_id = sessions.user_id
  join tenants on tenants.tenant_id = sessions.tenant_id
  left join security_settings on security_settings.tenant_id = sessions.tenant_id
  left join second_factors
    on second_factors.tenant_id = sessions.tenant_id and second_factors.user_id = sessions.user_id
  where sessions.tenant_id = $1 and token_hash = $2 and ${standing}`;

const deleteOneSql = `
  delete from sessions where tenant_id = $1 and token_hash = $2 returning user_id as "userId"`;

const deleteOfUserSql = `
  delete from sessions where tenant_id = $1 and user_id = $2 and session_id is distinct from $3`;

const ownSql = `
  select session_id as "sessionId", address, method, created_at as "createdAt", last_used_at as "lastUsedAt",
    expires_at as "expiresAt"
  from sessions
  where tenant_id = $1 and user_id = $2 and not awaits_code and expires_at > $3 and last_used_at > $4
  order by last_used_at desc, session_id`;

const deleteOwnSql = `
  delete from sessions where tenant_id = $1 and user_id = $2 and session_id = $3 returning session_id`;

const forgetSql = `delete from sessions where expires_at <= $1 or last_used_at <= $2`;

/** Those who may mean themselves by a name; of any tenant when none is named. */
export const selectSignIns = (
  db: Queryable,
  column: 'email' | 'username',
  name: string,
  tenantId: string | null,
  rowsMax: number,
) => db.query<SignInRow>(signInSqls[column], [name, tenantId, rowsMax]);

export interface NewSession {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  readonly address: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Whether the code of the second factor is still to come. */
  readonly awaitsCode: boolean;
  readonly method: SignInMethod;
}

export const insertSession = (tx: Queryable, session: NewSession) =>
  tx.query(insertSql, [
    session.tenantId,
    session.sessionId,
    session.userId,
    session.tokenHash,
    session.address,
    session.createdAt,
    session.expiresAt,
    session.awaitsCode,
    session.method,
  ]);

export type ChallengedRow = Pick<UserRow, 'tenantId' | 'userId' | 'username' | 'firstName' | 'lastName'>;

/** The user whose password was right and whose code is still to come; null when it has taken too long. */
export const selectChallenged = async (db: Queryable, { tenantId, hash }: OpaqueToken, now: Date) =>
  (await db.query<ChallengedRow>(challengedSql, [tenantId, hash, now]))[0] ?? null;

/** The session of a token, which is thereby used; null when it has ended. `idleSince`: used before, it has ended. */
export const useSession = async (
  db: Queryable,
  { tenantId, hash }: OpaqueToken,
  now: Date,
  idleSince: Date,
) => (await db.query<SessionRow>(useSql, [tenantId, hash, now, idleSince]))[0] ?? null;

/** The user whose session it was, or null. */
export const deleteSession = async (db: Queryable, { tenantId, hash }: OpaqueToken) =>
  (await db.query<{ userId: string }>(deleteOneSql, [tenantId, hash]))[0]?.userId ?? null;

/** All sessions of a user, but for one that may stay. */
export const deleteSessionsOf = (
  tx: Queryable,
  { tenantId, userId }: Pick<UserRow, 'tenantId' | 'userId'>,
  stayingId: string | null = null,
) => tx.query(deleteOfUserSql, [tenantId, userId, stayingId]);

export const forgetSessions = (db: Queryable, now: Date, idleSince: Date) =>
  db.query(forgetSql, [now, idleSince]);

type Owner = Pick<UserRow, 'tenantId' | 'userId'>;

export interface OwnSessionRow {
  readonly sessionId: string;
  readonly address: string | null;
  readonly method: SignInMethod;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
}

/** Those of a user that stand, the one used last first. */
export const sessionsOf = (db: Queryable, { tenantId, userId }: Owner, now: Date, idleSince: Date) =>
  db.query<OwnSessionRow>(ownSql, [tenantId, userId, now, idleSince]);

/** False when the user has no such session. */
export const deleteSessionOf = async (db: Queryable, { tenantId, userId }: Owner, sessionId: string) =>
  (await db.query(deleteOwnSql, [tenantId, userId, sessionId])).length === 1;
