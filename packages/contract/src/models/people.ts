import { type Static, Type } from 'typebox';
import { Id, Int32, Nullable, Page, Reply, Request, userEmailPattern, Words } from '../schema.ts';

/** The people of a tenant: users of its console, their roles, how they sign in, and the tenant's own public key. */

const namePattern = '^[^<>&"\\v$%!#?§;*~/\\\\|^=\\[\\]{}()]+$';

const Email = () => Type.String({ minLength: 1, maxLength: 100, pattern: userEmailPattern });

export const UserModel = Reply({
  id: Id('user'),
  username: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  email: Nullable(Type.String()),
  enabled: Type.Boolean(),
  roleId: Nullable(Id('role')),
  emailVerified: Nullable(Type.Boolean()),
  /** Whether the user signs in with a second factor; ours. */
  secondFactor: Type.Boolean(),
  /** `invited`: has not signed in yet; ours. */
  status: Words(['active', 'invited', 'disabled']),
});
export type UserModel = Static<typeof UserModel>;

export const PaginatedListOfUserModel = Page(UserModel);
export type PaginatedListOfUserModel = Static<typeof PaginatedListOfUserModel>;

export const CreateUserApiRequest = Request({
  username: Type.String({ minLength: 3, maxLength: 50, pattern: namePattern }),
  firstName: Type.String({ minLength: 1, maxLength: 50, pattern: namePattern }),
  lastName: Type.String({ minLength: 1, maxLength: 50, pattern: namePattern }),
  email: Email(),
  roleId: Id('role'),
});
export type CreateUserApiRequest = Static<typeof CreateUserApiRequest>;

export const UpdateUserApiRequest = Request({
  firstName: Type.String({ minLength: 1, maxLength: 50 }),
  lastName: Type.String({ minLength: 1, maxLength: 50 }),
  email: Email(),
  roleId: Id('role'),
});
export type UpdateUserApiRequest = Static<typeof UpdateUserApiRequest>;

export const ActivateUserForTestingApiRequest = Request({
  email: Type.String({ minLength: 1 }),
  password: Type.String({ minLength: 1 }),
});
export type ActivateUserForTestingApiRequest = Static<typeof ActivateUserForTestingApiRequest>;

export const PermissionModel = Reply({
  id: Id('perm'),
  name: Type.String(),
  description: Nullable(Type.String()),
});
export type PermissionModel = Static<typeof PermissionModel>;

export const RoleListModel = Reply({ id: Id('role'), name: Type.String(), description: Type.String() });
export type RoleListModel = Static<typeof RoleListModel>;

export const ListOfRoleListModel = Reply({
  items: Type.Array(RoleListModel),
  elementsTotal: Int32({ minimum: 0 }),
});
export type ListOfRoleListModel = Static<typeof ListOfRoleListModel>;

export const RoleModel = Reply({
  id: Id('role'),
  name: Type.String(),
  description: Nullable(Type.String()),
  permissions: Type.Array(PermissionModel),
});
export type RoleModel = Static<typeof RoleModel>;

export const SecuritySettingsModel = Reply({ enforceMfa: Type.Boolean() });
export type SecuritySettingsModel = Static<typeof SecuritySettingsModel>;

export const UpdateSecuritySettingsApiRequest = Request({ enforceMfa: Type.Boolean() });
export type UpdateSecuritySettingsApiRequest = Static<typeof UpdateSecuritySettingsApiRequest>;

/** The public half of the tenant's RSA key; what follows `e` is ours. */
export const JWK = Reply({
  kty: Type.String(),
  n: Type.String(),
  e: Type.String(),
  kid: Type.String(),
  alg: Type.String(),
  use: Type.String(),
});
export type JWK = Static<typeof JWK>;
