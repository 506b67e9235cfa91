import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, MapOf, Nullable, Page, Reply, Request } from '../schema.ts';
import { CreateEntitlementApiRequest, EntitlementGroupExpandedModel } from './entitlement-groups.ts';
import { ProductModel } from './products.ts';
import {
  AttributeType,
  ConcurrencyMode,
  EntitlementStatus,
  FeatureType,
  Interval,
  IntervalApiRequest,
  IntervalType,
  LicenseStartType,
  LicenseType,
  OverdraftLimitApiRequest,
  OverdraftLimitModel,
  PlanType,
  UsageResetSchedule,
} from './shared.ts';

/** Entitlements: an offering sold, with its limits and their use. */

export const EntitlementFeatureModel = Reply({
  id: Id('feat'),
  type: FeatureType,
  key: Type.String(),
  description: Nullable(Type.String()),
  value: Nullable(Int64()),
  used: Nullable(Int64()),
  edited: Type.Boolean(),
  totalLimitIncludingOverdraft: Nullable(Int64()),
  overdraftLimit: OverdraftLimitModel,
  currentUsagePeriodStart: Nullable(DateTime()),
  nextUsagePeriodStart: Nullable(DateTime()),
});
export type EntitlementFeatureModel = Static<typeof EntitlementFeatureModel>;

export const EntitlementAttributeModel = Reply({
  id: Id('atr'),
  type: AttributeType,
  key: Type.String(),
  value: Nullable(Type.String()),
  edited: Type.Boolean(),
});
export type EntitlementAttributeModel = Static<typeof EntitlementAttributeModel>;

export const EntitlementEditInfoModel = Reply({
  leasePeriodEdited: Type.Boolean(),
  gracePeriodEdited: Type.Boolean(),
  offlineLeasePeriodEdited: Type.Boolean(),
  seatCountEdited: Type.Boolean(),
  overdraftSeatLimitEdited: Type.Boolean(),
  usageResetScheduleEdited: Type.Boolean(),
});
export type EntitlementEditInfoModel = Static<typeof EntitlementEditInfoModel>;

export const EntitlementProductModel = Reply(ProductModel.properties);
export type EntitlementProductModel = Static<typeof EntitlementProductModel>;

export const EntitlementOfferingAttributeModel = Reply({
  id: Id('atr'),
  key: Nullable(Type.String()),
  value: Nullable(Type.String()),
});
export type EntitlementOfferingAttributeModel = Static<typeof EntitlementOfferingAttributeModel>;

export const EntitlementOfferingFeatureModel = Reply({
  id: Id('feat'),
  key: Nullable(Type.String()),
  description: Nullable(Type.String()),
  value: Nullable(Int64()),
  overdraftLimit: Nullable(OverdraftLimitModel),
});
export type EntitlementOfferingFeatureModel = Static<typeof EntitlementOfferingFeatureModel>;

export const EntitlementOfferingModel = Reply({
  id: Id('off'),
  description: Nullable(Type.String()),
  seatCount: Int32(),
  overdraftSeatLimit: OverdraftLimitModel,
  attributes: Type.Array(EntitlementOfferingAttributeModel),
  features: Type.Array(EntitlementOfferingFeatureModel),
  gracePeriod: Interval,
});
export type EntitlementOfferingModel = Static<typeof EntitlementOfferingModel>;

export const LocalLicenseServerModel = Reply({
  id: Id('lls'),
  name: Type.String(),
  activationId: Id('act'),
  activated: DateTime(),
  lastLease: DateTime(),
  leaseExpiry: DateTime(),
  deactivated: Nullable(DateTime()),
  licenseActive: Type.Boolean(),
});
export type LocalLicenseServerModel = Static<typeof LocalLicenseServerModel>;

export const EntitlementExportModel = Reply({
  exportDate: DateTime(),
  lastExportDate: DateTime(),
  outOfSync: Type.Boolean(),
  localLicenseServer: LocalLicenseServerModel,
});
export type EntitlementExportModel = Static<typeof EntitlementExportModel>;

export const ApiActionModel = Reply({ method: Type.String(), path: Type.String() });
export type ApiActionModel = Static<typeof ApiActionModel>;

export const EntitlementModel = Reply({
  id: Id('ent'),
  sku: Type.String(),
  offeringName: Type.String(),
  licenseType: LicenseType,
  licenseStartType: LicenseStartType,
  licenseDurationType: IntervalType,
  licenseDurationCount: Nullable(Int32()),
  hasMaintenance: Type.Boolean(),
  maintenanceDuration: Interval,
  seatCount: Int32(),
  overdraftSeatLimit: OverdraftLimitModel,
  overdraftSeatCount: Nullable(Int32()),
  seatsUsed: Int32(),
  overdraftSeatsUsed: Nullable(Int32()),
  seatUtilizationRate: Int32(),
  seatsAvailable: Nullable(Int32()),
  /** Ours: seats that the customer allows itself, set in the portal; null: as many as the hard cap. */
  ownCap: Nullable(Int32({ minimum: 0 })),
  provisioningDate: Nullable(DateTime()),
  activationDate: Nullable(DateTime()),
  expiryDate: Nullable(DateTime()),
  maintenanceExpiryDate: Nullable(DateTime()),
  disabledDate: Nullable(DateTime()),
  concurrencyMode: ConcurrencyMode,
  leasePeriod: Interval,
  offlineLeasePeriod: Interval,
  gracePeriod: Interval,
  gracePeriodExpiry: Nullable(DateTime()),
  status: EntitlementStatus,
  features: Type.Optional(Nullable(Type.Array(EntitlementFeatureModel))),
  attributes: Type.Optional(Nullable(Type.Array(EntitlementAttributeModel))),
  productId: Id('prod'),
  product: Type.Optional(Nullable(EntitlementProductModel)),
  exported: Type.Boolean(),
  export: Type.Optional(Nullable(EntitlementExportModel)),
  entitlementGroupId: Nullable(Id('egr')),
  planName: Type.String(),
  actions: Type.Optional(Nullable(MapOf(ApiActionModel))),
  offeringId: Id('off'),
  offering: Type.Optional(Nullable(EntitlementOfferingModel)),
  editInfo: Type.Optional(Nullable(EntitlementEditInfoModel)),
  planType: Nullable(PlanType),
  created: DateTime(),
  usageResetSchedule: UsageResetSchedule,
});
export type EntitlementModel = Static<typeof EntitlementModel>;

export const EntitlementListModel = Reply({
  id: Id('ent'),
  productId: Id('prod'),
  group: Type.Optional(Nullable(EntitlementGroupExpandedModel)),
  sku: Type.String(),
  offeringName: Type.String(),
  licenseType: LicenseType,
  licenseStartType: LicenseStartType,
  licenseDurationType: IntervalType,
  licenseDurationCount: Nullable(Int32()),
  seatCount: Int32(),
  overdraftSeatLimit: OverdraftLimitModel,
  seatsUsed: Int32(),
  seatsAvailable: Int32(),
  overdraftSeatsUsed: Nullable(Int32()),
  seatUtilizationRate: Int32(),
  activationDate: Nullable(DateTime()),
  expiryDate: Nullable(DateTime()),
  exported: Type.Boolean(),
});
export type EntitlementListModel = Static<typeof EntitlementListModel>;

export const PaginatedListOfEntitlementListModel = Page(EntitlementListModel);
export type PaginatedListOfEntitlementListModel = Static<typeof PaginatedListOfEntitlementListModel>;

export const UpdateAttribute = Request({
  id: Id('atr'),
  value: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
});
export type UpdateAttribute = Static<typeof UpdateAttribute>;

export const UpdateFeature = Request({
  id: Id('feat'),
  value: Type.Optional(Nullable(Int64({ minimum: 0 }))),
  overdraftLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
});
export type UpdateFeature = Static<typeof UpdateFeature>;

export const UpdateEntitlementApiRequest = Request({
  seatCount: Type.Optional(Nullable(Int32({ minimum: 1 }))),
  overdraftSeatLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
  expiryDate: Type.Optional(Nullable(DateTime())),
  hasMaintenance: Type.Optional(Nullable(Type.Boolean())),
  maintenanceExpiryDate: Type.Optional(Nullable(DateTime())),
  leasePeriod: Type.Optional(Nullable(IntervalApiRequest)),
  offlineLeasePeriod: Type.Optional(Nullable(IntervalApiRequest)),
  gracePeriod: Type.Optional(Nullable(IntervalApiRequest)),
  attributes: Type.Optional(Nullable(Type.Array(UpdateAttribute))),
  features: Type.Optional(Nullable(Type.Array(UpdateFeature))),
  usageResetSchedule: Type.Optional(Nullable(UsageResetSchedule)),
});
export type UpdateEntitlementApiRequest = Static<typeof UpdateEntitlementApiRequest>;

/** Ours: what a renewal changes beside its term, as an edit would. */
export const RenewEntitlementApiRequest = Request({
  seatCount: UpdateEntitlementApiRequest.properties.seatCount,
  overdraftSeatLimit: UpdateEntitlementApiRequest.properties.overdraftSeatLimit,
  /** Where the renewed term ends; left out: as long as the plan says. */
  expiryDate: UpdateEntitlementApiRequest.properties.expiryDate,
  features: UpdateEntitlementApiRequest.properties.features,
});
export type RenewEntitlementApiRequest = Static<typeof RenewEntitlementApiRequest>;

/** Ours: an order of one entitlement, with what was agreed beside its offering. */
export const SellEntitlementApiRequest = Request({
  ...CreateEntitlementApiRequest.properties,
  ...RenewEntitlementApiRequest.properties,
  /** When it starts, for an offering that starts at a set date. */
  startDate: Type.Optional(Nullable(DateTime())),
});
export type SellEntitlementApiRequest = Static<typeof SellEntitlementApiRequest>;
