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
