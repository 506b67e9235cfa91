import { type Static, Type } from 'typebox';
import { Id, MapOf, Nullable, Page, Reply, Request } from '../schema.ts';

/** Tenants as the operator of an installation sees them. */

export const TenantModel = Reply({
  id: Id('t'),
  /** The tenant's realm in URLs. */
  name: Type.String(),
  displayName: Type.String(),
  authUrl: Type.String(),
  url: Type.String(),
  enabled: Type.Boolean(),
  entitlementId: Nullable(Id('ent')),
  provisioned: Type.Boolean(),
  test: Type.Boolean(),
});
export type TenantModel = Static<typeof TenantModel>;

export const PaginatedListOfTenantModel = Page(TenantModel);
export type PaginatedListOfTenantModel = Static<typeof PaginatedListOfTenantModel>;

export const CreateAdminApiRequest = Request({
  username: Type.String({ minLength: 1, maxLength: 50 }),
  firstName: Type.String({ minLength: 1, maxLength: 50 }),
  lastName: Type.String({ minLength: 1, maxLength: 50 }),
  email: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.Optional(Nullable(Type.String({ minLength: 6 }))),
});
export type CreateAdminApiRequest = Static<typeof CreateAdminApiRequest>;

export const CreateTenantApiRequest = Request({
  name: Type.String({ minLength: 1, pattern: '^[a-z](?:[a-z0-9\\-]{0,61}[a-z0-9])?$' }),
  displayName: Type.String({ minLength: 1, maxLength: 30 }),
  customAuthUrl: Type.Optional(Nullable(Type.String())),
  user: Type.Optional(Nullable(CreateAdminApiRequest)),
  isTest: Type.Optional(Type.Boolean()),
});
export type CreateTenantApiRequest = Static<typeof CreateTenantApiRequest>;

export const UpdateTenantApiRequest = Request({ enabled: Type.Optional(Type.Boolean()) });
export type UpdateTenantApiRequest = Static<typeof UpdateTenantApiRequest>;

export const CreateClientApiRequest = Request({
  tenantId: Id('t'),
  clientId: Type.String({ minLength: 1, maxLength: 50 }),
  clientSecret: Type.Optional(Nullable(Type.String({ minLength: 32, maxLength: 64 }))),
});
export type CreateClientApiRequest = Static<typeof CreateClientApiRequest>;

export const TenantClientModel = Reply({ clientId: Type.String(), clientSecret: Type.String() });
export type TenantClientModel = Static<typeof TenantClientModel>;

export const TenantFeaturesModel = Reply({ features: MapOf(Type.Boolean()) });
export type TenantFeaturesModel = Static<typeof TenantFeaturesModel>;

export const SetFeatureToggleApiRequest = Request({ enabled: Type.Optional(Type.Boolean()) });
export type SetFeatureToggleApiRequest = Static<typeof SetFeatureToggleApiRequest>;
