import { Type } from 'typebox';
import {
  ActivationCodesModel,
  AddActivationCodesApiRequest,
  AssignAuthorizedContactApiRequest,
  CreateEntitlementGroupApiRequest,
  EntitlementGroupModel,
  ExtendEntitlementGroupApiRequest,
  FindEntitlementGroupApiRequest,
  GenerateActivationCodesApiRequest,
  PaginatedListOfEntitlementGroupAssignedContactModel,
  PaginatedListOfEntitlementGroupListModel,
  RemoveActivationCodesApiRequest,
  UpdateEntitlementGroupApiRequest,
} from '../models/entitlement-groups.ts';
import { operation } from '../operation.ts';
import { AnyId, Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** A form with one file part, which is parsed as a stream and not by this schema. */
const LicenseFileForm = Type.Object({
  FormFile: Type.String({ contentMediaType: 'application/octet-stream' }),
});

export const createEntitlementGroup = operation(
  'createEntitlementGroup',
  'POST /api/v1/entitlements/groups',
  {
    tag: 'entitlementGroups',
    summary: 'Creates an order with one entitlement for each SKU.',
    scopes: ['entitlements:create'],
    body: CreateEntitlementGroupApiRequest,
    success: { status: 201, reply: EntitlementGroupModel },
  },
);

export const listEntitlementGroups = operation('listEntitlementGroups', 'GET /api/v1/entitlements/groups', {
  tag: 'entitlementGroups',
  summary: 'Lists the entitlement groups.',
  scopes: ['entitlements:read', 'entitlements:admin'],
  query: Type.Object({
    ...PagingQuery.properties,
    customerId: Type.Optional(Id('cust')),
    expand: Type.Optional(Type.String()),
  }),
  success: { status: 200, reply: PaginatedListOfEntitlementGroupListModel },
});

export const findEntitlementGroup = operation(
  'findEntitlementGroup',
  'POST /api/v1/entitlements/groups/find',
  {
    tag: 'entitlementGroups',
    summary: 'Finds the group that an activation code of a product belongs to.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    body: FindEntitlementGroupApiRequest,
    success: { status: 200, reply: EntitlementGroupModel },
  },
);

export const getEntitlementGroup = operation(
  'getEntitlementGroup',
  'GET /api/v1/entitlements/groups/{entitlementGroupId}',
  {
    tag: 'entitlementGroups',
    summary: 'Returns one entitlement group.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    query: Type.Object({ expand: Type.Optional(Type.String()) }),
    success: { status: 200, reply: EntitlementGroupModel },
  },
);

export const updateEntitlementGroup = operation(
  'updateEntitlementGroup',
  'PATCH /api/v1/entitlements/groups/{entitlementGroupId}',
  {
    tag: 'entitlementGroups',
    summary: "Changes a group's customer or order reference.",
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    body: UpdateEntitlementGroupApiRequest,
    success: { status: 204 },
  },
);

export const addActivationCodes = operation(
  'addActivationCodes',
  'PATCH /api/v1/entitlements/groups/{entitlementGroupId}/activation-codes/add',
  {
    tag: 'entitlementGroups',
    summary: 'Adds activation codes of your own to a group.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    body: AddActivationCodesApiRequest,
    success: { status: 204 },
  },
);

export const generateActivationCodes = operation(
  'generateActivationCodes',
  'PATCH /api/v1/entitlements/groups/{entitlementGroupId}/activation-codes/generate',
  {
    tag: 'entitlementGroups',
    summary: 'Makes new activation codes for a group and returns them.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    body: GenerateActivationCodesApiRequest,
    success: { status: 200, reply: ActivationCodesModel },
  },
);

export const removeActivationCodes = operation(
  'removeActivationCodes',
  'PATCH /api/v1/entitlements/groups/{entitlementGroupId}/activation-codes/remove',
  {
    tag: 'entitlementGroups',
    summary: 'Removes activation codes from a group.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    body: RemoveActivationCodesApiRequest,
    success: { status: 204 },
  },
);

export const assignAuthorizedContact = operation(
  'assignAuthorizedContact',
  'POST /api/v1/entitlements/groups/{entitlementGroupId}/authorized-contacts',
  {
    tag: 'entitlementGroups',
    summary: 'Lets a contact use the entitlements of a group.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    body: AssignAuthorizedContactApiRequest,
    success: { status: 204 },
  },
);

export const listAuthorizedContacts = operation(
  'listAuthorizedContacts',
  'GET /api/v1/entitlements/groups/{entitlementGroupId}/authorized-contacts',
  {
    tag: 'entitlementGroups',
    summary: "Lists the contacts that may use a group's entitlements.",
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    query: PagingQuery,
    success: { status: 200, reply: PaginatedListOfEntitlementGroupAssignedContactModel },
  },
);

export const removeAuthorizedContact = operation(
  'removeAuthorizedContact',
  'DELETE /api/v1/entitlements/groups/{entitlementGroupId}/authorized-contacts/{contactId}',
  {
    tag: 'entitlementGroups',
    summary: "Takes a contact's right to use a group's entitlements.",
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr'), contactId: AnyId() }),
    success: { status: 204 },
  },
);

export const extendEntitlementGroup = operation(
  'extendEntitlementGroup',
  'POST /api/v1/entitlements/groups/{entitlementGroupId}/extend',
  {
    tag: 'entitlementGroups',
    summary: 'Adds one entitlement for each SKU to a group.',
    scopes: ['entitlements:create'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    body: ExtendEntitlementGroupApiRequest,
    success: { status: 200, reply: EntitlementGroupModel },
  },
);

export const setLicenseFile = operation(
  'setLicenseFile',
  'POST /api/v1/entitlements/groups/{entitlementGroupId}/license-file',
  {
    tag: 'entitlementGroups',
    summary: 'Stores the licence file of a group.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    body: LicenseFileForm,
    bodyType: 'multipart',
    success: { status: 204 },
  },
);

export const getLicenseFile = operation(
  'getLicenseFile',
  'GET /api/v1/entitlements/groups/{entitlementGroupId}/license-file',
  {
    tag: 'entitlementGroups',
    summary: 'Sends the licence file of a group.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    success: { status: 200, binary: true },
  },
);

export const removeLicenseFile = operation(
  'removeLicenseFile',
  'DELETE /api/v1/entitlements/groups/{entitlementGroupId}/license-file',
  {
    tag: 'entitlementGroups',
    summary: 'Removes the licence file of a group.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ entitlementGroupId: Id('egr') }),
    success: { status: 204 },
  },
);
