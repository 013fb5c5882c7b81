import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from './tenant-route.tsx';

const sessionsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./sessions/sessions-page.tsx'), 'SessionsPage'),
});

const sessionRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/sessions/$sessionId',
  component: lazyRouteComponent(() => import('./sessions/session-page.tsx'), 'SessionPage'),
});

const leadsRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/leads',
  component: lazyRouteComponent(() => import('./leads/leads-page.tsx'), 'LeadsPage'),
});

const performanceRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/performance',
  component: lazyRouteComponent(() => import('./performance/performance-page.tsx'), 'PerformancePage'),
});

const deliveriesRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('./deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
});

const deliveryRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('./deliveries/delivery-page.tsx'), 'DeliveryPage'),
});

const simulateRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/simulate',
  component: lazyRouteComponent(() => import('./simulate/simulate-page.tsx'), 'SimulatePage'),
});

/** What happened at the schedulers of a tenant, and how to make something happen. */
export const historyRoutes = [
  sessionsRoute,
  sessionRoute,
  leadsRoute,
  performanceRoute,
  deliveriesRoute,
  deliveryRoute,
  simulateRoute,
];
