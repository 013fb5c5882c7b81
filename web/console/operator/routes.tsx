import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { IconBuilding } from '@tabler/icons-react';
import { frameRoute } from '../shell/frame-route.tsx';

const operatorRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/operator',
  staticData: {
    navigation: [{ links: [{ label: 'Tenants', href: '/operator/tenants', icon: IconBuilding }] }],
  },
});

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

export const operatorRoutes = operatorRoute.addChildren([startRoute, tenantsRoute]);
