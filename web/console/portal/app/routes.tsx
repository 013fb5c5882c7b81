import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { portalRoute } from '../portal-route.tsx';
import { appQuery } from './app-query.ts';

/** One app: what is loaded for all of its pages, and the frame around them. */
export const appRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/apps/$appId',
  loader: ({ context: { queryClient }, params: { appId } }) => queryClient.ensureQueryData(appQuery(appId)),
  component: lazyRouteComponent(() => import('./app-frame.tsx'), 'AppFrame'),
});

const overviewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
});
const firstEventRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/first-event',
  component: lazyRouteComponent(() => import('./first-event/first-event-page.tsx'), 'FirstEventPage'),
});
const editRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/edit',
  component: lazyRouteComponent(() => import('./edit-page.tsx'), 'EditPage'),
});
const scopesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/scopes',
  component: lazyRouteComponent(() => import('./scopes-page.tsx'), 'ScopesPage'),
});
const webhooksRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});
const tenantsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/tenants',
  component: lazyRouteComponent(() => import('./tenants-page.tsx'), 'TenantsPage'),
});
const credentialsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/credentials',
  component: lazyRouteComponent(() => import('./credentials-page.tsx'), 'CredentialsPage'),
});
const versionsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/versions',
  component: lazyRouteComponent(() => import('./versions-page.tsx'), 'VersionsPage'),
});
const deliveriesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('./deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
});
const deliveryRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('./deliveries/delivery-page.tsx'), 'DeliveryPage'),
});
const testRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/test',
  component: lazyRouteComponent(() => import('./test/test-page.tsx'), 'TestPage'),
});
const failedRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/failed',
  component: lazyRouteComponent(() => import('./failed/failed-page.tsx'), 'FailedPage'),
});
const replaysRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/failed/replays',
  component: lazyRouteComponent(() => import('./failed/replays-page.tsx'), 'ReplaysPage'),
});
const auditRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
});

export const appRoutes = appRoute.addChildren([
  overviewRoute,
  firstEventRoute,
  editRoute,
  scopesRoute,
  webhooksRoute,
  tenantsRoute,
  credentialsRoute,
  versionsRoute,
  deliveriesRoute,
  deliveryRoute,
  failedRoute,
  replaysRoute,
  testRoute,
  auditRoute,
]);
