import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../ui/search-text.ts';
import type { UrlSearch } from '../ui/use-url-search.ts';
import { portalSessionQuery, signIn } from './session/session.ts';
import { PageFault, PageLoading } from './shell/fallbacks.tsx';
import { paths } from './shell/paths.ts';
import { Shell } from './shell/shell.tsx';

/** The pages of the portal: a table of contents. Each is loaded when it is opened. */

interface PortalContext {
  readonly client: QueryClient;
  /** Of the vendor whose portal it is. */
  readonly slug: string;
}

const root = createRootRouteWithContext<PortalContext>()({
  validateSearch: (search: Record<string, unknown>) => search as UrlSearch,
});

/** The vendor's link signs in, once: it does not stay in the address. */
const openWith = async (client: QueryClient, link: string) => {
  try {
    await signIn(client, { link });
  } catch {
    throw redirect({ to: paths.signIn, search: { problem: 'link' } });
  }
  throw redirect({ to: paths.overview, search: {}, replace: true });
};

/** Everything behind the sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context: { client, slug }, location, search: { link } }) => {
    if (link) await openWith(client, link);
    const session = await client.ensureQueryData(portalSessionQuery(slug));
    if (session) return;
    const isFirst = location.pathname === '/';
    throw redirect({ to: paths.signIn, search: isFirst ? {} : { next: location.href } });
  },
});

type Load = () => Promise<{ default: RouteComponent }>;

const page = <const Path extends string>(path: Path, load: Load) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load) });

const open = <const Path extends string>(path: Path, load: Load) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) });

const tree = root.addChildren([
  open('/sign-in', () => import('./pages/sign-in/sign-in-page.tsx')),
  open('/forgotten', () => import('./pages/sign-in/forgotten-page.tsx')),
  open('/password', () => import('./pages/sign-in/password-page.tsx')),
  shell.addChildren([
    page('/', () => import('./pages/overview/overview-page.tsx')),
    page('/entitlements/$entitlementId', () => import('./pages/entitlement/entitlement-page.tsx')),
    page('/orders', () => import('./pages/orders/orders-page.tsx')),
    page('/codes', () => import('./pages/codes/codes-page.tsx')),
    page('/users', () => import('./pages/users/users-page.tsx')),
    // Every other address, within the frame.
    page('$', () => import('./shell/no-such-page.tsx')),
  ]),
]);

export const createPortalRouter = (context: PortalContext) =>
  createRouter({
    routeTree: tree,
    basepath: `/portal/${context.slug}`,
    context,
    parseSearch,
    stringifySearch,
    // A preload of a page is a question more; the portal has few pages.
    defaultPreload: false,
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageFault,
    scrollRestoration: true,
  });
