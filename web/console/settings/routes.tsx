import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { IconBuildingStore } from '@tabler/icons-react';
import { frameRoute } from '../shell/frame-route.tsx';

const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings',
  staticData: {
    navigation: [{ links: [{ label: 'Tenants', href: '/settings', icon: IconBuildingStore, exact: true }] }],
  },
});

const tenantsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./tenants-page.tsx'), 'TenantsPage'),
});

export const settingsRoutes = settingsRoute.addChildren([tenantsRoute]);
