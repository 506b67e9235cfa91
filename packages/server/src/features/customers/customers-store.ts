import type { CustomerAddressModel, CustomerModel, CustomerStatus } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** What an edit of a customer sets. Dates in epoch ms. */
export interface CustomerSettings
  extends Omit<
    CustomerModel,
    'id' | 'status' | 'disabledDate' | 'contractStartDate' | 'contractRenewalDate' | 'createdAt' | 'updatedAt'
  > {
  readonly address: CustomerAddressModel | null;
  readonly contractStartDate: number | null;
  readonly contractRenewalDate: number | null;
}

/** Whether a customer may use what it bought, and since when not: a date exactly while the status is `disabled`. */
export interface CustomerStanding {
  readonly status: CustomerStatus;
  /** Epoch ms. */
  readonly disabledDate: number | null;
}

type Row = Omit<
  CustomerModel,
  'disabledDate' | 'contractStartDate' | 'contractRenewalDate' | 'createdAt' | 'updatedAt'
> & {
  disabledDate: Date | null;
  contractStartDate: Date | null;
  contractRenewalDate: Date | null;
  createdAt: Date;
  updatedAt: Date | null;
};

// A float shows the number exactly as it was sent: numeric holds its shortest decimal form.
const columns = `
  customer_id as "id",
  name,
  legal_name as "legalName",
  description,
  type,
  account_ref_id as "accountRefId",
  status,
  disabled_date as "disabledDate",
  custom_fields as "customFields",
  address,
  website,
  linked_in_url as "linkedInUrl",
  contract_value::float8 as "contractValue",
  contract_start_date as "contractStartDate",
  contract_renewal_date as "contractRenewalDate",
  created_at as "createdAt",
  updated_at as "updatedAt"`;

const insertCustomerSql = `
  insert into customers (
    tenant_id, customer_id, name, legal_name, description, type, account_ref_id, custom_fields, address, website,
    linked_in_url, contract_value, contract_start_date, contract_renewal_date, status, disabled_date, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;

const updateCustomerSql = `
  update customers
  set name = $3, legal_name = $4, description = $5, type = $6, account_ref_id = $7, custom_fields = $8,
    address = $9, website = $10, linked_in_url = $11, contract_value = $12, contract_start_date = $13,
    contract_renewal_date = $14, updated_at = $15
  where tenant_id = $1 and customer_id = $2`;

const updateStandingSql = `
  update customers
  set status = $3, disabled_date = $4, updated_at = $5
  where tenant_id = $1 and customer_id = $2`;

// An owner who is not in the object stays.
const setOwnersSql = `
  update customers
  set sales_owner = case when $3::jsonb ? 'salesOwner' then $3 ->> 'salesOwner' else sales_owner end,
    customer_success_owner = case when $3::jsonb ? 'customerSuccessOwner' then $3 ->> 'customerSuccessOwner'
      else customer_success_owner end,
    service_owner = case when $3::jsonb ? 'serviceOwner' then $3 ->> 'serviceOwner' else service_owner end,
    updated_at = $4
  where tenant_id = $1 and customer_id = $2
  returning customer_id`;

const selectOwnersSql = `
  select sales_owner as "salesOwner", customer_success_owner as "customerSuccessOwner", service_owner as "serviceOwner"
  from customers
  where tenant_id = $1 and customer_id = $2`;

const selectCustomerSql = `
  select ${columns}
  from customers
  where tenant_id = $1 and customer_id = $2`;

const lockStandingSql = `
  select status, disabled_date as "disabledDate"
  from customers
  where tenant_id = $1 and customer_id = $2
  for no key update`;

// Keys too, unlike an edit: an order that is made for the customer waits and then finds it gone.
const lockForDeletionSql = `
  select customer_id
  from customers
  where tenant_id = $1 and customer_id = $2
  for update`;

const deleteCustomerSql = `
  delete from customers
  where tenant_id = $1 and customer_id = $2`;

const holdCustomerSql = `${selectCustomerSql}
  for share`;

const selectCustomersByIdSql = `
  select ${columns}
  from customers
  where tenant_id = $1 and customer_id = any ($2)`;

const lockCustomersByRefSql = `
  select ${columns}
  from customers
  where tenant_id = $1 and account_ref_id = any ($2)
  order by customer_id
  for no key update`;

const selectCustomersSql = `
  select ${columns}
  from customers
  where tenant_id = $1
  order by created_at, customer_id
  limit $2 offset $3`;

const countCustomersSql = `
  select count(*)::int as total
  from customers
  where tenant_id = $1`;

// The one look into tables of a later room: a count nobody decides on, not worth a function handed down for it.
const countEntitlementsSql = `
  select count(*)::int as total
  from entitlement_groups g
  join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
  where g.tenant_id = $1 and g.customer_id = $2`;

const dateOf = (at: number | null) => (at === null ? null : new Date(at));
const isoOf = (date: Date | null) => date?.toISOString() ?? null;

const modelOf = (row: Row): CustomerModel => ({
  ...row,
  disabledDate: isoOf(row.disabledDate),
  contractStartDate: isoOf(row.contractStartDate),
  contractRenewalDate: isoOf(row.contractRenewalDate),
  createdAt: row.createdAt.toISOString(),
  updatedAt: isoOf(row.updatedAt),
});

const settingsValues = (settings: CustomerSettings) => [
  settings.name,
  settings.legalName,
  settings.description,
  settings.type,
  settings.accountRefId,
  settings.customFields,
  settings.address,
  settings.website,
  settings.linkedInUrl,
  settings.contractValue,
  dateOf(settings.contractStartDate),
  dateOf(settings.contractRenewalDate),
];

/** @param at epoch ms */
export const insertCustomer = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  settings: CustomerSettings,
  { status, disabledDate }: CustomerStanding,
  at: number,
) => {
  const standing = [status, dateOf(disabledDate), new Date(at)];
  await db.query(insertCustomerSql, [tenantId, customerId, ...settingsValues(settings), ...standing]);
};

export const updateCustomer = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  settings: CustomerSettings,
  at: number,
) => {
  await db.query(updateCustomerSql, [tenantId, customerId, ...settingsValues(settings), new Date(at)]);
};

export const updateStanding = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  { status, disabledDate }: CustomerStanding,
  at: number,
) => {
  await db.query(updateStandingSql, [tenantId, customerId, status, dateOf(disabledDate), new Date(at)]);
};

/** The standing, which nobody else changes until the transaction ends; null: there is no such customer. */
export const lockStanding = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
): Promise<CustomerStanding | null> => {
  const [row] = await tx.query<{ status: CustomerStatus; disabledDate: Date | null }>(lockStandingSql, [
    tenantId,
    customerId,
  ]);
  return row ? { status: row.status, disabledDate: row.disabledDate?.getTime() ?? null } : null;
};

/** Ids of users by what they answer for; null: nobody. */
export type Owners = Readonly<Record<'salesOwner' | 'customerSuccessOwner' | 'serviceOwner', string | null>>;

/** Sets the named ones. False: there is no such customer. */
export const setOwners = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  owners: Partial<Owners>,
  at: number,
): Promise<boolean> => {
  const rows = await db.query(setOwnersSql, [tenantId, customerId, owners, new Date(at)]);
  return rows.length > 0;
};

export const findCustomer = async (db: Queryable, tenantId: string, customerId: string) => {
  const [row] = await db.query<Row>(selectCustomerSql, [tenantId, customerId]);
  return row ? modelOf(row) : null;
};

export const listCustomers = async (db: Queryable, tenantId: string, page: PageAsked) => {
  const rows = await db.query<Row>(selectCustomersSql, [tenantId, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countCustomersSql, [tenantId]);
  return { items: rows.map(modelOf), total: count?.total ?? 0 };
};

/** Customers by id; unknown ids are left out. */
export const customersById = async (
  db: Queryable,
  tenantId: string,
  customerIds: readonly string[],
): Promise<Map<string, CustomerModel>> => {
  const rows = await db.query<Row>(selectCustomersByIdSql, [tenantId, customerIds]);
  return new Map(rows.map((row) => [row.id, modelOf(row)]));
};

/** Customers by their account reference, which nobody else edits until the transaction ends. */
export const lockCustomersByRef = async (
  tx: Queryable,
  tenantId: string,
  accountRefIds: readonly string[],
): Promise<Map<string | null, CustomerModel>> => {
  const rows = await tx.query<Row>(lockCustomersByRefSql, [tenantId, accountRefIds]);
  return new Map(rows.map((row) => [row.accountRefId, modelOf(row)]));
};

/** A customer that is neither disabled nor enabled by others until the transaction ends: for what depends on it (rule 26). */
export const holdCustomer = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
): Promise<CustomerModel | null> => {
  const [row] = await tx.query<Row>(holdCustomerSql, [tenantId, customerId]);
  return row ? modelOf(row) : null;
};

/** How many entitlements a customer holds, in whatever state. */
export const countEntitlements = async (db: Queryable, tenantId: string, customerId: string) => {
  const [row] = await db.query<{ total: number }>(countEntitlementsSql, [tenantId, customerId]);
  return row?.total ?? 0;
};

/** False: there is no such customer. */
export const lockForDeletion = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
): Promise<boolean> => (await tx.query(lockForDeletionSql, [tenantId, customerId])).length > 0;

/** With its contacts, notes and statements; what it has bought must be gone. */
export const deleteCustomer = async (tx: Queryable, tenantId: string, customerId: string): Promise<void> => {
  await tx.query(deleteCustomerSql, [tenantId, customerId]);
};

/** Null: there is no such customer. */
export const findOwners = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
): Promise<Owners | null> => (await db.query<Owners>(selectOwnersSql, [tenantId, customerId]))[0] ?? null;
