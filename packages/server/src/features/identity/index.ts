import { registerApiClients } from './routes.ts';
import type { IdentityContext } from './tenants.ts';
import { registerTokens } from './token-routes.ts';

export {
  type CreatedApiClient,
  createApiClient,
  deleteApiClient,
  listApiClients,
  type NewApiClient,
  scopesFrom,
} from './api-clients.ts';
export { createGuard } from './guard.ts';
export { createPortalLinks } from './portal-link.ts';
export type { ApiClientRow, TenantRow } from './store.ts';
export { createTenant, findTenant, listTenants, type NewTenant } from './tenants.ts';

/** Tenants, the API clients that call for them, and the tokens they call with. */
export const registerIdentity = (context: IdentityContext): void => {
  registerApiClients(context);
  registerTokens(context);
};
