import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant-route.tsx';

const listRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/api-access',
  component: lazyRouteComponent(() => import('./connected-apps-page.tsx'), 'ConnectedAppsPage'),
});

/** Integrations ▸ API Application Access. */
export const accessRoutes = [listRoute];
