import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { portalRoute } from '../portal-route.tsx';
import { eventCatalogueQuery } from './catalogue-query.ts';

const eventsRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/events',
  component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
});
const eventRoute = createRoute({
  getParentRoute: () => portalRoute,
  path: '/events/$eventType',
  loader: async ({ context: { queryClient }, params: { eventType } }) => {
    const { data } = await queryClient.ensureQueryData(eventCatalogueQuery);
    if (!data.some(({ type }) => type === eventType)) throw notFound();
  },
  component: lazyRouteComponent(() => import('./event-page.tsx'), 'EventPage'),
});

export const eventRoutes = [eventsRoute, eventRoute] as const;
