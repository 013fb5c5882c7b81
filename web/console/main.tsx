import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { type AnyRoute, RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { meQuery } from './api/me.ts';
import { queryClient, router } from './router.tsx';
import { frameRoute } from './shell/frame-route.tsx';
import { NoticesOnDemand } from './shell/notices-on-demand.tsx';
import { styleNonce } from './style-nonce.ts';
import { cssVariables, theme } from './theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

// What the address shows is on its way while the router still asks who is signed in; a failure shows when it is needed.
const routes: Readonly<Record<string, AnyRoute>> = router.routesById;
const matches = router.matchRoutes(router.latestLocation);
for (const { routeId } of matches) {
  const route = routes[routeId];
  if (route !== undefined) router.loadRouteChunk(route)?.catch(() => undefined);
}

const show = (): void =>
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
      deduplicateInlineStyles
    >
      <NoticesOnDemand />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );

// Once it is known who is signed in, the frame is there at once, while the page is still on its way. Where that cannot be learnt, the
// router tries again, and says so.
if (matches.some(({ routeId }) => routeId === frameRoute.id))
  void queryClient.prefetchQuery({ ...meQuery, retry: false }).then(show);
else show();
