import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { IconKey, IconLock, IconShieldCheck } from '@tabler/icons-react';
import { frameRoute } from '../shell/frame-route.tsx';

const accountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/account',
  staticData: {
    navigation: [
      {
        title: 'You',
        links: [
          { label: 'Change password', href: '/account/password', icon: IconLock },
          { label: 'Second factor', href: '/account/second-factor', icon: IconShieldCheck },
          { label: 'Personal access tokens', href: '/account/tokens', icon: IconKey },
        ],
      },
    ],
  },
});

const startRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./start-page.tsx'), 'StartPage'),
});
const passwordRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/password',
  component: lazyRouteComponent(() => import('./password-page.tsx'), 'PasswordPage'),
});
const secondFactorRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/second-factor',
  component: lazyRouteComponent(() => import('./second-factor-page.tsx'), 'SecondFactorPage'),
});
const tokensRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./tokens-page.tsx'), 'TokensPage'),
});

/** What is the person's own. */
export const accountRoutes = accountRoute.addChildren([
  startRoute,
  passwordRoute,
  secondFactorRoute,
  tokensRoute,
]);
