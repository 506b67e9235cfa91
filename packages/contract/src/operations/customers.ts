import { Type } from 'typebox';
import {
  CustomerApiRequest,
  CustomerEupModel,
  CustomerModel,
  CustomerOwnersModel,
  CustomerStatsModel,
  PaginatedListOfCustomerListModel,
  PatchCustomerOwnersApiRequest,
  UpdateCustomerOwnersApiRequest,
} from '../models/customers.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

export const createCustomer = operation('createCustomer', 'POST /api/v1/customers', {
  tag: 'customers',
  summary: 'Creates a customer.',
  scopes: ['customers:admin'],
  body: CustomerApiRequest,
  success: { status: 201, reply: CustomerModel },
});

export const listCustomers = operation('listCustomers', 'GET /api/v1/customers', {
  tag: 'customers',
  summary: 'Lists the customers.',
  scopes: ['customers:read', 'customers:admin'],
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfCustomerListModel },
});

export const getCustomer = operation('getCustomer', 'GET /api/v1/customers/{customerId}', {
  tag: 'customers',
  summary: 'Returns one customer.',
  scopes: ['customers:read', 'customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  success: { status: 200, reply: CustomerModel },
});

export const updateCustomer = operation('updateCustomer', 'PUT /api/v1/customers/{customerId}', {
  tag: 'customers',
  summary: "Replaces a customer's data.",
  scopes: ['customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  body: CustomerApiRequest,
  success: { status: 204 },
});

export const disableCustomer = operation('disableCustomer', 'PATCH /api/v1/customers/{customerId}/disable', {
  tag: 'customers',
  summary: 'Disables a customer and with it the use of its entitlements.',
  scopes: ['customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  success: { status: 204 },
});

export const enableCustomer = operation('enableCustomer', 'PATCH /api/v1/customers/{customerId}/enable', {
  tag: 'customers',
  summary: 'Enables a disabled customer again.',
  scopes: ['customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  success: { status: 204 },
});

export const getCustomerPortalUrl = operation(
  'getCustomerPortalUrl',
  'GET /api/v1/customers/{customerId}/eup',
  {
    tag: 'customers',
    summary: "Returns the address of the customer's portal.",
    scopes: ['customers:read', 'customers:admin'],
    params: Type.Object({ customerId: Id('cust') }),
    success: { status: 200, reply: CustomerEupModel },
  },
);

export const updateCustomerOwners = operation(
  'updateCustomerOwners',
  'PUT /api/v1/customers/{customerId}/responsibility-owners',
  {
    tag: 'customers',
    summary: 'Replaces who is responsible for a customer.',
    scopes: ['customers:admin'],
    params: Type.Object({ customerId: Id('cust') }),
    body: UpdateCustomerOwnersApiRequest,
    success: { status: 204 },
  },
);

export const patchCustomerOwners = operation(
  'patchCustomerOwners',
  'PATCH /api/v1/customers/{customerId}/responsibility-owners',
  {
    tag: 'customers',
    summary: 'Changes the named owners of a customer.',
    scopes: ['customers:admin'],
    params: Type.Object({ customerId: Id('cust') }),
    body: PatchCustomerOwnersApiRequest,
    success: { status: 204 },
  },
);

export const getCustomerStats = operation('getCustomerStats', 'GET /api/v1/customers/{customerId}/stats', {
  tag: 'customers',
  summary: 'Counts what a customer holds.',
  scopes: ['customers:read', 'customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  success: { status: 200, reply: CustomerStatsModel },
});

/** Ours, not the contract's (rule 27). */
export const deleteCustomer = operation('deleteCustomer', 'DELETE /api/v1/customers/{customerId}', {
  tag: 'customers',
  summary: 'Deletes a customer for good, with its contacts, orders, entitlements, statements and notes.',
  scopes: ['settings:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  success: { status: 204 },
});

/** Ours, not the contract's. */
export const getCustomerOwners = operation(
  'getCustomerOwners',
  'GET /api/v1/customers/{customerId}/responsibility-owners',
  {
    tag: 'customers',
    summary: "Tells which of the vendor's users answer for a customer.",
    scopes: ['customers:read', 'customers:admin'],
    params: Type.Object({ customerId: Id('cust') }),
    success: { status: 200, reply: CustomerOwnersModel },
  },
);
