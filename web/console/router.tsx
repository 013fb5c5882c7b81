import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from './account/routes.tsx';
import { createQueryClient } from './api/query-client.ts';
import { operatorRoutes } from './operator/routes.tsx';
import { portalRoutes } from './portal/routes.tsx';
import { settingsRoutes } from './settings/routes.tsx';
import { CrashPage } from './shell/crash-page.tsx';
import { PendingPage } from './shell/pending-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { rootRoute } from './shell/root-route.tsx';
import { frameRoute } from './shell/frame-route.tsx';
import { readSearch, writeSearch } from './shell/search-text.ts';
import { registerRoutes, signInRoutes } from './sign-in/routes.tsx';

export const queryClient = createQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname.startsWith('/sign-in') || pathname.startsWith('/register')) return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in/environment', search: { back: href } });
});

const routeTree = rootRoute.addChildren([
  signInRoutes,
  registerRoutes,
  frameRoute.addChildren([portalRoutes, settingsRoutes, operatorRoutes, accountRoutes]),
]);

export const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  // At first there is nothing that could stay until the page is there: the frame comes as soon as it can.
  defaultPendingMs: 0,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: CrashPage,
  defaultNotFoundComponent: NotFoundPage,
});

const stopWaiting = router.subscribe('onResolved', () => {
  router.update({ ...router.options, defaultPendingMs: 300 });
  stopWaiting();
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
