import { Type } from 'typebox';
import {
  InviteContactToPortalApiRequest,
  InvitePortalUserApiRequest,
  PaginatedListOfPortalCodesModel,
  PaginatedListOfPortalGroupModel,
  PaginatedListOfPortalMemberModel,
  PaginatedListOfPortalUserModel,
  PortalHostModel,
  PortalOpenIdSettingsModel,
  PortalUserModel,
  UpdatePortalHostApiRequest,
  UpdatePortalOpenIdSettingsApiRequest,
  UpdatePortalUserApiRequest,
} from '../models/portal-people.ts';
import { operation } from '../operation.ts';
import { AnyId, Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** Orders, codes and users in the portal; and what the vendor does so that a customer's people can sign in. */

const at = '/portal/api/v1' as const;
const inPortal = { tag: 'portal', scopes: [] } as const;
const GroupParams = Type.Object({ entitlementGroupId: Id('egr') });
const MemberParams = Type.Object({ entitlementGroupId: Id('egr'), contactId: AnyId() });
const UserParams = Type.Object({ contactId: AnyId() });

export const listPortalGroups = operation('listPortalGroups', `GET ${at}/groups`, {
  ...inPortal,
  summary: 'Lists the orders: of a user those that list the user.',
  portal: 'groups',
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfPortalGroupModel },
});

export const listPortalCodes = operation('listPortalCodes', `GET ${at}/activation-codes`, {
  ...inPortal,
  summary: 'Lists the activation codes, by order.',
  portal: 'codes',
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfPortalCodesModel },
});

export const listPortalGroupMembers = operation(
  'listPortalGroupMembers',
  `GET ${at}/groups/{entitlementGroupId}/members`,
  {
    ...inPortal,
    summary: 'Lists who sees an order and may use it.',
    portal: 'users',
    params: GroupParams,
    query: PagingQuery,
    success: { status: 200, reply: PaginatedListOfPortalMemberModel },
  },
);

export const addPortalGroupMember = operation(
  'addPortalGroupMember',
  `PUT ${at}/groups/{entitlementGroupId}/members/{contactId}`,
  {
    ...inPortal,
    summary: 'Lets a user see an order and use it.',
    portal: 'manageUsers',
    params: MemberParams,
    success: { status: 204 },
  },
);

export const removePortalGroupMember = operation(
  'removePortalGroupMember',
  `DELETE ${at}/groups/{entitlementGroupId}/members/{contactId}`,
  {
    ...inPortal,
    summary: 'Ends that a user sees an order and may use it.',
    portal: 'manageUsers',
    params: MemberParams,
    success: { status: 204 },
  },
);

export const listPortalUsers = operation('listPortalUsers', `GET ${at}/users`, {
  ...inPortal,
  summary: "Lists the customer's people who can sign in.",
  portal: 'users',
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfPortalUserModel },
});

export const invitePortalUser = operation('invitePortalUser', `POST ${at}/users`, {
  ...inPortal,
  summary: 'Invites somebody by mail to sign in.',
  portal: 'manageUsers',
  body: InvitePortalUserApiRequest,
  success: { status: 201, reply: PortalUserModel },
});

export const updatePortalUser = operation('updatePortalUser', `PATCH ${at}/users/{contactId}`, {
  ...inPortal,
  summary: 'Gives a user another role.',
  portal: 'manageUsers',
  params: UserParams,
  body: UpdatePortalUserApiRequest,
  success: { status: 204 },
});

export const resendPortalInvitation = operation(
  'resendPortalInvitation',
  `POST ${at}/users/{contactId}/invitation`,
  {
    ...inPortal,
    summary: 'Mails a user another link to choose a password; the one before is void.',
    portal: 'manageUsers',
    params: UserParams,
    success: { status: 204 },
  },
);

export const removePortalUser = operation('removePortalUser', `DELETE ${at}/users/{contactId}`, {
  ...inPortal,
  summary: 'Ends that a user can sign in; the contact itself stays.',
  portal: 'manageUsers',
  params: UserParams,
  success: { status: 204 },
});

export const inviteContactToPortal = operation(
  'inviteContactToPortal',
  'POST /api/v1/customers/{customerId}/contacts/{contactId}/portal-invitation',
  {
    tag: 'customerContacts',
    summary: 'Lets a contact sign in to the portal in this role, and mails the invitation.',
    scopes: ['customers:admin'],
    params: Type.Object({ customerId: Id('cust'), contactId: AnyId() }),
    body: InviteContactToPortalApiRequest,
    success: { status: 204 },
  },
);

export const getPortalHost = operation('getPortalHost', 'GET /api/v1/account/eup/host', {
  tag: 'endUserPortal',
  summary: 'Returns the host name at which requests are for the portal of this account.',
  scopes: ['eup:admin'],
  success: { status: 200, reply: PortalHostModel },
});

export const updatePortalHost = operation('updatePortalHost', 'PUT /api/v1/account/eup/host', {
  tag: 'endUserPortal',
  summary: 'Sets the host name at which requests are for the portal of this account; null takes it off.',
  scopes: ['eup:admin'],
  body: UpdatePortalHostApiRequest,
  success: { status: 204 },
});

export const getPortalOpenIdSettings = operation(
  'getPortalOpenIdSettings',
  'GET /api/v1/account/eup/openid',
  {
    tag: 'endUserPortal',
    summary: "Returns at which OpenID provider customers' people can sign in to the portal.",
    scopes: ['eup:admin'],
    success: { status: 200, reply: PortalOpenIdSettingsModel },
  },
);

export const updatePortalOpenIdSettings = operation(
  'updatePortalOpenIdSettings',
  'PUT /api/v1/account/eup/openid',
  {
    tag: 'endUserPortal',
    summary:
      "Replaces at which OpenID provider customers' people can sign in; the client's secret stays when it is left out.",
    scopes: ['eup:admin'],
    body: UpdatePortalOpenIdSettingsApiRequest,
    success: { status: 204 },
  },
);
