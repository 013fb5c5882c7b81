import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant-route.tsx';

/** Everything that needs the permission to manage API access. */
const gateRoute = createRoute({
  getParentRoute: () => tenantRoute,
  id: 'manage-access',
  component: lazyRouteComponent(() => import('./access-gate.tsx'), 'AccessGate'),
});

const listRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: '/api-access',
  component: lazyRouteComponent(() => import('./connected-apps-page.tsx'), 'ConnectedAppsPage'),
});

const connectRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: '/api-access/connect',
  component: lazyRouteComponent(() => import('./connect-page.tsx'), 'ConnectPage'),
});

const consentRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: '/api-access/connect/$appId',
  component: lazyRouteComponent(() => import('./consent-page.tsx'), 'ConsentPage'),
});

const appRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: '/api-access/apps/$appId',
  component: lazyRouteComponent(() => import('./app-page.tsx'), 'AppPage'),
});

const upgradeRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: '/api-access/apps/$appId/upgrade',
  component: lazyRouteComponent(() => import('./upgrade-page.tsx'), 'UpgradePage'),
});

const auditRoute = createRoute({
  getParentRoute: () => gateRoute,
  path: '/audit',
  component: lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditPage'),
});

/** Integrations ▸ API Application Access, and the audit log. */
export const accessRoutes = [
  gateRoute.addChildren([listRoute, connectRoute, consentRoute, appRoute, upgradeRoute, auditRoute]),
];
