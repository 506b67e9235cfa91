import {
  type LifeEvent,
  limitsOf,
  nextLifeMoment,
  type StartTerms,
  startDates,
  type TermDates,
  usagePeriodAt,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { appendOutbox } from '../../platform/outbox.ts';
import type { Offering } from '../catalog/index.ts';
import { soldTerms } from './sold-terms.ts';
import { outboxEvents } from './state-events.ts';

/** Rule 6: an entitlement is an offering's limits and its plan's terms, copied when it is sold. */

const insertEntitlements = `
  insert into entitlements (
    tenant_id, entitlement_id, entitlement_group_id, offering_id, product_id, edition_id, sku, offering_name,
    plan_name, plan_type, license_type, license_start_type, license_duration_type, license_duration_count,
    concurrency_mode, seat_count, overdraft_type, overdraft_value, grace_period_type, grace_period_count,
    usage_reset_schedule, has_maintenance, maintenance_duration_type, maintenance_duration_count, created_at
  )
  select
    $1, e.entitlement_id, $2, e.offering_id, e.product_id, e.edition_id, e.sku, e.offering_name,
    e.plan_name, e.plan_type, e.license_type, e.license_start_type, e.license_duration_type,
    e.license_duration_count, e.concurrency_mode, e.seat_count, e.overdraft_type, e.overdraft_value,
    e.grace_period_type, e.grace_period_count, e.usage_reset_schedule, e.has_maintenance,
    e.maintenance_duration_type, e.maintenance_duration_count, $3
  from jsonb_to_recordset($4::jsonb) as e (
    entitlement_id text, offering_id text, product_id text, edition_id text, sku text, offering_name text,
    plan_name text, plan_type text, license_type text, license_start_type text, license_duration_type text,
    license_duration_count int, concurrency_mode text, seat_count int, overdraft_type text,
    overdraft_value int, grace_period_type text, grace_period_count int, usage_reset_schedule text,
    has_maintenance boolean, maintenance_duration_type text, maintenance_duration_count int
  )`;

const insertStates = `
  insert into entitlement_states (
    tenant_id, entitlement_id, sequence, due_at, activation_date, expiry_date, maintenance_expiry_date,
    customer_disabled, bought
  )
  select $1, s.entitlement_id, s.sequence, s.due_at, s.activation_date, s.expiry_date, s.maintenance_expiry_date, $2,
    e.seat_count
  from unnest($3::text[], $4::int8[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[])
    as s (entitlement_id, sequence, due_at, activation_date, expiry_date, maintenance_expiry_date)
  join entitlements e on e.tenant_id = $1 and e.entitlement_id = s.entitlement_id`;

/** The limits an entitlement has from an instant on (rule 29); its first row, sequence 0, is its creation. */
const insertLimitChanges = `
  insert into limit_changes (tenant_id, entitlement_id, sequence, at, bought, hard_cap)
  select $1, c.entitlement_id, c.sequence, c.at, c.bought, c.hard_cap
  from unnest($2::text[], $3::int8[], $4::timestamptz[], $5::int[], $6::int8[])
    as c (entitlement_id, sequence, at, bought, hard_cap)`;

export interface LimitChange {
  readonly entitlementId: string;
  readonly sequence: bigint;
  /** Epoch ms. */
  readonly at: number;
  readonly bought: number;
  /** null: unlimited. */
  readonly hardCap: bigint | null;
}

export const recordLimits = async (
  tx: Queryable,
  tenantId: string,
  changes: readonly LimitChange[],
): Promise<void> => {
  if (changes.length === 0) return;
  await tx.query(insertLimitChanges, [
    tenantId,
    changes.map((change) => change.entitlementId),
    changes.map((change) => change.sequence),
    changes.map((change) => new Date(change.at)),
    changes.map((change) => change.bought),
    changes.map((change) => change.hardCap),
  ]);
};

export interface Sale {
  readonly entitlementGroupId: string;
  /** One entitlement for each, in this order. */
  readonly offerings: readonly Offering[];
  /** Rule 26: what is sold to a disabled customer starts switched off. */
  readonly customerDisabled: boolean;
  readonly timeZone: string;
  /** Epoch ms. */
  readonly at: number;
}

const unstarted: TermDates = { activationDate: null, expiryDate: null, maintenanceExpiryDate: null };

/** Rule 24: only the start policy `entitlementCreation` starts at once; every other waits for its event. */
const datesOf = (offering: Offering, timeZone: string, at: number): TermDates => {
  if (offering.plan.licenseStartType !== 'entitlementCreation') return unstarted;
  const terms: StartTerms = {
    licenseType: offering.plan.licenseType,
    licenseDuration: offering.plan.licenseDuration,
    hasMaintenance: offering.hasMaintenance,
    maintenanceDuration: offering.maintenanceDuration,
    timeZone,
  };
  return startDates(terms, at);
};

const date = (at: number | null) => (at === null ? null : new Date(at));

interface SoldEntitlement {
  readonly id: string;
  readonly offering: Offering;
  readonly dates: TermDates;
}

/** The first instant at which time does something to it; null: time does nothing. */
const dueOf = ({ offering, dates }: SoldEntitlement, timeZone: string, at: number): number | null => {
  const gracePeriod = offering.gracePeriod ?? offering.edition.product.gracePeriod;
  const life = { ...dates, usageResets: [], toldExpiry: null, toldMaintenanceExpiry: null };
  const instants = [
    usagePeriodAt(offering.usageResetSchedule, dates.activationDate, timeZone, at).next,
    nextLifeMoment(life, { gracePeriod, timeZone }, at),
  ].filter((instant) => instant !== null);
  return instants.length === 0 ? null : Math.min(...instants);
};

const createdEvent = ({ id, offering }: SoldEntitlement, entitlementGroupId: string, at: number) => ({
  ...{ entitlementId: id, sequence: 1n, at, eventCode: 'entitlement.created' },
  payload: {
    ...{ entitlementId: id, entitlementGroupId, licenseType: offering.plan.licenseType },
    createdDate: new Date(at).toISOString(),
  },
});

/** What one tells that starts with its sale, after its creation. */
const startOf = ({ id, offering, dates }: SoldEntitlement, at: number): LifeEvent[] =>
  dates.activationDate === null
    ? []
    : [
        {
          ...{ entitlementId: id, sequence: 2n, at, eventCode: 'entitlement.activated' },
          ...{ date: dates.activationDate, licenseType: offering.plan.licenseType },
          expiryDate: dates.expiryDate,
        },
      ];

/** Creates the entitlements, their states and their first limits. Answers the ids in the order of the offerings. */
export const sellOfferings = async (tx: Queryable, tenantId: string, sale: Sale): Promise<string[]> => {
  const { offerings, timeZone, at } = sale;
  // Sorted, so that "oldest first" among entitlements of one instant is the order they were asked for in.
  const ids = offerings.map(() => newId('ent', at)).sort();
  const sold = offerings.map((offering, index) => ({
    id: ids[index] as string,
    offering,
    dates: datesOf(offering, timeZone, at),
  }));
  const columns = sold.map(({ id, offering }) => ({ entitlement_id: id, ...soldTerms(offering) }));
  const values = [tenantId, sale.entitlementGroupId, new Date(at), JSON.stringify(columns)];
  await tx.query(insertEntitlements, values);
  await tx.query(insertStates, [
    tenantId,
    sale.customerDisabled,
    ids,
    sold.map(({ dates }) => (dates.activationDate === null ? 1 : 2)),
    sold.map((each) => date(dueOf(each, timeZone, at))),
    sold.map(({ dates }) => date(dates.activationDate)),
    sold.map(({ dates }) => date(dates.expiryDate)),
    sold.map(({ dates }) => date(dates.maintenanceExpiryDate)),
  ]);
  await appendOutbox(tx, tenantId, [
    ...sold.map((each) => createdEvent(each, sale.entitlementGroupId, at)),
    ...outboxEvents(sold.flatMap((each) => startOf(each, at))),
  ]);
  await recordLimits(
    tx,
    tenantId,
    sold.map(({ id, offering }) => ({
      entitlementId: id,
      sequence: 0n,
      at,
      bought: offering.seatCount,
      hardCap: limitsOf(BigInt(offering.seatCount), offering.overdraftSeatLimit).hardCap,
    })),
  );
  return ids;
};
