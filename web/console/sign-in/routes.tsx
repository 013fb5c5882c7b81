import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.tsx';
import { SignInLayout } from './sign-in-layout.tsx';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: SignInLayout,
});

const entryRoute = createRoute({
  getParentRoute: () => signInRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./entry-page.tsx'), 'EntryPage'),
});

const environmentRoute = createRoute({
  getParentRoute: () => signInRoute,
  path: '/environment',
  component: lazyRouteComponent(() => import('./environment-page.tsx'), 'EnvironmentPage'),
});

const formRoute = createRoute({
  getParentRoute: () => signInRoute,
  path: '/$environment',
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});

const forgottenRoute = createRoute({
  getParentRoute: () => signInRoute,
  path: '/forgotten-password',
  component: lazyRouteComponent(() => import('./forgotten-password-page.tsx'), 'ForgottenPasswordPage'),
});

/** Beside the sign-in, and looking like it. */
const registerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/register',
  component: SignInLayout,
});
const registerFormRoute = createRoute({
  getParentRoute: () => registerRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./register-page.tsx'), 'RegisterPage'),
});
const confirmRoute = createRoute({
  getParentRoute: () => registerRoute,
  path: '/confirm',
  component: lazyRouteComponent(() => import('./confirm-registration-page.tsx'), 'ConfirmRegistrationPage'),
});
export const registerRoutes = registerRoute.addChildren([registerFormRoute, confirmRoute]);

/** The way in: entry, choice of the environment, password, second factor. */
export const signInRoutes = signInRoute.addChildren([
  entryRoute,
  environmentRoute,
  forgottenRoute,
  formRoute,
]);
