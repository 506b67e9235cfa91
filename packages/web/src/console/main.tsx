import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../api/client.ts';
import { UiProvider } from '../ui/provider.tsx';
import { createConsoleRouter } from './routes.tsx';

const client = createClient(() => {
  const next = router.state.location.href;
  void router.navigate({ to: '/sign-in', search: { next } });
});
const router = createConsoleRouter(client);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// The page's own script comes while it is found out who is signed in, not after.
for (const route of router.getMatchedRoutes(router.latestLocation.pathname)[0]) {
  void router.loadRouteChunk(route)?.catch(() => undefined);
}

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');

createRoot(root).render(
  <StrictMode>
    <UiProvider>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </UiProvider>
  </StrictMode>,
);
