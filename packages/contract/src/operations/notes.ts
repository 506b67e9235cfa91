import { Type } from 'typebox';
import {
  CreateCustomerNoteApiRequest,
  CreateEntitlementNoteApiRequest,
  CustomerNoteListResponse,
  CustomerNoteModel,
  EntitlementNoteListResponse,
  EntitlementNoteModel,
} from '../models/notes.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

export const createCustomerNote = operation(
  'createCustomerNote',
  'POST /api/v1/customers/{customerId}/notes',
  {
    tag: 'customerNotes',
    summary: 'Adds a note to a customer.',
    scopes: ['customers:read', 'customers:admin'],
    params: Type.Object({ customerId: Id('cust') }),
    body: CreateCustomerNoteApiRequest,
    success: { status: 201, reply: CustomerNoteModel },
  },
);

export const listCustomerNotes = operation('listCustomerNotes', 'GET /api/v1/customers/{customerId}/notes', {
  tag: 'customerNotes',
  summary: "Lists a customer's notes, oldest first.",
  scopes: ['customers:read', 'customers:admin'],
  params: Type.Object({ customerId: Id('cust') }),
  success: { status: 200, reply: CustomerNoteListResponse },
});

export const getCustomerNote = operation(
  'getCustomerNote',
  'GET /api/v1/customers/{customerId}/notes/{noteId}',
  {
    tag: 'customerNotes',
    summary: 'Returns one note of a customer.',
    scopes: ['customers:read', 'customers:admin'],
    params: Type.Object({ customerId: Id('cust'), noteId: Id('nt') }),
    success: { status: 200, reply: CustomerNoteModel },
  },
);

export const createEntitlementNote = operation(
  'createEntitlementNote',
  'POST /api/v1/entitlements/{entitlementId}/notes',
  {
    tag: 'entitlementNotes',
    summary: 'Adds a note to an entitlement.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent') }),
    body: CreateEntitlementNoteApiRequest,
    success: { status: 201, reply: EntitlementNoteModel },
  },
);

export const listEntitlementNotes = operation(
  'listEntitlementNotes',
  'GET /api/v1/entitlements/{entitlementId}/notes',
  {
    tag: 'entitlementNotes',
    summary: "Lists an entitlement's notes, oldest first.",
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent') }),
    success: { status: 200, reply: EntitlementNoteListResponse },
  },
);

export const getEntitlementNote = operation(
  'getEntitlementNote',
  'GET /api/v1/entitlements/{entitlementId}/notes/{noteId}',
  {
    tag: 'entitlementNotes',
    summary: 'Returns one note of an entitlement.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent'), noteId: Id('nt') }),
    success: { status: 200, reply: EntitlementNoteModel },
  },
);

/** Ours, not the contract's, which only adds notes. What it said before stays in the audit log. */
export const updateCustomerNote = operation(
  'updateCustomerNote',
  'PUT /api/v1/customers/{customerId}/notes/{noteId}',
  {
    tag: 'customerNotes',
    summary: 'Rewrites a note of a customer.',
    scopes: ['customers:read', 'customers:admin'],
    params: Type.Object({ customerId: Id('cust'), noteId: Id('nt') }),
    body: CreateCustomerNoteApiRequest,
    success: { status: 204 },
  },
);

/** Ours as well. */
export const deleteCustomerNote = operation(
  'deleteCustomerNote',
  'DELETE /api/v1/customers/{customerId}/notes/{noteId}',
  {
    tag: 'customerNotes',
    summary: 'Deletes a note of a customer.',
    scopes: ['customers:read', 'customers:admin'],
    params: Type.Object({ customerId: Id('cust'), noteId: Id('nt') }),
    success: { status: 204 },
  },
);

/** Ours, not the contract's, which only adds notes. What it said before stays in the audit log. */
export const updateEntitlementNote = operation(
  'updateEntitlementNote',
  'PUT /api/v1/entitlements/{entitlementId}/notes/{noteId}',
  {
    tag: 'entitlementNotes',
    summary: 'Rewrites a note of an entitlement.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent'), noteId: Id('nt') }),
    body: CreateEntitlementNoteApiRequest,
    success: { status: 204 },
  },
);

/** Ours as well. */
export const deleteEntitlementNote = operation(
  'deleteEntitlementNote',
  'DELETE /api/v1/entitlements/{entitlementId}/notes/{noteId}',
  {
    tag: 'entitlementNotes',
    summary: 'Deletes a note of an entitlement.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent'), noteId: Id('nt') }),
    success: { status: 204 },
  },
);
