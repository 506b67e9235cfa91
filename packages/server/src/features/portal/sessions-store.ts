import type { CustomerUserRole, PortalVisibility } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import type { OpaqueToken } from '../identity/index.ts';

/**
 * The table portal_sessions. A session is looked up with whom it belongs to and with what the tenant shows, in one trip:
 * each request asks for all of it, and a change of any of it is in force with the next request.
 */

export type PortalSignInMethod = 'password' | 'openId' | 'vendorLink';

export interface PortalSessionRow extends PortalVisibility {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly slug: string;
  readonly tenantName: string;
  readonly timeZone: string;
  readonly customerId: string;
  readonly customerName: string;
  /** Null, and the next three with it: the vendor in the customer's place. */
  readonly contactId: string | null;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Null: a contact is signed in. */
  readonly vendor: Author | null;
  readonly role: CustomerUserRole;
  readonly method: PortalSignInMethod;
  readonly expiresAt: Date;
}

// The way of signing in and its secret: with another one a session ends.
const stamp = `sha256(convert_to(k.authentication || ' ' || coalesce(k.claim_value, k.password_hash, ''), 'UTF8'))`;

const insertOfContactSql = `
  insert into portal_sessions (
    tenant_id, session_id, customer_id, contact_id, token_hash, method, credentials_stamp, address, created_at,
    last_used_at, expires_at
  )
  select c.tenant_id, $2, c.customer_id, c.contact_id, $4, $5, ${stamp}, $6, $7, $7, $8
  from contacts c
  join contact_credentials k on k.tenant_id = c.tenant_id and k.contact_id = c.contact_id
  join tenants t on t.tenant_id = c.tenant_id and t.enabled
  where c.tenant_id = $1 and c.contact_id = $3 and c.status = 'active'
  returning session_id`;

const insertOfVendorSql = `
  insert into portal_sessions (
    tenant_id, session_id, customer_id, token_hash, method, vendor, address, created_at, last_used_at, expires_at
  )
  select tenant_id, $2, customer_id, $4, 'vendorLink', $5, $6, $7, $7, $8
  from customers
  where tenant_id = $1 and customer_id = $3
  returning session_id`;

// Written once a minute at most: it is looked up far more often.
const useSql = `
  with touched as (
    update portal_sessions set last_used_at = $3
    where tenant_id = $1 and token_hash = $2 and last_used_at > $4 and last_used_at < $3::timestamptz - interval '1 minute'
  )
  select s.tenant_id as "tenantId", s.session_id as "sessionId", t.slug, t.name as "tenantName",
    t.time_zone as "timeZone", s.customer_id as "customerId", cu.name as "customerName", s.contact_id as "contactId",
    c.email, c.first_name as "firstName", c.last_name as "lastName", s.vendor, coalesce(k.role, 'admin') as role,
    s.method, s.expires_at as "expiresAt",
    p.show_activations_graph as "showActivationsGraph", p.show_activation_codes as "showActivationCodes",
    p.show_entitlement_groups as "showEntitlementGroups", p.show_user_management as "showUserManagement"
  from portal_sessions s
  join tenants t on t.tenant_id = s.tenant_id and t.enabled
  join customers cu on cu.tenant_id = s.tenant_id and cu.customer_id = s.customer_id
  left join contacts c on c.tenant_id = s.tenant_id and c.contact_id = s.contact_id
  left join contact_credentials k on k.tenant_id = s.tenant_id and k.contact_id = s.contact_id
  left join portal_settings p on p.tenant_id = s.tenant_id
  where s.tenant_id = $1 and s.token_hash = $2 and s.expires_at > $3 and s.last_used_at > $4
    and (s.contact_id is null or c.status = 'active' and ${stamp} = s.credentials_stamp)`;

const restampSql = `
  update portal_sessions s
  set credentials_stamp = ${stamp}
  from contact_credentials k
  where s.tenant_id = $1 and s.session_id = $2 and k.tenant_id = s.tenant_id and k.contact_id = s.contact_id`;

const deleteSql = `delete from portal_sessions where tenant_id = $1 and token_hash = $2`;

const forgetSql = `delete from portal_sessions where expires_at <= $1 or last_used_at <= $2`;

export interface NewPortalSession {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly tokenHash: Buffer;
  readonly address: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** False: the contact is inactive, or has no credentials any more. */
export const insertContactSession = async (
  tx: Queryable,
  session: NewPortalSession,
  contactId: string,
  method: 'password' | 'openId',
): Promise<boolean> => {
  const { tenantId, sessionId, tokenHash, address, createdAt, expiresAt } = session;
  const values = [tenantId, sessionId, contactId, tokenHash, method, address, createdAt, expiresAt];
  return (await tx.query(insertOfContactSql, values)).length === 1;
};

/** False: there is no such customer. */
export const insertVendorSession = async (
  tx: Queryable,
  session: NewPortalSession,
  customerId: string,
  vendor: Author,
): Promise<boolean> => {
  const { tenantId, sessionId, tokenHash, address, createdAt, expiresAt } = session;
  const named = [tenantId, sessionId, customerId, tokenHash, JSON.stringify(vendor), address];
  return (await tx.query(insertOfVendorSql, [...named, createdAt, expiresAt])).length === 1;
};

type Shown = { readonly [Name in keyof PortalVisibility]: PortalVisibility[Name] | null };
type FoundRow = Omit<PortalSessionRow, keyof PortalVisibility> & Shown;

/** The session of a token, which is thereby used; null when it has ended. `idleSince`: used before, it has ended. */
export const usePortalSession = async (
  db: Queryable,
  { tenantId, hash }: OpaqueToken,
  now: Date,
  idleSince: Date,
): Promise<FoundRow | null> =>
  (await db.query<FoundRow>(useSql, [tenantId, hash, now, idleSince], 'portal.useSession'))[0] ?? null;

/** Lets a session go on with the contact's new password. */
export const restampSession = (tx: Queryable, tenantId: string, sessionId: string) =>
  tx.query(restampSql, [tenantId, sessionId]);

export const deletePortalSession = (db: Queryable, { tenantId, hash }: OpaqueToken) =>
  db.query(deleteSql, [tenantId, hash]);

export const forgetPortalSessions = (db: Queryable, now: Date, idleSince: Date) =>
  db.query(forgetSql, [now, idleSince]);
