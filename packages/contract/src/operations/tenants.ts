import { Type } from 'typebox';
import {
  CreateClientApiRequest,
  CreateTenantApiRequest,
  PaginatedListOfTenantModel,
  SetFeatureToggleApiRequest,
  TenantClientModel,
  TenantFeaturesModel,
  TenantModel,
  UpdateTenantApiRequest,
} from '../models/tenants.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

const TenantParams = Type.Object({ tenantId: Id('t') });

// An installation of one's own is not sold by an entitlement, so the contract's other answer (200) never comes.
export const getTenantEntitlement = operation('getTenantEntitlement', 'GET /api/v1/tenant/entitlement', {
  tag: 'tenants',
  summary: "Returns the tenant's entitlement of Leeway itself: there is none.",
  scopes: [],
  success: { status: 204 },
});

export const createTenant = operation('createTenant', 'POST /api/v1/tenants', {
  tag: 'tenants',
  summary: 'Creates a tenant, with its first administrator when one is named.',
  scopes: ['tenants:admin'],
  body: CreateTenantApiRequest,
  success: { status: 202, reply: TenantModel },
});

export const listTenants = operation('listTenants', 'GET /api/v1/tenants', {
  tag: 'tenants',
  summary: 'Lists the tenants of the installation.',
  scopes: ['tenants:admin'],
  query: Type.Object({
    ...PagingQuery.properties,
    includeTest: Type.Optional(Type.Boolean()),
    includeNotProvisioned: Type.Optional(Type.Boolean()),
  }),
  success: { status: 200, reply: PaginatedListOfTenantModel },
});

export const createTenantApiClient = operation('createTenantApiClient', 'POST /api/v1/tenants/api-clients', {
  tag: 'tenants',
  summary: 'Creates an API client of a tenant and shows its secret once.',
  scopes: ['tenants:admin'],
  body: CreateClientApiRequest,
  success: { status: 200, reply: TenantClientModel },
});

export const getTenant = operation('getTenant', 'GET /api/v1/tenants/{tenantId}', {
  tag: 'tenants',
  summary: 'Returns one tenant.',
  scopes: ['tenants:admin'],
  params: TenantParams,
  success: { status: 200, reply: TenantModel },
});

export const updateTenant = operation('updateTenant', 'PUT /api/v1/tenants/{tenantId}', {
  tag: 'tenants',
  summary: 'Enables or disables a tenant; the tokens of a disabled one end within seconds.',
  scopes: ['tenants:admin'],
  params: TenantParams,
  body: UpdateTenantApiRequest,
  success: { status: 204 },
});

export const deleteTenant = operation('deleteTenant', 'DELETE /api/v1/tenants/{tenantId}', {
  tag: 'tenants',
  summary: 'Deletes a tenant and everything it has.',
  scopes: ['tenants:admin'],
  params: TenantParams,
  success: { status: 202 },
});

export const getTenantFeatureToggles = operation(
  'getTenantFeatureToggles',
  'GET /api/v1/tenants/{tenantId}/features',
  {
    tag: 'tenants',
    summary: "Returns a tenant's feature toggles.",
    scopes: ['tenants:admin'],
    params: TenantParams,
    success: { status: 200, reply: TenantFeaturesModel },
  },
);

export const setTenantFeatureToggle = operation(
  'setTenantFeatureToggle',
  'PATCH /api/v1/tenants/{tenantId}/features/{featureFlag}',
  {
    tag: 'tenants',
    summary: "Sets one of a tenant's feature toggles.",
    scopes: ['tenants:admin'],
    params: Type.Object({ tenantId: Id('t'), featureFlag: Type.String({ minLength: 1 }) }),
    body: SetFeatureToggleApiRequest,
    success: { status: 204 },
  },
);
