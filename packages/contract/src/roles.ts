import type { Operation } from './operation.ts';
import type { Scope } from './scopes.ts';

/**
 * What each role of the console may do (rule 42). One table: the API refuses by it, the console shows by it, and
 * docs/permissions.md is made from it.
 *
 * A permission is a scope, with everything that needs this scope, or finer: a few operations that somebody may do
 * without the whole scope, or may not do with it. An operation that a finer permission names needs that permission.
 */

interface FinerPermission {
  readonly description: string;
  /** Ids of operations. */
  readonly operations: readonly string[];
}

export const scopePermissions: Readonly<Record<Scope, string>> = {
  'products:read': 'See products, editions, features, attributes, plans and offerings',
  'products:admin': 'Change products, editions, features, attributes, plans and offerings',
  'customers:read': 'See customers, their contacts and notes',
  'customers:admin': 'Create, change, import, enable and disable customers, and name their owners',
  'entitlements:read': 'See orders, entitlements, seats, usage and the activity log',
  'entitlements:create': 'Sell: create orders and extend them',
  'entitlements:admin': 'Change, renew, enable and disable what was sold, and its activation codes',
  'entitlements:activate': 'Take and use seats, as applications do',
  'activations:delete': "Release anyone's seat",
  'api:admin': 'Manage API clients, which may do everything',
  'users:read': 'See the users of the console and their roles',
  'users:admin': 'Invite, change, enable and disable users of the console',
  'settings:admin': 'Change account settings, security and custom fields; read the audit log',
  'webhooks:admin': 'Manage webhook listeners',
  'eup:admin': 'Decide what the customer portal shows',
  'lls:admin': 'Manage local license servers',
  'tenants:admin': 'Manage the tenants of the installation',
};

export const finerPermissions = {
  'contacts:admin': {
    description: 'Change contacts, their credentials and what they are authorised for',
    operations: [
      'createContact',
      'updateContact',
      'patchContact',
      'deleteContact',
      'updateContactCredentials',
      'requestContactPasswordAction',
      'inviteContactToPortal',
      'assignAuthorizedContact',
      'removeAuthorizedContact',
    ],
  },
  'events:follow': {
    description: 'See at once what happens: read the events, as the console does to keep its pages current',
    operations: ['listEvents'],
  },
  'notes:create': {
    description: 'Write, rewrite and delete notes on customers and entitlements',
    operations: [
      'createCustomerNote',
      'updateCustomerNote',
      'deleteCustomerNote',
      'createEntitlementNote',
      'updateEntitlementNote',
      'deleteEntitlementNote',
    ],
  },
  'reports:save': {
    description: 'Keep reports under a name and share them',
    operations: ['createReport', 'updateReport', 'deleteReport'],
  },
  'portal:open': {
    description: "Open a customer's portal in the customer's place",
    operations: ['getCustomerPortalUrl'],
  },
  'entitlements:start': {
    description: 'Start entitlements by hand and set their provisioning',
    operations: ['activateEntitlement', 'provisionEntitlement', 'clearEntitlementProvision'],
  },
  'entitlements:export': {
    description: 'Move entitlements to a local license server and back',
    operations: ['exportEntitlement', 'createEntitlementExportToken', 'importEntitlement'],
  },
  'offlineActivations:admin': {
    description: 'Activate, refresh and release seats of machines that are not connected',
    operations: ['createOfflineActivation', 'refreshOfflineActivation', 'deleteOfflineActivation'],
  },
  'offerings:apply': {
    description: 'Apply a changed overdraft of an offering to what was sold before',
    operations: ['applyOfferingOverdraft'],
  },
  'key:read': {
    description: 'See the public key that verifies webhooks and offline tokens',
    operations: ['getAccountKey'],
  },
} as const satisfies Record<string, FinerPermission>;

export type Permission = Scope | keyof typeof finerPermissions;

export interface Role {
  readonly name: RoleName;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

const reading = ['products:read', 'customers:read', 'entitlements:read', 'events:follow'] as const;

const roleTable = {
  'Account Administrator': {
    description: 'Runs the account: everything, and alone users, API clients, security and settings.',
    permissions: [
      ...(Object.keys(scopePermissions) as Scope[]).filter((scope) => scope !== 'tenants:admin'),
      ...(Object.keys(finerPermissions) as (keyof typeof finerPermissions)[]),
    ],
  },
  'Product Management': {
    description: 'Decides what is sold: the catalogue, plans and offerings with their overdraft.',
    permissions: [...reading, 'products:admin', 'offerings:apply', 'notes:create', 'reports:save'],
  },
  'Application Development': {
    description: 'Builds licensing into applications: sees everything sold, takes and releases seats.',
    permissions: [
      ...reading,
      'reports:save',
      'entitlements:activate',
      'activations:delete',
      'lls:admin',
      'entitlements:start',
      'offlineActivations:admin',
      'key:read',
    ],
  },
  'Back Office Integration': {
    description:
      'Connects order processing and billing: everything of customers and entitlements, and webhooks.',
    permissions: [
      ...reading,
      'reports:save',
      'customers:admin',
      'entitlements:create',
      'entitlements:admin',
      'entitlements:activate',
      'activations:delete',
      'users:read',
      'webhooks:admin',
      'lls:admin',
      'contacts:admin',
      'notes:create',
      'portal:open',
      'entitlements:start',
      'entitlements:export',
      'offlineActivations:admin',
      'offerings:apply',
      'key:read',
    ],
  },
  Support: {
    description: 'Helps customers: releases seats, keeps contacts and notes, sees what the customer sees.',
    permissions: [
      ...reading,
      'reports:save',
      'activations:delete',
      'lls:admin',
      'contacts:admin',
      'notes:create',
      'portal:open',
      'offlineActivations:admin',
    ],
  },
  Sales: {
    description: 'Sells, renews and changes what customers have; the catalogue is given.',
    permissions: [
      ...reading,
      'reports:save',
      'customers:admin',
      'entitlements:create',
      'entitlements:admin',
      'users:read',
      'contacts:admin',
      'notes:create',
      'portal:open',
      'entitlements:start',
    ],
  },
  Viewer: {
    description: 'Sees the catalogue, customers and entitlements, and changes nothing.',
    permissions: reading,
  },
} as const satisfies Record<string, Omit<Role, 'name'>>;

export type RoleName = keyof typeof roleTable;

/** In the order they are listed everywhere. */
export const roles: readonly Role[] = (Object.keys(roleTable) as RoleName[]).map((name) => ({
  name,
  ...roleTable[name],
}));

const permissionsByRole = new Map<string, ReadonlySet<string>>(
  roles.map(({ name, permissions }) => [name, new Set(permissions)]),
);

const finerByOperation = new Map<string, string>(
  Object.entries(finerPermissions).flatMap(([permission, { operations }]) =>
    operations.map((id): [string, string] => [id, permission]),
  ),
);

/** Whether a user of this role may call the operation; one without scopes is open to every role. */
export const rolePermits = (
  role: RoleName,
  { id, scopes, portal = null }: Pick<Operation, 'id' | 'scopes'> & Partial<Pick<Operation, 'portal'>>,
): boolean => {
  const held = permissionsByRole.get(role);
  // What the portal is asked needs a session of the portal.
  if (!held || portal !== null) return false;
  const finer = finerByOperation.get(id);
  if (finer !== undefined) return held.has(finer);
  return scopes.length === 0 || scopes.some((scope) => held.has(scope));
};

/** The scopes of a role; what it may do besides, or may not do in spite of them, only `rolePermits` tells. */
export const roleScopes = (role: RoleName): readonly Scope[] =>
  (Object.keys(scopePermissions) as Scope[]).filter((scope) => permissionsByRole.get(role)?.has(scope));
