import { type Static, Type } from 'typebox';
import {
  ActivationCode,
  AnyId,
  DateTime,
  Id,
  Int32,
  MapOf,
  Nullable,
  Page,
  Reply,
  Request,
} from '../schema.ts';
import { CustomerBasicModel, CustomerStatus } from './customers.ts';
import { EntitlementStatus } from './shared.ts';

/** Entitlement groups: one order with its codes, contacts and licence file. */

export const LicenseFileModel = Reply({ fileName: Type.String(), uploadedAt: DateTime() });
export type LicenseFileModel = Static<typeof LicenseFileModel>;

export const EntitlementBasicModel = Reply({
  id: Id('ent'),
  sku: Type.String(),
  offeringId: Id('off'),
  offeringName: Type.String(),
  entitlementGroupId: Nullable(Id('egr')),
  productId: Id('prod'),
  status: EntitlementStatus,
  exported: Type.Boolean(),
});
export type EntitlementBasicModel = Static<typeof EntitlementBasicModel>;

export const EntitlementGroupEntitlementModel = Reply(EntitlementBasicModel.properties);
export type EntitlementGroupEntitlementModel = Static<typeof EntitlementGroupEntitlementModel>;

export const EntitlementGroupCustomerModel = Reply({
  id: Id('cust'),
  name: Type.String(),
  description: Nullable(Type.String()),
  accountRefId: Nullable(Type.String()),
  disabledDate: Nullable(DateTime()),
  status: CustomerStatus,
  customFields: Nullable(MapOf(Nullable(Type.String()))),
});
export type EntitlementGroupCustomerModel = Static<typeof EntitlementGroupCustomerModel>;

export const EntitlementGroupExpandedModel = Reply({
  id: Id('egr'),
  created: DateTime(),
  customerId: Nullable(Id('cust')),
  customer: Type.Optional(Nullable(CustomerBasicModel)),
  orderRefId: Nullable(Type.String()),
});
export type EntitlementGroupExpandedModel = Static<typeof EntitlementGroupExpandedModel>;

export const EntitlementGroupModel = Reply({
  id: Id('egr'),
  created: DateTime(),
  customerId: Nullable(Id('cust')),
  customer: Type.Optional(Nullable(EntitlementGroupCustomerModel)),
  orderRefId: Nullable(Type.String()),
  entitlements: Type.Optional(Nullable(Type.Array(EntitlementGroupEntitlementModel))),
  activationCodes: Type.Array(Type.String()),
  licenseFile: Nullable(LicenseFileModel),
});
export type EntitlementGroupModel = Static<typeof EntitlementGroupModel>;

export const EntitlementGroupListModel = Reply({
  id: Id('egr'),
  created: DateTime(),
  customerId: Nullable(Id('cust')),
  customer: Type.Optional(Nullable(CustomerBasicModel)),
  orderRefId: Nullable(Type.String()),
  entitlements: Type.Optional(Nullable(Type.Array(EntitlementBasicModel))),
  activationCodes: Type.Array(Type.String()),
});
export type EntitlementGroupListModel = Static<typeof EntitlementGroupListModel>;

export const PaginatedListOfEntitlementGroupListModel = Page(EntitlementGroupListModel);
export type PaginatedListOfEntitlementGroupListModel = Static<
  typeof PaginatedListOfEntitlementGroupListModel
>;

export const EntitlementGroupAssignedContactModel = Reply({
  id: Nullable(AnyId()),
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  email: Type.String(),
});
export type EntitlementGroupAssignedContactModel = Static<typeof EntitlementGroupAssignedContactModel>;

export const PaginatedListOfEntitlementGroupAssignedContactModel = Page(EntitlementGroupAssignedContactModel);
export type PaginatedListOfEntitlementGroupAssignedContactModel = Static<
  typeof PaginatedListOfEntitlementGroupAssignedContactModel
>;

export const CreateEntitlementGroupApiRequest = Request({
  skus: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { minItems: 1 }),
  customerId: Type.Optional(Nullable(Id('cust'))),
  activationCode: Type.Optional(Nullable(ActivationCode())),
  orderRefId: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
});
export type CreateEntitlementGroupApiRequest = Static<typeof CreateEntitlementGroupApiRequest>;

export const CreateEntitlementApiRequest = Request({
  sku: Type.String({ minLength: 1, maxLength: 50 }),
  customerId: Type.Optional(Nullable(Id('cust'))),
  activationCode: Type.Optional(Nullable(ActivationCode())),
  orderRefId: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
});
export type CreateEntitlementApiRequest = Static<typeof CreateEntitlementApiRequest>;

export const UpdateEntitlementGroupApiRequest = Request({
  customerId: Type.Optional(Nullable(Id('cust'))),
  orderRefId: Type.Optional(Nullable(Type.String())),
});
export type UpdateEntitlementGroupApiRequest = Static<typeof UpdateEntitlementGroupApiRequest>;

export const ExtendEntitlementGroupApiRequest = Request({
  skus: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { minItems: 1 }),
});
export type ExtendEntitlementGroupApiRequest = Static<typeof ExtendEntitlementGroupApiRequest>;

export const FindEntitlementGroupApiRequest = Request({
  activationCode: Type.String({ minLength: 1, maxLength: 50 }),
  productId: Id('prod'),
});
export type FindEntitlementGroupApiRequest = Static<typeof FindEntitlementGroupApiRequest>;

export const AddActivationCodesApiRequest = Request({
  activationCodes: Type.Array(ActivationCode(), { minItems: 1 }),
  ignoreDuplicates: Type.Optional(Type.Boolean()),
});
export type AddActivationCodesApiRequest = Static<typeof AddActivationCodesApiRequest>;

export const RemoveActivationCodesApiRequest = Request({
  activationCodes: Type.Array(ActivationCode(), { minItems: 1 }),
  ignoreMissing: Type.Optional(Type.Boolean()),
});
export type RemoveActivationCodesApiRequest = Static<typeof RemoveActivationCodesApiRequest>;

export const GenerateActivationCodesApiRequest = Request({ count: Int32({ minimum: 1, maximum: 100 }) });
export type GenerateActivationCodesApiRequest = Static<typeof GenerateActivationCodesApiRequest>;

export const ActivationCodesModel = Reply({ activationCodes: Type.Array(Type.String()) });
export type ActivationCodesModel = Static<typeof ActivationCodesModel>;

export const AssignAuthorizedContactApiRequest = Request({ id: AnyId() });
export type AssignAuthorizedContactApiRequest = Static<typeof AssignAuthorizedContactApiRequest>;
