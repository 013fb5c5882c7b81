import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tenantRoute } from '../tenant-route.tsx';

const privacyRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./privacy-page.tsx'), 'PrivacyPage'),
});

/** How long data is kept, and how it is erased. */
export const privacyRoutes = [privacyRoute];
