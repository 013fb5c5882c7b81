import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { IconApps, IconFileText, IconHome } from '@tabler/icons-react';
import { frameRoute } from '../shell/frame-route.tsx';

const portalRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/portal',
  staticData: {
    navigation: [
      {
        links: [
          { label: 'Home', href: '/portal', icon: IconHome, exact: true },
          { label: 'Applications', href: '/portal/apps', icon: IconApps },
          { label: 'API Terms of Use', href: '/portal/terms', icon: IconFileText },
        ],
      },
    ],
  },
  beforeLoad: ({ context: { me }, location }) => {
    const mustAccept = me.organisations.length > 0 && me.terms.newestVersion !== null && !me.terms.accepted;
    if (!mustAccept || location.pathname.startsWith('/portal/terms')) return;
    throw redirect({ to: '/portal/terms', search: { back: location.href }, replace: true });
  },
});

const homeRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./home-page.tsx'), 'HomePage'),
});
const termsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/terms',
  component: lazyRouteComponent(() => import('./terms-page.tsx'), 'TermsPage'),
});
const appsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/apps',
  component: lazyRouteComponent(() => import('./apps-page.tsx'), 'AppsPage'),
});

export const portalRoutes = portalRoute.addChildren([homeRoute, termsRoute, appsRoute]);
