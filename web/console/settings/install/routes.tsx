import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant-route.tsx';

const installRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/install',
  component: lazyRouteComponent(() => import('./install-page.tsx'), 'InstallPage'),
});

/** How schedulers come onto a website. */
export const installRoutes = [installRoute];
