import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { parseSearch, stringifySearch } from '../ui/search-text.ts';
import type { UrlSearch } from '../ui/use-url-search.ts';
import { PageFault } from './shell/page-fault.tsx';
import { PageLoading } from './shell/page-loading.tsx';
import { Shell } from './shell/shell.tsx';

/** The pages of the console: a table of contents. Each is loaded when it is opened. */

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  validateSearch: (search: Record<string, unknown>) => search as UrlSearch,
});

/** Everything behind the sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/sign-in', search: { next: location.href } });
    if (session.mustEnrol) throw redirect({ to: '/second-factor' });
  },
});

type Load = () => Promise<{ default: RouteComponent }>;

const page = <const Path extends string>(path: Path, load: Load) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load) });

const open = <const Path extends string>(path: Path, load: Load) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) });

const tree = root.addChildren([
  open('/sign-in', () => import('./pages/sign-in/sign-in-page.tsx')),
  open('/invitation', () => import('./pages/sign-in/invitation-page.tsx')),
  open('/forgotten', () => import('./pages/sign-in/forgotten-page.tsx')),
  open('/reset', () => import('./pages/sign-in/reset-page.tsx')),
  open('/second-factor', () => import('./pages/sign-in/enrol-page.tsx')),
  shell.addChildren([
    page('/', () => import('./pages/dashboard/dashboard-page.tsx')),
    page('/customers', () => import('./pages/customers/customers-page.tsx')),
    page('/customers/$customerId', () => import('./pages/customers/customer-page.tsx')),
    page('/entitlements', () => import('./pages/entitlements/entitlements-page.tsx')),
    page('/entitlements/$entitlementId', () => import('./pages/entitlement/entitlement-page.tsx')),
    page('/entitlements/$entitlementId/evidence', () => import('./pages/evidence/evidence-page.tsx')),
    page('/activity', () => import('./pages/activity/activity-page.tsx')),
    page('/seat-requests', () => import('./pages/seat-requests/seat-requests-page.tsx')),
    page('/reports', () => import('./pages/reports/reports-page.tsx')),
    page('/renewals', () => import('./pages/renewals/renewals-page.tsx')),
    page('/denials', () => import('./pages/denials/denials-page.tsx')),
    page('/rates', () => import('./pages/rates/rates-page.tsx')),
    page('/statements', () => import('./pages/statements/statements-page.tsx')),
    page('/statements/$statementId', () => import('./pages/statements/statement-page.tsx')),
    page('/statements/draft/$customerId', () => import('./pages/statements/draft-page.tsx')),
    page('/products', () => import('./pages/products/products-page.tsx')),
    page('/products/$productId', () => import('./pages/products/product-page.tsx')),
    page('/products/$productId/editions/$editionId', () => import('./pages/products/edition-page.tsx')),
    page('/offerings', () => import('./pages/offerings/offerings-page.tsx')),
    page('/offerings/$offeringId', () => import('./pages/offerings/offering-page.tsx')),
    page('/plans', () => import('./pages/plans/plans-page.tsx')),
    page('/plans/$planId', () => import('./pages/plans/plan-page.tsx')),
    page('/features', () => import('./pages/features/features-page.tsx')),
    page('/features/$featureId', () => import('./pages/features/feature-page.tsx')),
    page('/attributes', () => import('./pages/attributes/attributes-page.tsx')),
    page('/attributes/$attributeId', () => import('./pages/attributes/attribute-page.tsx')),
    page('/webhooks', () => import('./pages/webhooks/webhooks-page.tsx')),
    page('/webhooks/$webhookListenerId', () => import('./pages/webhooks/webhook-page.tsx')),
    page('/users', () => import('./pages/users/users-page.tsx')),
    page('/api-clients', () => import('./pages/api-clients/api-clients-page.tsx')),
    page('/portal-settings', () => import('./pages/portal-settings/portal-settings-page.tsx')),
    page('/thresholds', () => import('./pages/thresholds/thresholds-page.tsx')),
    page('/import', () => import('./pages/import/import-page.tsx')),
    page('/custom-fields', () => import('./pages/custom-fields/custom-fields-page.tsx')),
    page('/mail', () => import('./pages/mail/mail-page.tsx')),
    page('/mail/$kind', () => import('./pages/mail/template-page.tsx')),
    page('/settings', () => import('./pages/settings/settings-page.tsx')),
    page('/security', () => import('./pages/security/security-page.tsx')),
    page('/account', () => import('./pages/account/account-page.tsx')),
    page('/audit-log', () => import('./pages/audit-log/audit-log-page.tsx')),
    // Every other address, within the frame: the way on is at the left.
    page('$', () => import('./shell/no-such-page.tsx')),
  ]),
]);

export const createConsoleRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    basepath: '/console',
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageFault,
    scrollRestoration: true,
  });
