import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant-route.tsx';

const listRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schedulers',
  component: lazyRouteComponent(() => import('./schedulers-page.tsx'), 'SchedulersPage'),
});

const newRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schedulers/new',
  component: lazyRouteComponent(() => import('./new-scheduler-page.tsx'), 'NewSchedulerPage'),
});

const brandsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schedulers/brands',
  component: lazyRouteComponent(() => import('./brands-page.tsx'), 'BrandsPage'),
});

const schedulerRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schedulers/$schedulerId',
  component: lazyRouteComponent(() => import('./scheduler-page.tsx'), 'SchedulerPage'),
});

const routersRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schedulers/routers',
  component: lazyRouteComponent(() => import('./routers/routers-page.tsx'), 'RoutersPage'),
});

const newRouterRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schedulers/routers/new',
  component: lazyRouteComponent(() => import('./routers/new-router-page.tsx'), 'NewRouterPage'),
});

const routerRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/schedulers/routers/$routerId',
  component: lazyRouteComponent(() => import('./routers/router-page.tsx'), 'RouterPage'),
});

/** Schedulers, brands and routers. */
export const schedulerRoutes = [
  listRoute,
  newRoute,
  brandsRoute,
  schedulerRoute,
  routersRoute,
  newRouterRoute,
  routerRoute,
];
