import {
  ConcurrencyMode,
  EntitlementStatus,
  LicenseType,
  OverdraftLimitType,
  PlanType,
  type ReportFilter,
} from '@leeway/contract';
import { type RawBuilder, sql } from 'kysely';
import {
  type Asked,
  instant,
  integer,
  type NarrowRows,
  type ReportColumn,
  type ReportSubject,
  scopesOf,
  text,
  word,
  wordsOf,
  workedOut,
} from '../subject.ts';
import { seatsInUse, soldColumns, soldJoins, soldSelected } from './sold.ts';

// Of the limits the last row is the one in force: what a percentage comes to is the rules' business, and written there.
const hardCapSql = `
    (
      select l.hard_cap from limit_changes l
      where l.tenant_id = e.tenant_id and l.entitlement_id = e.entitlement_id
      order by l.sequence desc
      limit 1
    )`;

// Of all entitlements at once.
const hardCaps = ({ tenantId }: Asked) => sql`
  left join (
    select distinct on (entitlement_id) entitlement_id, hard_cap
    from limit_changes
    where tenant_id = ${tenantId}
    order by entitlement_id desc, sequence desc
  ) l on l.entitlement_id = e.entitlement_id`;

const selectedSql = (hardCap: string) => `
    e.entitlement_id as "entitlementId", ${soldSelected},
    e.entitlement_group_id as "entitlementGroupId", e.edition_id as "editionId", d.name as "editionName",
    e.plan_name as "planName", e.plan_type as "planType", e.license_type as "licenseType",
    e.concurrency_mode as "concurrencyMode", e.seat_count as "seatCount", e.overdraft_type as "overdraftType",
    e.overdraft_value as "overdraftValue", ${hardCap} - e.seat_count as "overdraftSeatCount",
    ${hardCap} as "hardCap", s.activation_date as "activationDate", s.expiry_date as "expiryDate",
    s.maintenance_expiry_date as "maintenanceExpiryDate", s.disabled_date as "disabledDate",
    e.provisioning_date as "provisioningDate", e.created_at as "creationDate", s.maybe_over as "maybeOver"`;

const fromSql = `
  from entitlements e
  left join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  left join editions d on d.tenant_id = e.tenant_id and d.edition_id = e.edition_id
  left join tenants t on t.tenant_id = e.tenant_id
  ${soldJoins}`;

// Of a product without a period of its own: the rule `own` of a sold period.
const graceEndSql = `
    grace_end(
      s.expiry_date,
      case when e.grace_period_type is null then p.grace_period_type else e.grace_period_type end,
      case when e.grace_period_type is null then p.grace_period_count else e.grace_period_count end,
      t.time_zone
    )`;

/** What moves is one narrow row of an entitlement. */
const states: NarrowRows = {
  columns: [
    ...['entitlementId', 'seatsUsed', 'activationDate', 'expiryDate', 'maintenanceExpiryDate'],
    ...['disabledDate', 'maybeOver'],
  ],
  rows: ({ tenantId, now }) => sql`
  select s.entitlement_id as "entitlementId", ${seatsInUse(now)} as "seatsUsed",
    s.activation_date as "activationDate", s.expiry_date as "expiryDate",
    s.maintenance_expiry_date as "maintenanceExpiryDate", s.disabled_date as "disabledDate",
    s.maybe_over as "maybeOver"
  from entitlement_states s
  where s.tenant_id = ${tenantId}`,
};

const columns: readonly ReportColumn[] = [
  ...soldColumns,
  text('entitlementGroupId', 'Order'),
  text('editionId', 'Edition id'),
  text('editionName', 'Edition'),
  text('planName', 'Plan'),
  word('planType', 'Plan type', wordsOf(PlanType)),
  word('licenseType', 'License type', wordsOf(LicenseType)),
  word('concurrencyMode', 'Concurrency mode', wordsOf(ConcurrencyMode)),
  workedOut(word('status', 'Status', wordsOf(EntitlementStatus))),
  integer('seatCount', 'Seats bought'),
  word('overdraftType', 'Overdraft type', wordsOf(OverdraftLimitType)),
  integer('overdraftValue', 'Overdraft value'),
  integer('overdraftSeatCount', 'Overdraft seats allowed'),
  integer('hardCap', 'Hard cap'),
  integer('seatsUsed', 'Seats used'),
  integer('overdraftSeatsUsed', 'Overdraft seats used'),
  integer('seatsAvailable', 'Seats available'),
  integer('seatUtilizationRate', 'Utilisation in percent'),
  instant('activationDate', 'Activation date'),
  instant('expiryDate', 'Expiry date'),
  instant('gracePeriodExpiry', 'End of the grace period'),
  instant('maintenanceExpiryDate', 'Maintenance expiry date'),
  instant('disabledDate', 'Disabled on'),
  instant('provisioningDate', 'Provisioning date'),
  instant('creationDate', 'Created on'),
];

/** Columns that limits in force make. */
const ofLimits = ['hardCap', 'overdraftSeatCount', 'seatsAvailable'];

const rowsWith =
  (hardCap: string, join: (asked: Asked) => RawBuilder<unknown>): ReportSubject['rows'] =>
  (asked) => {
    const { tenantId, now } = asked;
    return sql`
  select ${sql.raw(selectedSql(hardCap))},
    case
      when s.disabled_date is not null then 'disabled'
      when s.customer_disabled then 'customerDisabled'
      when s.exported then 'exported'
      when s.activation_date is null or ${now}::timestamptz < s.activation_date then 'created'
      when s.expiry_date is null or ${now}::timestamptz < s.expiry_date then 'active'
      when ${now}::timestamptz < ${sql.raw(graceEndSql)} then 'gracePeriod'
      else 'expired'
    end as "status",
    ${sql.raw(graceEndSql)} as "gracePeriodExpiry",
    ${seatsInUse(now)} as "seatsUsed",
    case
      when e.overdraft_type <> 'none' then greatest((${seatsInUse(now)}) - e.seat_count, 0)
    end as "overdraftSeatsUsed",
    case
      when ${sql.raw(hardCap)} is not null then greatest(${sql.raw(hardCap)} - (${seatsInUse(now)}), 0)
    end as "seatsAvailable",
    round((${seatsInUse(now)}) * 100.0 / e.seat_count) as "seatUtilizationRate"
  ${sql.raw(fromSql)} ${join(asked)}
  where e.tenant_id = ${tenantId}`;
  };

/** Asks for those in overdraft, or for some of them. */
const isOver = ({ column, operator, value }: ReportFilter): boolean => {
  if (column !== 'overdraftSeatsUsed') return false;
  const seats = Number(value);
  return operator === 'gt' ? seats >= 0 : (operator === 'gte' || operator === 'eq') && seats > 0;
};

export const entitlements: ReportSubject = {
  key: 'entitlements',
  title: 'Entitlements',
  description: 'An entitlement as it stands now, with its seats and their use.',
  scopes: scopesOf('listEntitlements'),
  order: ['entitlementId'],
  narrow: [
    states,
    {
      columns: columns.map(({ key }) => key).filter((key) => !ofLimits.includes(key)),
      rows: rowsWith(hardCapSql, () => sql``),
    },
    { columns: columns.map(({ key }) => key), rows: rowsWith('l.hard_cap', hardCaps) },
  ],
  implied: (filter) => (isOver(filter) ? 'maybeOver' : null),
  indexed: ['customerName', 'expiryDate'],
  isBounded: true,
  columns,
  rows: rowsWith(hardCapSql, () => sql``),
};
