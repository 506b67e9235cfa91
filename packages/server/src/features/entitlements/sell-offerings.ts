import { limitsOf, type StartTerms, startDates, usagePeriodAt } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Offering } from '../catalog/index.ts';

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
    tenant_id, entitlement_id, due_at, activation_date, expiry_date, maintenance_expiry_date, customer_disabled
  )
  select $1, s.entitlement_id, s.due_at, s.activation_date, s.expiry_date, s.maintenance_expiry_date, $2
  from unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
    as s (entitlement_id, due_at, activation_date, expiry_date, maintenance_expiry_date)`;

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

const entitlementColumns = (entitlementId: string, offering: Offering) => ({
  entitlement_id: entitlementId,
  offering_id: offering.id,
  product_id: offering.edition.productId,
  edition_id: offering.editionId,
  sku: offering.sku,
  offering_name: offering.name,
  plan_name: offering.plan.name,
  plan_type: offering.plan.planType,
  license_type: offering.plan.licenseType,
  license_start_type: offering.plan.licenseStartType,
  license_duration_type: offering.plan.licenseDuration.type,
  license_duration_count: offering.plan.licenseDuration.count,
  concurrency_mode: offering.concurrencyMode,
  seat_count: offering.seatCount,
  overdraft_type: offering.overdraftSeatLimit.type,
  overdraft_value: offering.overdraftSeatLimit.value,
  grace_period_type: offering.gracePeriod?.type ?? null,
  grace_period_count: offering.gracePeriod?.count ?? null,
  usage_reset_schedule: offering.usageResetSchedule,
  has_maintenance: offering.hasMaintenance,
  maintenance_duration_type: offering.maintenanceDuration.type,
  maintenance_duration_count: offering.maintenanceDuration.count,
});

const unstarted = { activationDate: null, expiryDate: null, maintenanceExpiryDate: null };

/** Rule 24: only the start policy `entitlementCreation` starts at once; every other waits for its event. */
const datesOf = (offering: Offering, timeZone: string, at: number) => {
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
  const columns = sold.map(({ id, offering }) => entitlementColumns(id, offering));
  await tx.query(insertEntitlements, [
    tenantId,
    sale.entitlementGroupId,
    new Date(at),
    JSON.stringify(columns),
  ]);
  const dueAt = sold.map(
    ({ offering, dates }) =>
      usagePeriodAt(offering.usageResetSchedule, dates.activationDate, timeZone, at).next,
  );
  await tx.query(insertStates, [
    tenantId,
    sale.customerDisabled,
    ids,
    dueAt.map(date),
    sold.map(({ dates }) => date(dates.activationDate)),
    sold.map(({ dates }) => date(dates.expiryDate)),
    sold.map(({ dates }) => date(dates.maintenanceExpiryDate)),
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
