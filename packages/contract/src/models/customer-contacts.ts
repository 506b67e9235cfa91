import { type Static, Type } from 'typebox';
import { AnyId, DateTime, Id, Nullable, Page, Reply, Request, Words } from '../schema.ts';

/** Contacts: the people of a customer. */

export const CustomerContactStatus = Words(['active', 'inactive']);
export type CustomerContactStatus = Static<typeof CustomerContactStatus>;

export const ContactLocationModel = Reply({
  countryCode: Type.String(),
  regionCode: Nullable(Type.String()),
});
export type ContactLocationModel = Static<typeof ContactLocationModel>;

export const ContactLocationApiRequest = Request({
  countryCode: Type.String({ minLength: 1, maxLength: 2 }),
  regionCode: Type.Optional(Nullable(Type.String({ maxLength: 2 }))),
});
export type ContactLocationApiRequest = Static<typeof ContactLocationApiRequest>;

export const CustomerContactModel = Reply({
  id: AnyId(),
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  email: Type.String(),
  title: Nullable(Type.String()),
  contactRefId: Nullable(Type.String()),
  status: CustomerContactStatus,
  isKeyContact: Type.Boolean(),
  linkedInProfile: Nullable(Type.String({ format: 'uri' })),
  phoneNumber: Nullable(Type.String()),
  location: Nullable(ContactLocationModel),
  createdAt: DateTime(),
  updatedAt: Nullable(DateTime()),
});
export type CustomerContactModel = Static<typeof CustomerContactModel>;

export const PaginatedListOfCustomerContactModel = Page(CustomerContactModel);
export type PaginatedListOfCustomerContactModel = Static<typeof PaginatedListOfCustomerContactModel>;

export const SearchCustomerContactModel = Reply({
  id: AnyId(),
  customerId: Id('cust'),
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  email: Type.String(),
});
export type SearchCustomerContactModel = Static<typeof SearchCustomerContactModel>;

export const PaginatedListOfSearchCustomerContactModel = Page(SearchCustomerContactModel);
export type PaginatedListOfSearchCustomerContactModel = Static<
  typeof PaginatedListOfSearchCustomerContactModel
>;

export const CreateCustomerContactApiRequest = Request({
  firstName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  lastName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  email: Type.String({ minLength: 1, maxLength: 100 }),
  title: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
  contactRefId: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  status: Type.Optional(Nullable(CustomerContactStatus)),
  isKeyContact: Type.Optional(Nullable(Type.Boolean())),
  linkedInProfile: Type.Optional(Nullable(Type.String({ format: 'uri' }))),
  phoneNumber: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
});
export type CreateCustomerContactApiRequest = Static<typeof CreateCustomerContactApiRequest>;

export const UpdateCustomerContactApiRequest = Request({
  firstName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  lastName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  email: Type.String({ minLength: 1, maxLength: 100 }),
  title: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
  contactRefId: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  status: CustomerContactStatus,
  isKeyContact: Type.Boolean(),
  linkedInProfile: Type.Optional(Nullable(Type.String({ format: 'uri' }))),
  phoneNumber: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
  location: Type.Optional(Nullable(ContactLocationApiRequest)),
});
export type UpdateCustomerContactApiRequest = Static<typeof UpdateCustomerContactApiRequest>;

export const PatchCustomerContactApiRequest = Request(
  {
    firstName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
    lastName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
    email: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
    title: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
    contactRefId: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
    status: Type.Optional(Nullable(CustomerContactStatus)),
    isKeyContact: Type.Optional(Nullable(Type.Boolean())),
    linkedInProfile: Type.Optional(Nullable(Type.String({ format: 'uri' }))),
    phoneNumber: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
    location: Type.Optional(Nullable(ContactLocationApiRequest)),
  },
  { minProperties: 1 },
);
export type PatchCustomerContactApiRequest = Static<typeof PatchCustomerContactApiRequest>;
