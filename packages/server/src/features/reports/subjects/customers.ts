import { sql } from 'kysely';
import { decimal, guarded, instant, integer, type ReportSubject, scopesOf, text, word } from '../subject.ts';
import { seatsInUse } from './sold.ts';

const selectedSql = `
    c.customer_id as "customerId", c.name, c.legal_name as "legalName", c.account_ref_id as "accountRefId", c.type,
    c.status, c.description, c.website, c.contract_value as "contractValue",
    c.contract_start_date as "contractStartDate", c.contract_renewal_date as "contractRenewalDate",
    c.disabled_date as "disabledDate", c.created_at as "creationDate", c.updated_at as "updatedDate",
    (
      select count(*) from contacts k where k.tenant_id = c.tenant_id and k.customer_id = c.customer_id
    ) as "contacts"`;

const ofEntitlementsSql = `
      from entitlement_groups g
      join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
      join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
      where g.tenant_id = c.tenant_id and g.customer_id = c.customer_id`;

export const customers: ReportSubject = {
  key: 'customers',
  title: 'Customers',
  description: 'A customer as it stands now, with what it has bought and uses.',
  scopes: scopesOf('listCustomers'),
  order: ['customerId'],
  columns: [
    text('customerId', 'Customer id'),
    text('name', 'Name'),
    text('legalName', 'Legal name'),
    text('accountRefId', 'Account reference'),
    text('type', 'Type'),
    word('status', 'Status', ['active', 'disabled', 'inactive']),
    text('description', 'Description'),
    text('website', 'Website'),
    decimal('contractValue', 'Contract value'),
    instant('contractStartDate', 'Contract start'),
    instant('contractRenewalDate', 'Contract renewal'),
    integer('contacts', 'Contacts'),
    ...guarded(scopesOf('listEntitlements'), [
      integer('entitlements', 'Entitlements'),
      integer('seatCount', 'Seats bought'),
      integer('seatsUsed', 'Seats used'),
      integer('overdraftSeatsUsed', 'Overdraft seats used'),
    ]),
    instant('disabledDate', 'Disabled on'),
    instant('creationDate', 'Created on'),
    instant('updatedDate', 'Changed on'),
  ],
  rows: ({ tenantId, now }) => sql`
  select ${sql.raw(selectedSql)},
    (select count(*) ${sql.raw(ofEntitlementsSql)}) as "entitlements",
    (select coalesce(sum(e.seat_count), 0) ${sql.raw(ofEntitlementsSql)}) as "seatCount",
    (
      select coalesce(sum(${seatsInUse(now)}), 0) ${sql.raw(ofEntitlementsSql)}
    ) as "seatsUsed",
    (
      select coalesce(sum(greatest((${seatsInUse(now)}) - e.seat_count, 0))
        filter (where e.overdraft_type <> 'none'), 0)
      ${sql.raw(ofEntitlementsSql)}
    ) as "overdraftSeatsUsed"
  from customers c
  where c.tenant_id = ${tenantId}`,
};
