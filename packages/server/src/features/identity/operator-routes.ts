import { operations, type TenantModel } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound, unknownReference } from '../../platform/http/problem.ts';
import { realmUrl } from './access-token.ts';
import { createApiClient } from './api-clients.ts';
import {
  createTenantAsOperator,
  deleteTenant,
  setTenantEnabled,
  setTenantFeature,
} from './operate-tenants.ts';
import { pageOfTenants, selectFeatures } from './operator-store.ts';
import type { TenantRow } from './store.ts';
import { findTenant, type IdentityContext } from './tenants.ts';

/** `entitlementId` is null: an installation of one's own is not sold by an entitlement. */
const shown = (publicUrl: string, tenant: TenantRow): TenantModel => ({
  id: tenant.tenantId,
  name: tenant.slug,
  displayName: tenant.name,
  authUrl: tenant.customAuthUrl ?? realmUrl(publicUrl, tenant.slug),
  url: publicUrl,
  enabled: tenant.enabled,
  entitlementId: null,
  // A tenant is there as soon as it is created.
  provisioned: true,
  test: tenant.isTest,
});

/** Tenants for the operator, who holds `tenants:admin`: a scope that is only given by name on the command line. */
export const registerOperator = ({ route, database, clock, publicUrl }: IdentityContext): void => {
  route(operations.getTenantEntitlement, () => undefined);

  route(operations.createTenant, async ({ tenantId: operatorId, author, body }) =>
    shown(publicUrl, await createTenantAsOperator({ database, clock, author, operatorId, publicUrl }, body)),
  );

  route(operations.listTenants, async ({ query }) => {
    const page = pageAsked(query);
    const { items, total } = await pageOfTenants(database, query.includeTest ?? false, page);
    return pageReply(
      page,
      items.map((tenant) => shown(publicUrl, tenant)),
      total,
    );
  });

  route(operations.createTenantApiClient, async ({ author, body, reply }) => {
    const { tenantId, clientId, clientSecret: secret = null } = body;
    if (!(await findTenant({ database }, tenantId))) throw unknownReference('tenantId', 'tenant', tenantId);
    const asked = { clientId, clientSecret: secret, scopes: 'all' } as const;
    const { clientSecret } = await createApiClient({ database, clock, author }, tenantId, asked);
    reply.header('cache-control', 'no-store');
    return { clientId, clientSecret };
  });

  registerOneTenant({ route, database, clock, publicUrl });
};

const registerOneTenant = (
  context: Pick<IdentityContext, 'route' | 'database' | 'clock' | 'publicUrl'>,
): void => {
  const { route, database, clock, publicUrl } = context;
  const tenantOf = async (tenantId: string) => {
    const tenant = await findTenant({ database }, tenantId);
    if (!tenant) throw notFound('tenant', tenantId);
    return tenant;
  };

  route(operations.getTenant, async ({ params }) => shown(publicUrl, await tenantOf(params.tenantId)));

  route(operations.updateTenant, async ({ tenantId: operatorId, author, params, body }) => {
    const { tenantId } = await tenantOf(params.tenantId);
    const parts = { database, clock, author, operatorId, publicUrl };
    if (body.enabled !== undefined) await setTenantEnabled(parts, tenantId, body.enabled);
    return undefined;
  });

  route(operations.deleteTenant, async ({ tenantId: operatorId, author, params }) => {
    await deleteTenant({ database, clock, author, operatorId, publicUrl }, params.tenantId);
    return undefined;
  });

  route(operations.getTenantFeatureToggles, async ({ params }) => {
    const { tenantId } = await tenantOf(params.tenantId);
    const features = await selectFeatures(database, tenantId);
    return {
      features: Object.fromEntries(features.map(({ featureFlag, enabled }) => [featureFlag, enabled])),
    };
  });

  route(operations.setTenantFeatureToggle, async ({ tenantId: operatorId, author, params, body }) => {
    const { tenantId } = await tenantOf(params.tenantId);
    const parts = { database, clock, author, operatorId, publicUrl };
    if (body.enabled !== undefined) await setTenantFeature(parts, tenantId, params.featureFlag, body.enabled);
    return undefined;
  });
};
