import type { QueryClient } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createClient } from '../api/client.ts';
import { type Branding, readBranding, slugOf } from './branding/branding.ts';
import { NoPortal } from './pages/no-portal.tsx';
import { Portal } from './portal.tsx';
import { createPortalRouter } from './routes.tsx';
import { paths } from './shell/paths.ts';
import { languageFor, speak } from './texts/languages.ts';
import { languageKey } from './texts/use-texts.tsx';

/** How often an open page asks for newer figures. */
const refreshMs = 30_000;

const newClient = (onSignedOut: () => void): QueryClient => {
  const client = createClient(onSignedOut);
  const options = client.getDefaultOptions();
  client.setDefaultOptions({ ...options, queries: { ...options.queries, refetchInterval: refreshMs } });
  return client;
};

const openPortal = (branding: Branding) => {
  const { slug } = branding.tenant;
  const client = newClient(() => {
    void router.navigate({ to: paths.signIn, search: { next: router.state.location.href } });
  });
  const router = createPortalRouter({ client, slug });
  return { client, router };
};

const element = document.getElementById('root');
if (!element) throw new Error('the page has no root');
const root = createRoot(element);

const slug = slugOf(location.pathname);
const { language, locale } = languageFor(localStorage.getItem(languageKey), navigator.languages);
const [first, branding] = await Promise.all([
  speak(language, locale),
  readBranding(slug).catch(() => 'unknown' as const),
]);

if (branding === 'unknown') {
  root.render(<NoPortal texts={first.texts} isUnreachable asked={slug} />);
} else if (branding === null) {
  root.render(<NoPortal texts={first.texts} isUnreachable={false} asked={slug} />);
} else if (slug !== branding.tenant.slug) {
  location.replace(`/portal/${branding.tenant.slug}/${location.search}`);
} else {
  root.render(<Portal branding={branding} first={first} {...openPortal(branding)} />);
}
