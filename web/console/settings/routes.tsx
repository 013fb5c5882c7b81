import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { accessRoutes } from './api-access/routes.tsx';
import { historyRoutes } from './history-routes.tsx';
import { installRoutes } from './install/routes.tsx';
import { memberRoutes } from './people/routes.tsx';
import { privacyRoutes } from './privacy/routes.tsx';
import { schedulerRoutes } from './schedulers/routes.tsx';
import { settingsRoute } from './settings-route.tsx';
import { tenantRoute } from './tenant-route.tsx';

const tenantsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./tenants-page.tsx'), 'TenantsPage'),
});

/** A tenant opens with what one may do there. */
const tenantStartRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/',
  beforeLoad: ({ context: { me }, params: { tenantId } }) => {
    const own = me.tenants.find(({ id }) => String(id) === tenantId);
    const page = own?.permissions.manageApiAccess === false ? 'sessions' : 'api-access';
    throw redirect({ href: `/settings/tenants/${tenantId}/${page}`, replace: true });
  },
});

export const settingsRoutes = settingsRoute.addChildren([
  tenantsRoute,
  tenantRoute.addChildren([
    tenantStartRoute,
    ...accessRoutes,
    ...historyRoutes,
    ...schedulerRoutes,
    ...installRoutes,
    ...memberRoutes,
    ...privacyRoutes,
  ]),
]);
