import { type RawBuilder, sql } from 'kysely';
import {
  type Asked,
  decimal,
  guarded,
  instant,
  integer,
  type ReportColumn,
  type ReportSubject,
  scopesOf,
  text,
  word,
} from '../subject.ts';
import { seatsInUse } from './sold.ts';

const selectedSql = `
    c.customer_id as "customerId", c.name, c.legal_name as "legalName", c.account_ref_id as "accountRefId", c.type,
    c.status, c.description, c.website, c.contract_value as "contractValue",
    c.contract_start_date as "contractStartDate", c.contract_renewal_date as "contractRenewalDate",
    c.disabled_date as "disabledDate", c.created_at as "creationDate", c.updated_at as "updatedDate",
    (
      select count(*) from contacts k where k.tenant_id = c.tenant_id and k.customer_id = c.customer_id
    ) as "contacts"`;

const columns: readonly ReportColumn[] = [
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
];

/** Sums over what a customer has bought. */
const sums = ['entitlements', 'seatCount', 'seatsUsed', 'overdraftSeatsUsed'];

type Figures = (asked: Asked) => RawBuilder<unknown>;

const soldSql = `
      from entitlement_groups g
      join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
      join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id`;

const overdraftOf = (now: Date) => sql`
      coalesce(sum(greatest((${seatsInUse(now)}) - e.seat_count, 0)) filter (where e.overdraft_type <> 'none'), 0)`;

const ofOneSql = `${soldSql}
      where g.tenant_id = c.tenant_id and g.customer_id = c.customer_id`;

/** Of each customer by itself: for the few that are shown. */
const oneByOne: Figures = ({ now }) => sql`
    (select count(*) ${sql.raw(ofOneSql)}) as "entitlements",
    (select coalesce(sum(e.seat_count), 0) ${sql.raw(ofOneSql)}) as "seatCount",
    (select coalesce(sum(${seatsInUse(now)}), 0) ${sql.raw(ofOneSql)}) as "seatsUsed",
    (select ${overdraftOf(now)} ${sql.raw(ofOneSql)}) as "overdraftSeatsUsed"
  from customers c`;

/** Of all at once: for an order, or a condition. */
const together: Figures = ({ tenantId, now }) => sql`
    coalesce(f.entitlements, 0) as "entitlements", coalesce(f.seat_count, 0) as "seatCount",
    coalesce(f.seats_used, 0) as "seatsUsed", coalesce(f.overdraft_seats_used, 0) as "overdraftSeatsUsed"
  from customers c
  left join (
    select g.customer_id, count(*) as entitlements, sum(e.seat_count) as seat_count,
      sum(${seatsInUse(now)}) as seats_used, ${overdraftOf(now)} as overdraft_seats_used
    ${sql.raw(soldSql)}
    where g.tenant_id = ${tenantId}
    group by g.customer_id
  ) f on f.customer_id = c.customer_id`;

const rowsWith =
  (figures: Figures): ReportSubject['rows'] =>
  (asked) =>
    sql`
  select ${sql.raw(selectedSql)}, ${figures(asked)}
  where c.tenant_id = ${asked.tenantId}`;

export const customers: ReportSubject = {
  key: 'customers',
  title: 'Customers',
  description: 'A customer as it stands now, with what it has bought and uses.',
  scopes: scopesOf('listCustomers'),
  order: ['customerId'],
  indexed: ['name'],
  isBounded: true,
  narrow: [
    { columns: columns.map(({ key }) => key).filter((key) => !sums.includes(key)), rows: rowsWith(oneByOne) },
    { columns: columns.map(({ key }) => key), rows: rowsWith(together) },
  ],
  columns,
  rows: rowsWith(oneByOne),
};
