import type { CustomerUserRole, PortalUserModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** Contacts of one customer that can sign in, with how they do. */

export type PortalUser = Omit<PortalUserModel, 'isSelf'>;

const columns = `
  c.contact_id as "id", c.email, c.first_name as "firstName", c.last_name as "lastName", k.role, k.authentication,
  case
    when k.locked then 'locked'
    when k.authentication = 'password' and k.password_hash is null then 'invited'
    else 'active'
  end as "state"`;

const ofCustomer = `
  from contacts c
  join contact_credentials k on k.tenant_id = c.tenant_id and k.contact_id = c.contact_id
  where c.tenant_id = $1 and c.customer_id = $2 and c.status = 'active'`;

const selectPageSql = `
  select ${columns} ${ofCustomer}
  order by c.created_at, c.contact_id
  limit $3 offset $4`;

const countSql = `select count(*)::int as total ${ofCustomer}`;

const selectOneSql = `select ${columns} ${ofCustomer} and c.contact_id = $3`;

// All admins, so that of two who take the role off each other one waits for the other.
const lockAdminsSql = `
  select c.contact_id as "id" ${ofCustomer} and (k.role = 'admin' or c.contact_id = $3)
    and (k.claim_value is not null or k.password_hash is not null)
  order by k.contact_id
  for update of k`;

const setRoleSql = `
  update contact_credentials set role = $3
  where tenant_id = $1 and contact_id = $2`;

const deleteSql = `
  delete from contact_credentials
  where tenant_id = $1 and contact_id = $2`;

const selectByEmailSql = `
  select c.contact_id as "id", c.email, c.status = 'active' as "isActive", k.contact_id is not null as "canSignIn"
  from contacts c
  left join contact_credentials k on k.tenant_id = c.tenant_id and k.contact_id = c.contact_id
  where c.tenant_id = $1 and c.customer_id = $2 and lower(c.email) = lower($3)
  for update of c`;

export const pageOfPortalUsers = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  page: PageAsked,
): Promise<{ readonly items: PortalUser[]; readonly total: number }> => {
  const named = [tenantId, customerId];
  const items = await db.query<PortalUser>(selectPageSql, [...named, page.pageSize, page.offset]);
  const [counted] = await db.query<{ total: number }>(countSql, named);
  return { items, total: counted?.total ?? 0 };
};

export const findPortalUser = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  contactId: string,
): Promise<PortalUser | null> =>
  (await db.query<PortalUser>(selectOneSql, [tenantId, customerId, contactId]))[0] ?? null;

/** Ids of the admins who can sign in, locked with the contact itself until the transaction ends. */
export const lockAdmins = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
  contactId: string,
): Promise<string[]> =>
  (await tx.query<{ id: string }>(lockAdminsSql, [tenantId, customerId, contactId])).map(({ id }) => id);

export const storeRole = async (
  tx: Queryable,
  tenantId: string,
  contactId: string,
  role: CustomerUserRole,
): Promise<void> => {
  await tx.query(setRoleSql, [tenantId, contactId, role]);
};

/** Ends sessions and open links too: both hang on the credentials. */
export const deleteCredentials = async (
  tx: Queryable,
  tenantId: string,
  contactId: string,
): Promise<void> => {
  await tx.query(deleteSql, [tenantId, contactId]);
};

export interface ContactOfAddress {
  readonly id: string;
  readonly email: string;
  readonly isActive: boolean;
  readonly canSignIn: boolean;
}

/** The customer's contact of this address, locked until the transaction ends. */
export const lockContactByEmail = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
  email: string,
): Promise<ContactOfAddress | null> =>
  (await tx.query<ContactOfAddress>(selectByEmailSql, [tenantId, customerId, email]))[0] ?? null;
