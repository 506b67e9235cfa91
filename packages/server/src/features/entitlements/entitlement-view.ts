import {
  type AttributeModel,
  type EntitlementGroupExpandedModel,
  type EntitlementListModel,
  type EntitlementModel,
  type EntitlementOfferingModel,
  type FeatureModel,
  unlimitedInLists,
} from '@leeway/contract';
import {
  type EntitlementStatus,
  entitlementStatus,
  graceEnd,
  type Interval,
  type IntervalType,
  seatFigures,
  seatsMax,
} from '@leeway/rules';
import type { Offering } from '../catalog/index.ts';
import type { EntitlementInUseRow } from './entitlement-store.ts';
import { intervalOf, overdraftOf } from './terms.ts';

/** Entitlements as the contract shows them: rows and rules put together, nothing decided here. */

const ms = (date: Date | null) => (date === null ? null : date.getTime());
const iso = (date: Date | null) => (date === null ? null : date.toISOString());
const int32 = (figure: bigint) => Number(figure < seatsMax ? figure : seatsMax);
const int32OrNull = (figure: bigint | null) => (figure === null ? null : int32(figure));

const own = (
  type: IntervalType | null,
  count: number | null,
  ofProduct: IntervalType,
  countOfProduct: number | null,
): Interval => (type === null ? intervalOf(ofProduct, countOfProduct) : intervalOf(type, count));

/** The product's periods hold, live, unless the entitlement has its own. */
const periodsOf = (row: EntitlementInUseRow) => ({
  leasePeriod: own(
    row.lease_period_type,
    row.lease_period_count,
    row.product_lease_period_type,
    row.product_lease_period_count,
  ),
  offlineLeasePeriod: own(
    row.offline_lease_period_type,
    row.offline_lease_period_count,
    row.product_offline_lease_period_type,
    row.product_offline_lease_period_count,
  ),
  gracePeriod: own(
    row.grace_period_type,
    row.grace_period_count,
    row.product_grace_period_type,
    row.product_grace_period_count,
  ),
});

export const statusOf = (row: EntitlementInUseRow, at: number): EntitlementStatus =>
  entitlementStatus(
    {
      activationDate: ms(row.activation_date),
      expiryDate: ms(row.expiry_date),
      disabledDate: ms(row.disabled_date),
      customerDisabled: row.customer_disabled,
      exported: row.exported,
    },
    periodsOf(row).gracePeriod,
    row.time_zone,
    at,
  );

const figuresOf = (row: EntitlementInUseRow) => {
  const figures = seatFigures(overdraftOf(row), BigInt(row.seat_count), BigInt(row.seats_in_use));
  return {
    seatCount: row.seat_count,
    overdraftSeatLimit: overdraftOf(row),
    overdraftSeatCount: int32OrNull(figures.overdraftSeatCount),
    seatsUsed: row.seats_in_use,
    overdraftSeatsUsed: int32OrNull(figures.overdraftSeatsUsed),
    seatUtilizationRate: int32(figures.seatUtilizationRate),
    seatsAvailable: int32OrNull(figures.seatsAvailable),
  };
};

/** The members every reply about an entitlement has. What `expand` adds is laid over them. */
export const entitlementModel = (row: EntitlementInUseRow, at: number): EntitlementModel => {
  const periods = periodsOf(row);
  const graceExpiry =
    periods.gracePeriod.type === 'none'
      ? null
      : graceEnd(ms(row.expiry_date), periods.gracePeriod, row.time_zone);
  return {
    id: row.entitlement_id,
    sku: row.sku,
    offeringName: row.offering_name,
    licenseType: row.license_type,
    licenseStartType: row.license_start_type,
    licenseDurationType: row.license_duration_type,
    licenseDurationCount: row.license_duration_count,
    hasMaintenance: row.has_maintenance,
    maintenanceDuration: intervalOf(row.maintenance_duration_type, row.maintenance_duration_count),
    ...figuresOf(row),
    ownCap: row.own_cap,
    provisioningDate: iso(row.provisioning_date),
    activationDate: iso(row.activation_date),
    expiryDate: iso(row.expiry_date),
    maintenanceExpiryDate: iso(row.maintenance_expiry_date),
    disabledDate: iso(row.disabled_date),
    concurrencyMode: row.concurrency_mode,
    ...periods,
    gracePeriodExpiry: graceExpiry === null ? null : new Date(graceExpiry).toISOString(),
    status: statusOf(row, at),
    productId: row.product_id,
    exported: row.exported,
    entitlementGroupId: row.entitlement_group_id,
    planName: row.plan_name,
    offeringId: row.offering_id,
    planType: row.plan_type,
    created: row.created_at.toISOString(),
    usageResetSchedule: row.usage_reset_schedule,
  };
};

/** Rule 4: a list has no null for unlimited. */
export const entitlementListModel = (
  row: EntitlementInUseRow,
  group: EntitlementGroupExpandedModel | null,
): EntitlementListModel => {
  const figures = figuresOf(row);
  return {
    id: row.entitlement_id,
    productId: row.product_id,
    group,
    sku: row.sku,
    offeringName: row.offering_name,
    licenseType: row.license_type,
    licenseStartType: row.license_start_type,
    licenseDurationType: row.license_duration_type,
    licenseDurationCount: row.license_duration_count,
    seatCount: figures.seatCount,
    overdraftSeatLimit: figures.overdraftSeatLimit,
    seatsUsed: figures.seatsUsed,
    seatsAvailable: figures.seatsAvailable ?? unlimitedInLists,
    overdraftSeatsUsed: figures.overdraftSeatsUsed,
    seatUtilizationRate: figures.seatUtilizationRate,
    activationDate: iso(row.activation_date),
    expiryDate: iso(row.expiry_date),
    exported: row.exported,
  };
};

export const entitlementBasicModel = (row: EntitlementInUseRow, at: number) => ({
  id: row.entitlement_id,
  sku: row.sku,
  offeringId: row.offering_id,
  offeringName: row.offering_name,
  entitlementGroupId: row.entitlement_group_id,
  productId: row.product_id,
  status: statusOf(row, at),
  exported: row.exported,
});

export const editInfoOf = (row: EntitlementInUseRow): NonNullable<EntitlementModel['editInfo']> => ({
  leasePeriodEdited: row.lease_period_type !== null,
  gracePeriodEdited: row.grace_period_edited,
  offlineLeasePeriodEdited: row.offline_lease_period_type !== null,
  seatCountEdited: row.seat_count_edited,
  overdraftSeatLimitEdited: row.overdraft_edited,
  usageResetScheduleEdited: row.usage_reset_schedule_edited,
});

/** The offering as it is now, which may differ from what was sold (rule 6), with the present values of its edition. */
export const offeringModel = (
  offering: Offering,
  features: readonly FeatureModel[],
  attributes: readonly AttributeModel[],
): EntitlementOfferingModel => ({
  id: offering.id,
  description: offering.description,
  seatCount: offering.seatCount,
  overdraftSeatLimit: offering.overdraftSeatLimit,
  attributes: attributes.map(({ id, key, value }) => ({ id, key, value })),
  features: features.map(({ id, key, description, value, overdraftLimit }) => ({
    id,
    key,
    description,
    value,
    overdraftLimit,
  })),
  gracePeriod: offering.gracePeriod ?? offering.edition.product.gracePeriod,
});
