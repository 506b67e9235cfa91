import type { operations, RoleName, SortOf } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** The tables users, invitations, security_settings. */

export interface UserRow {
  readonly tenantId: string;
  readonly userId: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly role: RoleName;
  /** argon2id; null: has not accepted the invitation yet. */
  readonly passwordHash: string | null;
  readonly disabledDate: Date | null;
  readonly createdAt: Date;
  /** The account at the tenant's OpenID provider that the user signs in with; both or neither. */
  readonly openIdIssuer: string | null;
  readonly openIdSubject: string | null;
  readonly secondFactor: boolean;
}

const userColumns = `
  users.tenant_id as "tenantId", users.user_id as "userId", username, first_name as "firstName",
  last_name as "lastName", email, email_verified as "emailVerified", role, password_hash as "passwordHash",
  disabled_date as "disabledDate", users.created_at as "createdAt", openid_issuer as "openIdIssuer",
  openid_subject as "openIdSubject",
  exists (
    select from second_factors
    where second_factors.tenant_id = users.tenant_id and second_factors.user_id = users.user_id
  ) as "secondFactor"`;

// Changes of who administers a tenant come one after the other, so that the last administrator stays.
const lockAdministrationSql = `select tenant_id from tenants where tenant_id = $1 for no key update`;

const insertSql = `
  insert into users (
    tenant_id, user_id, username, first_name, last_name, email, email_verified, role, password_hash, created_at,
    openid_issuer, openid_subject
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

const selectSql = `select ${userColumns} from users where tenant_id = $1 and user_id = $2`;

const lockSql = `${selectSql} for update`;

type UsersChoice = ListChoice<SortOf<typeof operations.listUsers>>;

const fullName = `(first_name || ' ' || last_name)`;

const orderSql = orderSqlOf<SortOf<typeof operations.listUsers>>({
  by: {
    name: `lower(${fullName})`,
    username: 'lower(username)',
    email: 'lower(email)',
    roleId: 'role',
    status: `
      case
        when disabled_date is not null then 'disabled'
        when password_hash is null and openid_subject is null then 'invited'
        else 'active'
      end`,
    secondFactor: '"secondFactor"',
  },
  createdAt: 'created_at',
  id: 'user_id',
});

const namedUserSql = namedSql('$2', fullName, 'username', 'email');

const pageSql = (sort: UsersChoice['sort']) => `
  select ${userColumns}, (count(*) over ())::int as total
  from users
  where tenant_id = $1 and ${namedUserSql}
  ${orderSql(sort)}
  limit $3 offset $4`;

const countSql = `select count(*)::int as total from users where tenant_id = $1 and ${namedUserSql}`;

const byEmailSql = `select ${userColumns} from users where lower(email) = lower($1)`;

const byNameSql = `
  select ${userColumns}
  from users
  where tenant_id = $1 and (lower(username) = lower($2) or lower(email) = lower($2))
  order by lower(username) = lower($2) desc
  limit 1`;

const updateSql = `
  update users
  set first_name = $3, last_name = $4, email = $5, email_verified = $6, role = $7, updated_at = $8,
    openid_issuer = $9, openid_subject = $10
  where tenant_id = $1 and user_id = $2`;

const updateDisabledSql = `
  update users set disabled_date = $3, updated_at = $4 where tenant_id = $1 and user_id = $2`;

const updatePasswordSql = `
  update users
  set password_hash = $3, email_verified = email_verified or $4, updated_at = $5
  where tenant_id = $1 and user_id = $2`;

const updateNameSql = `
  update users set first_name = $3, last_name = $4, updated_at = $5 where tenant_id = $1 and user_id = $2`;

const deleteUserSql = `delete from users where tenant_id = $1 and user_id = $2`;

const otherAdministratorSql = `
  select exists (
    select from users
    where tenant_id = $1 and user_id <> $2 and role = 'Account Administrator' and disabled_date is null
      and (password_hash is not null or openid_subject is not null)
  ) as found`;

const replaceInvitationSql = `
  insert into invitations (tenant_id, user_id, token_hash, created_at, expires_at)
  values ($1, $2, $3, $4, $5)
  on conflict (tenant_id, user_id) do update
  set token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at`;

const selectInvitedSql = `
  select ${userColumns}
  from invitations
  join users on users.tenant_id = invitations.tenant_id and users.user_id = invitations.user_id
  where invitations.tenant_id = $1 and token_hash = $2 and expires_at > $3 and disabled_date is null`;

const deleteInvitationSql = `delete from invitations where tenant_id = $1 and user_id = $2`;

const byOpenIdSql = `
  select ${userColumns}
  from users
  where tenant_id = $1 and openid_issuer = $2 and openid_subject = $3`;

const byEmailInSql = `${byEmailSql} and tenant_id = $2`;

const selectSecuritySql = `select enforce_mfa as "enforceMfa" from security_settings where tenant_id = $1`;

const replaceSecuritySql = `
  insert into security_settings (tenant_id, enforce_mfa) values ($1, $2)
  on conflict (tenant_id) do update set enforce_mfa = excluded.enforce_mfa`;

export const lockAdministration = (tx: Queryable, tenantId: string) =>
  tx.query(lockAdministrationSql, [tenantId]);

export const insertUser = (tx: Queryable, user: UserRow) =>
  tx.query(insertSql, [
    user.tenantId,
    user.userId,
    user.username,
    user.firstName,
    user.lastName,
    user.email,
    user.emailVerified,
    user.role,
    user.passwordHash,
    user.createdAt,
    user.openIdIssuer,
    user.openIdSubject,
  ]);

export const selectUser = async (db: Queryable, tenantId: string, userId: string) =>
  (await db.query<UserRow>(selectSql, [tenantId, userId]))[0] ?? null;

export const lockUser = async (tx: Queryable, tenantId: string, userId: string) =>
  (await tx.query<UserRow>(lockSql, [tenantId, userId]))[0] ?? null;

export const pageOfUsers = async (
  db: Queryable,
  tenantId: string,
  { name, sort }: UsersChoice,
  { pageSize, offset }: PageAsked,
) => {
  const asked = [tenantId, namePart(name)];
  const items = await db.query<UserRow & { total: number }>(pageSql(sort), [...asked, pageSize, offset]);
  const total = items[0]?.total ?? (await db.query<{ total: number }>(countSql, asked))[0]?.total ?? 0;
  return { items, total };
};

/** Of every tenant. */
export const selectUsersByEmail = (db: Queryable, email: string) => db.query<UserRow>(byEmailSql, [email]);

export const selectUserByEmail = async (db: Queryable, tenantId: string, email: string) =>
  (await db.query<UserRow>(byEmailInSql, [email, tenantId]))[0] ?? null;

/** The user who signs in with this account of the provider. */
export const selectUserByOpenId = async (db: Queryable, tenantId: string, issuer: string, subject: string) =>
  (await db.query<UserRow>(byOpenIdSql, [tenantId, issuer, subject]))[0] ?? null;

/** The user of a username, else of an e-mail address. */
export const selectUserByName = async (db: Queryable, tenantId: string, name: string) =>
  (await db.query<UserRow>(byNameSql, [tenantId, name]))[0] ?? null;

export const updateUserRow = (tx: Queryable, user: UserRow, now: Date) =>
  tx.query(updateSql, [
    user.tenantId,
    user.userId,
    user.firstName,
    user.lastName,
    user.email,
    user.emailVerified,
    user.role,
    now,
    user.openIdIssuer,
    user.openIdSubject,
  ]);

export const updateDisabledDate = (
  tx: Queryable,
  { tenantId, userId }: UserRow,
  disabledDate: Date | null,
  now: Date,
) => tx.query(updateDisabledSql, [tenantId, userId, disabledDate, now]);

export const updateUserName = (
  tx: Queryable,
  { tenantId, userId, firstName, lastName }: Pick<UserRow, 'tenantId' | 'userId' | 'firstName' | 'lastName'>,
  now: Date,
) => tx.query(updateNameSql, [tenantId, userId, firstName, lastName, now]);

/** With what hangs from the user: sessions, invitation, second factor. */
export const removeUser = (tx: Queryable, { tenantId, userId }: UserRow) =>
  tx.query(deleteUserSql, [tenantId, userId]);

/** `verifiesEmail`: the password was set with a link that only the address got. */
export const updatePassword = (
  tx: Queryable,
  { tenantId, userId }: UserRow,
  passwordHash: string,
  verifiesEmail: boolean,
  now: Date,
) => tx.query(updatePasswordSql, [tenantId, userId, passwordHash, verifiesEmail, now]);

/** Whether somebody else can administer the tenant. */
export const hasOtherAdministrator = async (tx: Queryable, { tenantId, userId }: UserRow) =>
  (await tx.query<{ found: boolean }>(otherAdministratorSql, [tenantId, userId]))[0]?.found ?? false;

export const replaceInvitation = (
  tx: Queryable,
  { tenantId, userId }: UserRow,
  tokenHash: Buffer,
  now: Date,
  expiresAt: Date,
) => tx.query(replaceInvitationSql, [tenantId, userId, tokenHash, now, expiresAt]);

/** The user whose open invitation has this token. */
export const selectInvited = async (db: Queryable, tenantId: string, tokenHash: Buffer, now: Date) =>
  (await db.query<UserRow>(selectInvitedSql, [tenantId, tokenHash, now]))[0] ?? null;

export const deleteInvitation = (tx: Queryable, { tenantId, userId }: UserRow) =>
  tx.query(deleteInvitationSql, [tenantId, userId]);

export const selectSecurity = async (db: Queryable, tenantId: string) =>
  (await db.query<{ enforceMfa: boolean }>(selectSecuritySql, [tenantId]))[0] ?? { enforceMfa: false };

export const replaceSecurity = (tx: Queryable, tenantId: string, enforceMfa: boolean) =>
  tx.query(replaceSecuritySql, [tenantId, enforceMfa]);
