import type { Queryable } from '../../platform/database.ts';
import { instantTextOrNull } from '../../platform/instant.ts';
import type { CustomerSettings, CustomerStanding } from './customers-store.ts';

/** Many customers in one statement. */

export interface StoredCustomer {
  readonly customerId: string;
  readonly settings: CustomerSettings;
  readonly standing: CustomerStanding;
}

// Another call may create the same account reference meanwhile: then it is left out, not an error.
const insertCustomersSql = `
  insert into customers (
    tenant_id, customer_id, name, legal_name, description, type, account_ref_id, custom_fields, address, website,
    linked_in_url, contract_value, contract_start_date, contract_renewal_date, status, disabled_date, created_at
  )
  select $1, r.customer_id, r.name, r.legal_name, r.description, r.type, r.account_ref_id, r.custom_fields, r.address,
    r.website, r.linked_in_url, r.contract_value, r.contract_start_date, r.contract_renewal_date, r.status,
    r.disabled_date, $3
  from jsonb_populate_recordset(null::customers, $2) as r
  on conflict (tenant_id, account_ref_id) do nothing
  returning customer_id as "customerId"`;

const updateCustomersSql = `
  update customers as c
  set name = r.name, legal_name = r.legal_name, description = r.description, type = r.type,
    account_ref_id = r.account_ref_id, custom_fields = r.custom_fields, address = r.address, website = r.website,
    linked_in_url = r.linked_in_url, contract_value = r.contract_value, contract_start_date = r.contract_start_date,
    contract_renewal_date = r.contract_renewal_date, updated_at = $3
  from jsonb_populate_recordset(null::customers, $2) as r
  where c.tenant_id = $1 and c.customer_id = r.customer_id`;

const recordsOf = (customers: readonly StoredCustomer[]): string =>
  JSON.stringify(
    customers.map(({ customerId, settings, standing }) => ({
      customer_id: customerId,
      name: settings.name,
      legal_name: settings.legalName,
      description: settings.description,
      type: settings.type,
      account_ref_id: settings.accountRefId,
      custom_fields: settings.customFields,
      address: settings.address,
      website: settings.website,
      linked_in_url: settings.linkedInUrl,
      contract_value: settings.contractValue,
      contract_start_date: instantTextOrNull(settings.contractStartDate),
      contract_renewal_date: instantTextOrNull(settings.contractRenewalDate),
      status: standing.status,
      disabled_date: instantTextOrNull(standing.disabledDate),
    })),
  );

/** Ids of those created. @param at epoch ms */
export const insertCustomers = async (
  tx: Queryable,
  tenantId: string,
  customers: readonly StoredCustomer[],
  at: number,
): Promise<string[]> => {
  const rows = await tx.query<{ customerId: string }>(insertCustomersSql, [
    tenantId,
    recordsOf(customers),
    new Date(at),
  ]);
  return rows.map(({ customerId }) => customerId);
};

/** Sets all but the standing. @param at epoch ms */
export const updateCustomers = async (
  tx: Queryable,
  tenantId: string,
  customers: readonly StoredCustomer[],
  at: number,
): Promise<void> => {
  await tx.query(updateCustomersSql, [tenantId, recordsOf(customers), new Date(at)]);
};
