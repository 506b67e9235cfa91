import type { AuthenticationModel, CustomerUserRole, GetCredentialsModel } from '@leeway/contract';
import { systemAuthor } from '../../platform/author.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Contact } from './contacts-store.ts';

/** How contacts sign in. What a wrong password counts and locks is in here too. */

export interface CredentialsSettings {
  readonly authentication: AuthenticationModel['type'];
  /** Of the OpenID token; null with a password. */
  readonly claimValue: string | null;
  readonly role: CustomerUserRole;
}

/** Who has signed in, for the rooms that let a contact do something. */
export interface ContactIdentity {
  readonly contactId: string;
  readonly customerId: string;
  readonly email: string;
  readonly role: CustomerUserRole;
}

export interface PasswordOwner extends ContactIdentity {
  /** argon2id; null: no password has been chosen yet. */
  readonly passwordHash: string | null;
}

const selectCredentialsSql = `
  select
    c.contact_id as "id",
    k.authentication,
    k.claim_value as "claimValue",
    k.role,
    case when k.contact_id is not null
      then c.status = 'active' and (k.claim_value is not null or k.password_hash is not null)
    end as "active",
    k.locked
  from contacts c
  left join contact_credentials k on k.tenant_id = c.tenant_id and k.contact_id = c.contact_id
  where c.tenant_id = $1 and c.customer_id = $2 and c.contact_id = $3`;

// Who changes the way of signing in begins anew: no password, no lock and no link of before stays.
const upsertCredentialsSql = `
  insert into contact_credentials as k (tenant_id, contact_id, authentication, claim_value, role, username)
  values ($1, $2, $3, $4, $5, case $3 when 'password' then lower($6) end)
  on conflict (tenant_id, contact_id) do update
  set authentication = excluded.authentication,
    claim_value = excluded.claim_value,
    role = excluded.role,
    username = excluded.username,
    password_hash = case excluded.authentication when 'password' then k.password_hash end,
    locked = k.locked and excluded.authentication = 'password',
    wrong_password_count = case excluded.authentication when 'password' then k.wrong_password_count else 0 end`;

const deleteLinkSql = `
  delete from contact_password_links
  where tenant_id = $1 and contact_id = $2`;

// A link that went to the old address must not open the account of the new one.
const followAddressSql = `
  with followed as (
    update contact_credentials
    set username = lower($3)
    where tenant_id = $1 and contact_id = $2 and username <> lower($3)
    returning contact_id
  )
  delete from contact_password_links l
  using followed f
  where l.tenant_id = $1 and l.contact_id = f.contact_id`;

const identity = `c.contact_id as "contactId", c.customer_id as "customerId", c.email, k.role`;

const ofActiveContacts = `
  from contact_credentials k
  join contacts c on c.tenant_id = k.tenant_id and c.contact_id = k.contact_id and c.status = 'active'
  where k.tenant_id = $1`;

const selectPasswordOwnerSql = `
  select ${identity}, k.password_hash as "passwordHash" ${ofActiveContacts} and k.username = lower($2) and not k.locked`;

const selectUsernameSql = `
  select c.contact_id as "contactId", c.customer_id as "customerId", k.password_hash is not null as "hasPassword"
  ${ofActiveContacts} and k.username = lower($2)`;

const selectByClaimSql = `
  select ${identity} ${ofActiveContacts} and k.claim_value = $2`;

const selectByUsernameSql = `
  select ${identity} ${ofActiveContacts} and k.username = lower($2)`;

const countWrongPasswordSql = `
  update contact_credentials
  set wrong_password_count = wrong_password_count + 1
  where tenant_id = $1 and contact_id = $2 and not locked
  returning wrong_password_count as "count"`;

const lockCredentialsSql = `
  update contact_credentials
  set locked = true
  where tenant_id = $1 and contact_id = $2`;

// Guesses that were under way when the lock fell count as wrong, the right one too.
const acceptPasswordSql = `
  update contact_credentials
  set wrong_password_count = 0
  where tenant_id = $1 and contact_id = $2 and not locked
  returning contact_id`;

const setPasswordSql = `
  update contact_credentials
  set password_hash = $3, locked = false, wrong_password_count = 0
  where tenant_id = $1 and contact_id = $2 and authentication = 'password'`;

type CredentialsRow = Omit<GetCredentialsModel, 'authentication'> & {
  authentication: AuthenticationModel['type'] | null;
  claimValue: string | null;
};

const authenticationOf = ({ authentication, claimValue }: CredentialsRow): AuthenticationModel | null => {
  if (authentication === 'openIdToken') return { type: authentication, claimValue: claimValue ?? '' };
  return authentication ? { type: authentication } : null;
};

/** Null: the customer has no such contact. */
export const findCredentials = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  contactId: string,
): Promise<GetCredentialsModel | null> => {
  const [row] = await db.query<CredentialsRow>(selectCredentialsSql, [tenantId, customerId, contactId]);
  return row ? { ...row, authentication: authenticationOf(row) } : null;
};

/** The caller has locked the contact. A unique index tells that the address or the claim is somebody else's. */
export const storeCredentials = async (
  tx: Queryable,
  tenantId: string,
  { id, email }: Pick<Contact, 'id' | 'email'>,
  { authentication, claimValue, role }: CredentialsSettings,
): Promise<void> => {
  await tx.query(upsertCredentialsSql, [tenantId, id, authentication, claimValue, role, email]);
  if (authentication !== 'password') await tx.query(deleteLinkSql, [tenantId, id]);
};

/** After a contact's address may have changed: it signs in with the new one, which a unique index can refuse. */
export const followAddress = async (tx: Queryable, tenantId: string, contactId: string, email: string) => {
  await tx.query(followAddressSql, [tenantId, contactId, email]);
};

export const findPasswordOwner = async (db: Queryable, tenantId: string, username: string) =>
  (await db.query<PasswordOwner>(selectPasswordOwnerSql, [tenantId, username]))[0] ?? null;

/** The active contact that signs in with this address, whether its password is set yet or not. */
export const findUsername = async (db: Queryable, tenantId: string, username: string) =>
  (
    await db.query<{ contactId: string; customerId: string; hasPassword: boolean }>(selectUsernameSql, [
      tenantId,
      username.trim(),
    ])
  )[0] ?? null;

/** The active contact whose OpenID tokens carry this value in the claim that names the user; null: there is none. */
export const findContactByClaim = async (
  db: Queryable,
  tenantId: string,
  claimValue: string,
): Promise<ContactIdentity | null> =>
  (await db.query<ContactIdentity>(selectByClaimSql, [tenantId, claimValue]))[0] ?? null;

/** The active contact that signs in with this address and a password; null: there is none. */
export const findContactByUsername = async (
  db: Queryable,
  tenantId: string,
  username: string,
): Promise<ContactIdentity | null> =>
  (await db.query<ContactIdentity>(selectByUsernameSql, [tenantId, username]))[0] ?? null;

/** Counts one more; from `lockAt` on the credentials are locked. */
export const countWrongPassword = async (
  database: Database,
  tenantId: string,
  contactId: string,
  lockAt: number,
): Promise<void> => {
  const key = [tenantId, contactId];
  const [counted] = await database.query<{ count: number }>(countWrongPasswordSql, key);
  if (counted === undefined || counted.count < lockAt) return;
  await database.transaction(systemAuthor, (tx) => tx.query(lockCredentialsSql, key));
};

/** The row of wrong passwords ends. False: the credentials have been locked meanwhile. */
export const acceptPassword = async (db: Queryable, tenantId: string, contactId: string): Promise<boolean> =>
  (await db.query(acceptPasswordSql, [tenantId, contactId])).length > 0;

/** Sets the password and takes the lock off. */
export const storePassword = async (
  tx: Queryable,
  tenantId: string,
  contactId: string,
  passwordHash: string,
): Promise<void> => {
  await tx.query(setPasswordSql, [tenantId, contactId, passwordHash]);
};
