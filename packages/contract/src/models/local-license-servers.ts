import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Reply } from '../schema.ts';
import { EntitlementModel, LocalLicenseServerModel } from './entitlements.ts';
import { FeatureType, OverdraftLimitModel } from './shared.ts';

/** Local license servers: what serves licences where the network ends. */

export const ListOfLocalLicenseServerModel = Reply({
  items: Type.Array(LocalLicenseServerModel),
  elementsTotal: Int32({ minimum: 0 }),
});
export type ListOfLocalLicenseServerModel = Static<typeof ListOfLocalLicenseServerModel>;

export const LocalLicenseServerFeatureModel = Reply({
  id: Id('feat'),
  type: FeatureType,
  key: Type.String(),
  description: Nullable(Type.String()),
  value: Nullable(Int64()),
  used: Nullable(Int64()),
  totalLimitIncludingOverdraft: Nullable(Int64()),
  overdraftLimit: OverdraftLimitModel,
});
export type LocalLicenseServerFeatureModel = Static<typeof LocalLicenseServerFeatureModel>;

const ofEntitlement = EntitlementModel.properties;

export const LocalLicenseServerEntitlementDetailModel = Reply({
  id: ofEntitlement.id,
  sku: ofEntitlement.sku,
  offeringName: ofEntitlement.offeringName,
  licenseType: ofEntitlement.licenseType,
  licenseStartType: ofEntitlement.licenseStartType,
  licenseDurationType: ofEntitlement.licenseDurationType,
  licenseDurationCount: ofEntitlement.licenseDurationCount,
  hasMaintenance: ofEntitlement.hasMaintenance,
  maintenanceDuration: ofEntitlement.maintenanceDuration,
  seatCount: ofEntitlement.seatCount,
  overdraftSeatLimit: ofEntitlement.overdraftSeatLimit,
  overdraftSeatCount: ofEntitlement.overdraftSeatCount,
  seatsUsed: ofEntitlement.seatsUsed,
  overdraftSeatsUsed: ofEntitlement.overdraftSeatsUsed,
  seatUtilizationRate: ofEntitlement.seatUtilizationRate,
  seatsAvailable: ofEntitlement.seatsAvailable,
  provisioningDate: ofEntitlement.provisioningDate,
  activationDate: ofEntitlement.activationDate,
  expiryDate: ofEntitlement.expiryDate,
  maintenanceExpiryDate: ofEntitlement.maintenanceExpiryDate,
  disabledDate: ofEntitlement.disabledDate,
  concurrencyMode: ofEntitlement.concurrencyMode,
  leasePeriod: ofEntitlement.leasePeriod,
  offlineLeasePeriod: ofEntitlement.offlineLeasePeriod,
  gracePeriod: ofEntitlement.gracePeriod,
  gracePeriodExpiry: ofEntitlement.gracePeriodExpiry,
  status: ofEntitlement.status,
  features: Type.Optional(Nullable(Type.Array(LocalLicenseServerFeatureModel))),
  productId: ofEntitlement.productId,
  exported: ofEntitlement.exported,
  entitlementGroupId: Id('egr'),
  planName: ofEntitlement.planName,
  offeringId: ofEntitlement.offeringId,
  planType: ofEntitlement.planType,
  created: ofEntitlement.created,
});
export type LocalLicenseServerEntitlementDetailModel = Static<
  typeof LocalLicenseServerEntitlementDetailModel
>;

export const LocalLicenseServerEntitlementGroupModel = Reply({
  id: Id('egr'),
  created: DateTime(),
  customerId: Nullable(Id('cust')),
  orderRefId: Nullable(Type.String()),
  activationCodes: Type.Array(Type.String()),
});
export type LocalLicenseServerEntitlementGroupModel = Static<typeof LocalLicenseServerEntitlementGroupModel>;

export const LocalLicenseServerEntitlementModel = Reply({
  entitlement: LocalLicenseServerEntitlementDetailModel,
  entitlementGroup: LocalLicenseServerEntitlementGroupModel,
});
export type LocalLicenseServerEntitlementModel = Static<typeof LocalLicenseServerEntitlementModel>;

/** The public half of a key. */
const PublicKey = Reply({ kty: Type.String(), n: Type.String(), e: Type.String() });

export const LocalLicenseServerConfigModel = Reply({
  llsLicenseTenantId: Id('t'),
  llsLicenseTenantKey: PublicKey,
  clientTenantId: Id('t'),
  clientTenantKey: PublicKey,
});
export type LocalLicenseServerConfigModel = Static<typeof LocalLicenseServerConfigModel>;
