import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { operatorRoute } from './operator-route.tsx';

const startRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/operator/tenants', replace: true });
  },
});

const tenantsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/tenants',
  component: lazyRouteComponent(() => import('./tenants-page.tsx'), 'TenantsPage'),
});
const tenantRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/tenants/$tenantId',
  component: lazyRouteComponent(() => import('./tenant-page.tsx'), 'TenantPage'),
});
const networksRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/networks',
  component: lazyRouteComponent(() => import('./networks-page.tsx'), 'NetworksPage'),
});
const networkRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/networks/$networkId',
  component: lazyRouteComponent(() => import('./network-page.tsx'), 'NetworkPage'),
});
const appsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/apps',
  component: lazyRouteComponent(() => import('./approval-page.tsx'), 'ApprovalPage'),
});
const organisationsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/organisations',
  component: lazyRouteComponent(() => import('./organisations-page.tsx'), 'OrganisationsPage'),
});
const peopleRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./people-page.tsx'), 'PeoplePage'),
});
const healthRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('./health-page.tsx'), 'HealthPage'),
});
const workersRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/workers',
  component: lazyRouteComponent(() => import('./workers-page.tsx'), 'WorkersPage'),
});
const auditRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
});

export const operatorRoutes = operatorRoute.addChildren([
  startRoute,
  tenantsRoute,
  tenantRoute,
  networksRoute,
  networkRoute,
  appsRoute,
  organisationsRoute,
  peopleRoute,
  healthRoute,
  workersRoute,
  auditRoute,
]);
