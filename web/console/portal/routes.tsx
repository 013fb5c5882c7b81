import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoutes } from './app/routes.tsx';
import { eventRoutes } from './events/routes.tsx';
import { portalRoute } from './portal-route.tsx';
import { verifyRoutes } from './verify/routes.tsx';

const homeRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./home-page.tsx'), 'HomePage'),
});
const termsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/terms',
  component: lazyRouteComponent(() => import('./terms-page.tsx'), 'TermsPage'),
});
const appsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/apps',
  component: lazyRouteComponent(() => import('./apps-page.tsx'), 'AppsPage'),
});
const newAppRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/apps/new',
  component: lazyRouteComponent(() => import('./new-app/new-app-page.tsx'), 'NewAppPage'),
});
const peopleRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
});

export const portalRoutes = portalRoute.addChildren([
  homeRoute,
  termsRoute,
  appsRoute,
  newAppRoute,
  peopleRoute,
  ...eventRoutes,
  ...verifyRoutes,
  appRoutes,
]);
