import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant-route.tsx';

const peopleRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./people-page.tsx'), 'PeoplePage'),
});

/** Who works for the tenant. */
export const memberRoutes = [peopleRoute];
