import { Type } from 'typebox';
import {
  ActivateUserForTestingApiRequest,
  CreateUserApiRequest,
  JWK,
  ListOfRoleListModel,
  PaginatedListOfUserModel,
  RoleModel,
  SecuritySettingsModel,
  UpdateSecuritySettingsApiRequest,
  UpdateUserApiRequest,
  UserModel,
} from '../models/people.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf, PagingQuery } from './paging.ts';

const UserParams = Type.Object({ userId: Id('user') });

export const createUser = operation('createUser', 'POST /api/v1/account/users', {
  tag: 'users',
  summary: 'Creates a console user and mails the invitation.',
  scopes: ['users:admin'],
  body: CreateUserApiRequest,
  success: { status: 201, reply: UserModel },
});

const UsersChoice = choiceOf('name', 'username', 'email', 'roleId', 'status', 'secondFactor');

export const listUsers = operation('listUsers', 'GET /api/v1/account/users', {
  tag: 'users',
  summary: 'Lists the console users.',
  scopes: ['users:read', 'users:admin'],
  query: Type.Object({ ...PagingQuery.properties, ...UsersChoice }),
  success: { status: 200, reply: PaginatedListOfUserModel },
});

export const exportUsers = listFile(
  'exportUsers',
  listUsers,
  'Returns the console users as CSV or XLSX, with their roles.',
  UsersChoice,
);

export const getUser = operation('getUser', 'GET /api/v1/account/users/{userId}', {
  tag: 'users',
  summary: 'Returns a console user.',
  scopes: ['users:read', 'users:admin'],
  params: UserParams,
  success: { status: 200, reply: UserModel },
});

export const updateUser = operation('updateUser', 'PUT /api/v1/account/users/{userId}', {
  tag: 'users',
  summary: 'Changes name, e-mail address and role of a user; another role ends the sessions.',
  scopes: ['users:admin'],
  params: UserParams,
  body: UpdateUserApiRequest,
  success: { status: 204 },
});

export const sendUserInvitation = operation(
  'sendUserInvitation',
  'POST /api/v1/account/users/{userId}/send-invitation-email',
  {
    tag: 'users',
    summary: 'Mails a new invitation to a user who has not signed in yet; the one before is void.',
    scopes: ['users:admin'],
    params: UserParams,
    success: { status: 204 },
  },
);

export const disableUser = operation('disableUser', 'PATCH /api/v1/account/users/{userId}/disable', {
  tag: 'users',
  summary: 'Ends the sessions of a user, who cannot sign in any more.',
  scopes: ['users:admin'],
  params: UserParams,
  success: { status: 204 },
});

export const enableUser = operation('enableUser', 'PATCH /api/v1/account/users/{userId}/enable', {
  tag: 'users',
  summary: 'Lets a disabled user sign in again.',
  scopes: ['users:admin'],
  params: UserParams,
  success: { status: 204 },
});

export const deleteUser = operation('deleteUser', 'DELETE /api/v1/account/users/{userId}', {
  tag: 'users',
  summary: 'Deletes a user with sessions and open invitation; what they did stays in the audit log.',
  scopes: ['users:admin'],
  params: UserParams,
  success: { status: 204 },
});

export const resetUserSecondFactor = operation(
  'resetUserSecondFactor',
  'POST /api/v1/account/users/{userId}/second-factor/reset',
  {
    tag: 'users',
    summary:
      'Takes the second factor off a user who has lost it, ends the sessions and tells the user by mail.',
    scopes: ['users:admin'],
    params: UserParams,
    success: { status: 204 },
  },
);

export const activateUserForTesting = operation(
  'activateUserForTesting',
  'POST /api/v1/user-testing/activate-user',
  {
    tag: 'tenants',
    summary: 'Accepts the invitation of a user in their place, with the given password.',
    scopes: ['tenants:admin'],
    body: ActivateUserForTestingApiRequest,
    success: { status: 204 },
  },
);

export const listRoles = operation('listRoles', 'GET /api/v1/account/roles', {
  tag: 'roles',
  summary: 'Lists the roles in one answer.',
  scopes: ['users:read', 'users:admin'],
  success: { status: 200, reply: ListOfRoleListModel },
});

export const getRole = operation('getRole', 'GET /api/v1/account/roles/{roleId}', {
  tag: 'roles',
  summary: 'Returns a role with its permissions.',
  scopes: ['users:read', 'users:admin'],
  params: Type.Object({ roleId: Id('role') }),
  success: { status: 200, reply: RoleModel },
});

export const getSecuritySettings = operation('getSecuritySettings', 'GET /api/v1/account/security/settings', {
  tag: 'security',
  summary: 'Returns what the tenant asks of a sign-in.',
  scopes: ['settings:admin'],
  success: { status: 200, reply: SecuritySettingsModel },
});

export const updateSecuritySettings = operation(
  'updateSecuritySettings',
  'PUT /api/v1/account/security/settings',
  {
    tag: 'security',
    summary: 'Sets what the tenant asks of a sign-in.',
    scopes: ['settings:admin'],
    body: UpdateSecuritySettingsApiRequest,
    success: { status: 204 },
  },
);

export const getAccountKey = operation('getAccountKey', 'GET /api/v1/account/key', {
  tag: 'keys',
  summary: "Returns the public half of the tenant's key: it verifies webhooks and offline tokens.",
  scopes: ['api:admin'],
  success: { status: 200, reply: JWK },
});
