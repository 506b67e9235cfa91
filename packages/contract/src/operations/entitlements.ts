import { Type } from 'typebox';
import { PaginatedListOfActivationLogModel } from '../models/activation-log.ts';
import { PaginatedListOfActivationModel } from '../models/activations.ts';
import { CreateEntitlementApiRequest, EntitlementGroupModel } from '../models/entitlement-groups.ts';
import {
  EntitlementModel,
  PaginatedListOfEntitlementListModel,
  SellEntitlementApiRequest,
  UpdateEntitlementApiRequest,
} from '../models/entitlements.ts';
import { AvailabilityModel } from '../models/limits.ts';
import { operation } from '../operation.ts';
import { DateTime, Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

export const listEntitlements = operation('listEntitlements', 'GET /api/v1/entitlements', {
  tag: 'entitlements',
  summary: 'Lists the entitlements with their present use.',
  scopes: ['entitlements:read', 'entitlements:admin'],
  query: Type.Object({
    ...PagingQuery.properties,
    customerId: Type.Optional(Id('cust')),
    productId: Type.Optional(Id('prod')),
    expand: Type.Optional(Type.String()),
  }),
  success: { status: 200, reply: PaginatedListOfEntitlementListModel },
});

export const createEntitlementLegacy = operation('createEntitlementLegacy', 'POST /api/v1/entitlements', {
  tag: 'entitlements',
  summary: 'Creates a group with one entitlement, for older clients.',
  scopes: ['entitlements:create'],
  body: CreateEntitlementApiRequest,
  success: { status: 201, reply: EntitlementGroupModel },
});

/** Ours: the contract sells as the offering is, and what was agreed beside it is an edit of its own. */
export const sellEntitlement = operation('sellEntitlement', 'POST /api/v1/entitlements/sell', {
  tag: 'entitlements',
  summary:
    'Creates an order with one entitlement and what was agreed beside its offering, all of it or nothing.',
  scopes: ['entitlements:create'],
  body: SellEntitlementApiRequest,
  success: { status: 201, reply: EntitlementGroupModel },
});

export const getEntitlement = operation('getEntitlement', 'GET /api/v1/entitlements/{entitlementId}', {
  tag: 'entitlements',
  summary: 'Returns one entitlement with its limits and present use.',
  scopes: ['entitlements:read', 'entitlements:admin'],
  params: Type.Object({ entitlementId: Id('ent') }),
  query: Type.Object({ expand: Type.Optional(Type.String()) }),
  success: { status: 200, reply: EntitlementModel },
});

export const updateEntitlement = operation(
  'updateEntitlement',
  'PATCH /api/v1/entitlements/{entitlementId}',
  {
    tag: 'entitlements',
    summary: 'Changes limits, expiry, features or attributes of an entitlement.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent') }),
    query: Type.Object({ forceSeatCount: Type.Optional(Type.Boolean()) }),
    body: UpdateEntitlementApiRequest,
    success: { status: 204 },
  },
);

export const updateEntitlementLegacy = operation(
  'updateEntitlementLegacy',
  'PUT /api/v1/entitlements/{entitlementId}',
  {
    tag: 'entitlements',
    summary: 'The same as PATCH, for older clients.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent') }),
    query: Type.Object({ forceSeatCount: Type.Optional(Type.Boolean()) }),
    body: UpdateEntitlementApiRequest,
    success: { status: 204 },
  },
);

export const listEntitlementActivations = operation(
  'listEntitlementActivations',
  'GET /api/v1/entitlements/{entitlementId}/activations',
  {
    tag: 'entitlements',
    summary: 'Lists the activations that hold a seat of an entitlement.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent') }),
    query: Type.Object({ ...PagingQuery.properties, seatId: Type.Optional(Type.String()) }),
    success: { status: 200, reply: PaginatedListOfActivationModel },
  },
);

export const listEntitlementActivationLog = operation(
  'listEntitlementActivationLog',
  'GET /api/v1/entitlements/{entitlementId}/activations-log',
  {
    tag: 'entitlements',
    summary: 'Lists what was granted, denied and released on an entitlement, newest first.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementId: Id('ent') }),
    query: Type.Object({
      ...PagingQuery.properties,
      seatId: Type.Optional(Type.String()),
      dateFrom: Type.Optional(DateTime()),
      dateTo: Type.Optional(DateTime()),
    }),
    success: { status: 200, reply: PaginatedListOfActivationLogModel },
  },
);

/** Ours, not the contract's: the dry run of rule 34. Without `key` it asks for a seat, with it for `amount` of a feature. */
export const getAvailability = operation(
  'getAvailability',
  'GET /api/v1/entitlements/{entitlementId}/availability',
  {
    tag: 'entitlements',
    summary:
      'Tells whether a seat or an amount of a feature would be granted now; takes and records nothing.',
    scopes: ['entitlements:read', 'entitlements:admin', 'entitlements:activate'],
    params: Type.Object({ entitlementId: Id('ent') }),
    query: Type.Object({
      seatId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      key: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
      amount: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' })),
    }),
    success: { status: 200, reply: AvailabilityModel },
  },
);
