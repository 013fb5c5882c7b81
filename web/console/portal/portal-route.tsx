import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import {
  IconApps,
  IconBroadcast,
  IconFileText,
  IconHome,
  IconShieldCheck,
  IconUsers,
} from '@tabler/icons-react';
import { frameRoute } from '../shell/frame-route.tsx';

/** Everything of the developer portal; whoever has not accepted the terms is led to them first. */
export const portalRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/portal',
  staticData: {
    navigation: [
      {
        links: [
          { label: 'Home', href: '/portal', icon: IconHome, exact: true },
          { label: 'Applications', href: '/portal/apps', icon: IconApps },
          { label: 'People', href: '/portal/people', icon: IconUsers },
          { label: 'API Terms of Use', href: '/portal/terms', icon: IconFileText },
        ],
      },
      {
        title: 'Learn',
        links: [
          { label: 'Event catalogue', href: '/portal/events', icon: IconBroadcast },
          { label: 'Verify signatures', href: '/portal/verify', icon: IconShieldCheck },
        ],
      },
    ],
  },
  beforeLoad: ({ context: { me }, location }) => {
    const mustAccept = me.organisations.length > 0 && me.terms.newestVersion !== null && !me.terms.accepted;
    if (!mustAccept || location.pathname.startsWith('/portal/terms')) return;
    throw redirect({ to: '/portal/terms', search: { back: location.href }, replace: true });
  },
  component: lazyRouteComponent(() => import('./portal-area.tsx'), 'PortalArea'),
});
