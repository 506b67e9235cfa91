import { Type } from 'typebox';
import {
  CreateCustomerContactApiRequest,
  CustomerContactModel,
  PaginatedListOfCustomerContactModel,
  PaginatedListOfSearchCustomerContactModel,
  PatchCustomerContactApiRequest,
  UpdateCustomerContactApiRequest,
} from '../models/customer-contacts.ts';
import { operation } from '../operation.ts';
import { AnyId, Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

export const searchContacts = operation('searchContacts', 'GET /api/v1/customers/contacts/search', {
  tag: 'customerContacts',
  summary: 'Finds contacts of all customers by e-mail address.',
  scopes: ['customers:read', 'customers:admin'],
  query: Type.Object({ ...PagingQuery.properties, email: Type.Optional(Type.String()) }),
  success: { status: 200, reply: PaginatedListOfSearchCustomerContactModel },
});

export const createContact = operation('createContact', 'POST /api/v1/customers/{customerId}/contacts', {
  tag: 'customerContacts',
  summary: 'Creates a contact of a customer.',
  scopes: ['customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  body: CreateCustomerContactApiRequest,
  success: { status: 201, reply: CustomerContactModel },
});

export const listContacts = operation('listContacts', 'GET /api/v1/customers/{customerId}/contacts', {
  tag: 'customerContacts',
  summary: "Lists a customer's contacts.",
  scopes: ['customers:read', 'customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfCustomerContactModel },
});

export const getContact = operation('getContact', 'GET /api/v1/customers/{customerId}/contacts/{contactId}', {
  tag: 'customerContacts',
  summary: 'Returns one contact.',
  scopes: ['customers:read', 'customers:admin'],
  params: Type.Object({ customerId: Id('cust'), contactId: AnyId() }),
  success: { status: 200, reply: CustomerContactModel },
});

export const updateContact = operation(
  'updateContact',
  'PUT /api/v1/customers/{customerId}/contacts/{contactId}',
  {
    tag: 'customerContacts',
    summary: "Replaces a contact's data.",
    scopes: ['customers:admin'],
    params: Type.Object({ customerId: Id('cust'), contactId: AnyId() }),
    body: UpdateCustomerContactApiRequest,
    success: { status: 204 },
  },
);

export const patchContact = operation(
  'patchContact',
  'PATCH /api/v1/customers/{customerId}/contacts/{contactId}',
  {
    tag: 'customerContacts',
    summary: 'Changes the named data of a contact.',
    scopes: ['customers:admin'],
    params: Type.Object({ customerId: Id('cust'), contactId: AnyId() }),
    body: PatchCustomerContactApiRequest,
    success: { status: 204 },
  },
);

/** Ours, not the contract's: with what it signs in by, and what it was authorised for. */
export const deleteContact = operation(
  'deleteContact',
  'DELETE /api/v1/customers/{customerId}/contacts/{contactId}',
  {
    tag: 'customerContacts',
    summary: 'Deletes a contact, with its credentials and what it was authorised for.',
    scopes: ['customers:admin'],
    params: Type.Object({ customerId: Id('cust'), contactId: AnyId() }),
    success: { status: 204 },
  },
);
