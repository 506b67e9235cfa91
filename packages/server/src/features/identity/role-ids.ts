import { createHash } from 'node:crypto';
import {
  finerPermissions,
  type Permission,
  type Role,
  type RoleName,
  roles,
  scopePermissions,
} from '@leeway/contract';
import { unknownReference } from '../../platform/http/problem.ts';

/** Roles are built in: their ids are made from tenant and name, the same on every process and after every restart. */

const idOf = (prefix: string, name: string): string =>
  `${prefix}_${createHash('sha256').update(name).digest().subarray(0, 16).toString('base64url')}`;

export const roleId = (tenantId: string, role: RoleName): string => idOf('role', `${tenantId} ${role}`);

/** The role of an id, or null. */
export const roleOfId = (tenantId: string, id: string): Role | null =>
  roles.find(({ name }) => roleId(tenantId, name) === id) ?? null;

/** Throws ApiProblem `unknownReference`. */
export const roleNameOf = (tenantId: string, id: string): RoleName => {
  const role = roleOfId(tenantId, id);
  if (!role) throw unknownReference('roleId', 'role', id);
  return role.name;
};

const descriptionOf = (permission: Permission): string =>
  permission in scopePermissions
    ? scopePermissions[permission as keyof typeof scopePermissions]
    : finerPermissions[permission as keyof typeof finerPermissions].description;

export const permissionModels = ({ permissions }: Role) =>
  permissions.map((name) => ({ id: idOf('perm', name), name, description: descriptionOf(name) }));
