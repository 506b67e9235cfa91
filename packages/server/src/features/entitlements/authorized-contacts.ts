import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { invalid, notFound, unknownReference } from '../../platform/http/problem.ts';
import { contactsById } from '../customers/index.ts';
import type { LockedGroup } from './group-store.ts';

/** Which people of a customer may use the entitlements of an order. */

const insertSql = `
  insert into authorized_contacts (tenant_id, entitlement_group_id, contact_id)
  values ($1, $2, $3)
  on conflict do nothing`;

const deleteSql = `
  delete from authorized_contacts
  where tenant_id = $1 and entitlement_group_id = $2 and contact_id = $3
  returning contact_id`;

const deleteAllSql = `
  delete from authorized_contacts
  where tenant_id = $1 and entitlement_group_id = $2`;

const selectPage = `
  select contact_id
  from authorized_contacts
  where tenant_id = $1 and entitlement_group_id = $2
  order by contact_id
  limit $3 offset $4`;

const countSql = `
  select count(*)::int as total
  from authorized_contacts
  where tenant_id = $1 and entitlement_group_id = $2`;

/** Lets a contact of the group's customer use the group; a repetition changes nothing. 422 for any other contact. */
export const authorizeContact = async (
  tx: Queryable,
  tenantId: string,
  group: LockedGroup,
  contactId: string,
): Promise<void> => {
  if (group.customer_id === null) throw invalid('id', 'the group has no customer whose contact it could be');
  const contact = (await contactsById(tx, tenantId, [contactId])).get(contactId);
  if (contact?.customerId !== group.customer_id) {
    throw unknownReference('id', "contact of the group's customer", contactId);
  }
  await tx.query(insertSql, [tenantId, group.entitlement_group_id, contactId]);
};

/** 404 when the contact has no such right. */
export const removeContact = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  contactId: string,
): Promise<void> => {
  const removed = await tx.query(deleteSql, [tenantId, entitlementGroupId, contactId]);
  if (removed.length === 0) throw notFound('authorized contact', contactId);
};

export const removeAllContacts = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
): Promise<void> => {
  await tx.query(deleteAllSql, [tenantId, entitlementGroupId]);
};

export const pageOfContacts = async (
  db: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  page: PageAsked,
) => {
  const group = [tenantId, entitlementGroupId];
  const rows = await db.query<{ contact_id: string }>(selectPage, [...group, page.pageSize, page.offset]);
  const counted = await db.query<{ total: number }>(countSql, group);
  const ids = rows.map((row) => row.contact_id);
  const known = await contactsById(db, tenantId, ids);
  return { items: ids.flatMap((id) => known.get(id) ?? []), total: counted[0]?.total ?? 0 };
};
