import { type Static, Type } from 'typebox';
import { DateTime, Id, MapOf, Nullable, Page, Reply, Request, Words } from '../schema.ts';
import { OfferingStatsModel } from './offerings.ts';

/** Customers: the companies that hold entitlements. */

export const CustomerType = Words(['customer', 'prospect', 'lostCustomer', 'lostProspect', 'remove']);
export type CustomerType = Static<typeof CustomerType>;

export const CustomerStatus = Words(['active', 'disabled', 'inactive']);
export type CustomerStatus = Static<typeof CustomerStatus>;

export const CustomerAddressModel = Reply({
  addressLine1: Nullable(Type.String()),
  addressLine2: Nullable(Type.String()),
  city: Nullable(Type.String()),
  stateRegion: Nullable(Type.String()),
  postalCode: Nullable(Type.String()),
  country: Nullable(Type.String()),
});
export type CustomerAddressModel = Static<typeof CustomerAddressModel>;

export const CustomerAddressApiRequest = Request({
  addressLine1: Type.Optional(Nullable(Type.String({ maxLength: 255 }))),
  addressLine2: Type.Optional(Nullable(Type.String({ maxLength: 255 }))),
  city: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
  stateRegion: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
  postalCode: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
  country: Type.Optional(Nullable(Type.String({ maxLength: 2 }))),
});
export type CustomerAddressApiRequest = Static<typeof CustomerAddressApiRequest>;

export const CustomerBasicModel = Reply({
  id: Id('cust'),
  name: Type.String(),
  accountRefId: Nullable(Type.String()),
  type: Nullable(CustomerType),
});
export type CustomerBasicModel = Static<typeof CustomerBasicModel>;

export const CustomerModel = Reply({
  id: Id('cust'),
  name: Type.String(),
  legalName: Nullable(Type.String()),
  description: Nullable(Type.String()),
  type: Nullable(CustomerType),
  accountRefId: Nullable(Type.String()),
  disabledDate: Nullable(DateTime()),
  status: CustomerStatus,
  customFields: Nullable(MapOf(Nullable(Type.String()))),
  address: Nullable(CustomerAddressModel),
  website: Nullable(Type.String({ format: 'uri' })),
  linkedInUrl: Nullable(Type.String({ format: 'uri' })),
  contractValue: Nullable(Type.Number()),
  contractStartDate: Nullable(DateTime()),
  contractRenewalDate: Nullable(DateTime()),
  createdAt: DateTime(),
  updatedAt: Nullable(DateTime()),
});
export type CustomerModel = Static<typeof CustomerModel>;

export const CustomerListModel = Reply({
  id: Id('cust'),
  name: Type.String(),
  type: Nullable(CustomerType),
  accountRefId: Nullable(Type.String()),
  disabledDate: Nullable(DateTime()),
  status: CustomerStatus,
  description: Nullable(Type.String()),
});
export type CustomerListModel = Static<typeof CustomerListModel>;

export const PaginatedListOfCustomerListModel = Page(CustomerListModel);
export type PaginatedListOfCustomerListModel = Static<typeof PaginatedListOfCustomerListModel>;

export const CustomerApiRequest = Request({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  legalName: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  type: Type.Optional(Nullable(CustomerType)),
  accountRefId: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  status: Type.Optional(Nullable(CustomerStatus)),
  customFields: Type.Optional(Nullable(MapOf(Nullable(Type.String())))),
  address: Type.Optional(Nullable(CustomerAddressApiRequest)),
  website: Type.Optional(Nullable(Type.String({ format: 'uri' }))),
  linkedInUrl: Type.Optional(Nullable(Type.String({ format: 'uri' }))),
  contractValue: Type.Optional(Nullable(Type.Number({ minimum: 0, maximum: 1000000000000 }))),
  contractStartDate: Type.Optional(Nullable(DateTime())),
  contractRenewalDate: Type.Optional(Nullable(DateTime())),
});
export type CustomerApiRequest = Static<typeof CustomerApiRequest>;

export const CustomerEupModel = Reply({ url: Type.String() });
export type CustomerEupModel = Static<typeof CustomerEupModel>;

export const UpdateCustomerOwnersApiRequest = Request({
  salesOwner: Type.Optional(Nullable(Id('user'))),
  customerSuccessOwner: Type.Optional(Nullable(Id('user'))),
  serviceOwner: Type.Optional(Nullable(Id('user'))),
});
export type UpdateCustomerOwnersApiRequest = Static<typeof UpdateCustomerOwnersApiRequest>;

export const PatchCustomerOwnersApiRequest = Request(UpdateCustomerOwnersApiRequest.properties);
export type PatchCustomerOwnersApiRequest = Static<typeof PatchCustomerOwnersApiRequest>;

/** Ours: the contract lets owners be set, and shows them nowhere. Users of the console; null: nobody. */
export const CustomerOwnersModel = Reply({
  salesOwner: Nullable(Id('user')),
  customerSuccessOwner: Nullable(Id('user')),
  serviceOwner: Nullable(Id('user')),
});
export type CustomerOwnersModel = Static<typeof CustomerOwnersModel>;

export const CustomerStatsModel = Reply(OfferingStatsModel.properties);
export type CustomerStatsModel = Static<typeof CustomerStatsModel>;
