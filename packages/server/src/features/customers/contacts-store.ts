import type { CustomerContactModel, SearchCustomerContactModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** What an edit of a contact sets. */
export type ContactSettings = Omit<CustomerContactModel, 'id' | 'createdAt' | 'updatedAt'>;

export interface Contact extends CustomerContactModel {
  readonly customerId: string;
}

type Row = Omit<Contact, 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date | null };

const columns = `
  contact_id as "id",
  customer_id as "customerId",
  first_name as "firstName",
  last_name as "lastName",
  email,
  title,
  contact_ref_id as "contactRefId",
  status,
  is_key_contact as "isKeyContact",
  linked_in_profile as "linkedInProfile",
  phone_number as "phoneNumber",
  case when country_code is not null
    then json_build_object('countryCode', country_code, 'regionCode', region_code)
  end as "location",
  created_at as "createdAt",
  updated_at as "updatedAt"`;

const insertContactSql = `
  insert into contacts (
    tenant_id, customer_id, contact_id, first_name, last_name, email, title, contact_ref_id, status,
    is_key_contact, linked_in_profile, phone_number, country_code, region_code, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

const updateContactSql = `
  update contacts
  set first_name = $4, last_name = $5, email = $6, title = $7, contact_ref_id = $8, status = $9,
    is_key_contact = $10, linked_in_profile = $11, phone_number = $12, country_code = $13, region_code = $14,
    updated_at = $15
  where tenant_id = $1 and customer_id = $2 and contact_id = $3
  returning contact_id`;

const selectContactSql = `
  select ${columns}
  from contacts
  where tenant_id = $1 and customer_id = $2 and contact_id = $3`;

const lockContactSql = `${selectContactSql}
  for no key update`;

const deleteContactSql = `
  delete from contacts
  where tenant_id = $1 and customer_id = $2 and contact_id = $3
  returning contact_id`;

const selectContactsByIdSql = `
  select ${columns}
  from contacts
  where tenant_id = $1 and contact_id = any ($2)`;

const selectContactsSql = `
  select ${columns}
  from contacts
  where tenant_id = $1 and customer_id = $2
  order by created_at, contact_id
  limit $3 offset $4`;

const countContactsSql = `
  select count(*)::int as total
  from contacts
  where tenant_id = $1 and customer_id = $2`;

const searchContactsSql = `
  select contact_id as "id", customer_id as "customerId", first_name as "firstName", last_name as "lastName", email
  from contacts
  where tenant_id = $1 and strpos(lower(email), lower($2)) > 0
  order by created_at, contact_id
  limit $3 offset $4`;

const countFoundContactsSql = `
  select count(*)::int as total
  from contacts
  where tenant_id = $1 and strpos(lower(email), lower($2)) > 0`;

const modelOf = (row: Row): Contact => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt?.toISOString() ?? null,
});

const settingsValues = (settings: ContactSettings) => [
  settings.firstName,
  settings.lastName,
  settings.email,
  settings.title,
  settings.contactRefId,
  settings.status,
  settings.isKeyContact,
  settings.linkedInProfile,
  settings.phoneNumber,
  settings.location?.countryCode ?? null,
  settings.location?.regionCode ?? null,
];

/** @param at epoch ms */
export const insertContact = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  contactId: string,
  settings: ContactSettings,
  at: number,
) => {
  await db.query(insertContactSql, [
    tenantId,
    customerId,
    contactId,
    ...settingsValues(settings),
    new Date(at),
  ]);
};

/** False: the customer has no such contact. */
export const updateContact = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  contactId: string,
  settings: ContactSettings,
  at: number,
): Promise<boolean> => {
  const values = [tenantId, customerId, contactId, ...settingsValues(settings), new Date(at)];
  return (await db.query(updateContactSql, values)).length > 0;
};

/** With its credentials and what it was authorised for. False: the customer has no such contact. */
export const deleteContact = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
  contactId: string,
): Promise<boolean> => (await tx.query(deleteContactSql, [tenantId, customerId, contactId])).length > 0;

export const findContact = async (db: Queryable, tenantId: string, customerId: string, contactId: string) => {
  const [row] = await db.query<Row>(selectContactSql, [tenantId, customerId, contactId]);
  return row ? modelOf(row) : null;
};

/** The same, and nobody else edits it until the transaction ends. */
export const lockContact = async (tx: Queryable, tenantId: string, customerId: string, contactId: string) => {
  const [row] = await tx.query<Row>(lockContactSql, [tenantId, customerId, contactId]);
  return row ? modelOf(row) : null;
};

/** Contacts by id, whatever their customer; unknown ids are left out. */
export const contactsById = async (
  db: Queryable,
  tenantId: string,
  contactIds: readonly string[],
): Promise<Map<string, Contact>> => {
  const rows = await db.query<Row>(selectContactsByIdSql, [tenantId, contactIds]);
  return new Map(rows.map((row) => [row.id, modelOf(row)]));
};

export const listContacts = async (db: Queryable, tenantId: string, customerId: string, page: PageAsked) => {
  const values = [tenantId, customerId, page.pageSize, page.offset];
  const rows = await db.query<Row>(selectContactsSql, values);
  const [count] = await db.query<{ total: number }>(countContactsSql, [tenantId, customerId]);
  return { items: rows.map(modelOf), total: count?.total ?? 0 };
};

/** Contacts of all customers whose address holds `part`, in any case; an empty part finds all. */
export const searchContacts = async (db: Queryable, tenantId: string, part: string, page: PageAsked) => {
  const values = [tenantId, part, page.pageSize, page.offset];
  const items = await db.query<SearchCustomerContactModel>(searchContactsSql, values);
  const [count] = await db.query<{ total: number }>(countFoundContactsSql, [tenantId, part]);
  return { items, total: count?.total ?? 0 };
};
