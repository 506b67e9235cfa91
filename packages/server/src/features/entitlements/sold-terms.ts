import type { Queryable } from '../../platform/database.ts';
import type { Offering } from '../catalog/index.ts';
import type { EntitlementRow } from './entitlement-store.ts';

/** Rules 6 and 25: what an entitlement takes of its offering and its plan, when it is sold and when it is moved. */

export type SoldTerms = Pick<
  EntitlementRow,
  | 'offering_id'
  | 'product_id'
  | 'edition_id'
  | 'sku'
  | 'offering_name'
  | 'plan_name'
  | 'plan_type'
  | 'license_type'
  | 'license_start_type'
  | 'license_duration_type'
  | 'license_duration_count'
  | 'concurrency_mode'
  | 'seat_count'
  | 'overdraft_type'
  | 'overdraft_value'
  | 'grace_period_type'
  | 'grace_period_count'
  | 'usage_reset_schedule'
  | 'has_maintenance'
  | 'maintenance_duration_type'
  | 'maintenance_duration_count'
>;

export const soldTerms = (offering: Offering): SoldTerms => ({
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

const updateSql = `
  update entitlements e
  set offering_id = n.offering_id, product_id = n.product_id, edition_id = n.edition_id, sku = n.sku,
    offering_name = n.offering_name, plan_name = n.plan_name, plan_type = n.plan_type,
    license_type = n.license_type, license_start_type = n.license_start_type,
    license_duration_type = n.license_duration_type, license_duration_count = n.license_duration_count,
    concurrency_mode = n.concurrency_mode, seat_count = n.seat_count, overdraft_type = n.overdraft_type,
    overdraft_value = n.overdraft_value, grace_period_type = n.grace_period_type,
    grace_period_count = n.grace_period_count, usage_reset_schedule = n.usage_reset_schedule,
    has_maintenance = n.has_maintenance, maintenance_duration_type = n.maintenance_duration_type,
    maintenance_duration_count = n.maintenance_duration_count
  from jsonb_populate_record(null::entitlements, $3::jsonb) as n
  where e.tenant_id = $1 and e.entitlement_id = $2`;

export const writeSoldTerms = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  terms: SoldTerms,
): Promise<void> => {
  await tx.query(updateSql, [tenantId, entitlementId, JSON.stringify(terms)]);
};
