import { createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import { portalRoute } from '../portal-route.tsx';
import { keepLastLanguage, readLastLanguage } from './last-language.ts';

const verifyRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/verify',
  beforeLoad: () => {
    throw redirect({
      to: '/portal/verify/$language',
      params: { language: readLastLanguage() },
      replace: true,
    });
  },
});
const checkRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/verify/check',
  component: lazyRouteComponent(() => import('./checker/check-page.tsx'), 'CheckPage'),
});
const languageRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/verify/$language',
  loader: async ({ context: { queryClient }, params: { language } }) => {
    const { snippets, snippetQuery } = await import('./snippets.ts');
    const snippet = snippets.find(({ id }) => id === language);
    if (snippet === undefined) throw notFound();
    keepLastLanguage(language);
    await queryClient.ensureQueryData(snippetQuery(snippet));
  },
  component: lazyRouteComponent(() => import('./verify-page.tsx'), 'VerifyPage'),
});

export const verifyRoutes = [verifyRoute, checkRoute, languageRoute] as const;
