/** Every scope an API client can hold. */
export const scopes = [
  'products:read',
  'products:admin',
  'customers:read',
  'customers:admin',
  'entitlements:read',
  'entitlements:create',
  'entitlements:admin',
  'entitlements:activate',
  'activations:delete',
  'api:admin',
  'users:read',
  'users:admin',
  'settings:admin',
  'webhooks:admin',
  'eup:admin',
  'lls:admin',
  'tenants:admin',
] as const;

export type Scope = (typeof scopes)[number];
