import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { CatalogueView } from '../../../../src/apps/catalogue-schema.ts';
import { api } from '../../api/client.ts';

export type PortalCatalogue = Static<typeof CatalogueView>;

/** The scopes, event types and categories that there are. */
export const portalCatalogueQuery = queryOptions({
  queryKey: ['portal', 'catalogue'],
  queryFn: ({ signal }) => api.get<PortalCatalogue>('/api/portal/catalogue', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** How people call an event type and a scope; the code itself until the catalogue is there. */
export function useNames(): {
  readonly eventName: (eventType: string) => string;
  readonly scopeName: (scope: string) => string;
} {
  const { data } = useQuery(portalCatalogueQuery);
  return {
    eventName: (eventType) =>
      data?.eventTypes.find((event) => event.eventType === eventType)?.title ?? eventType,
    scopeName: (scope) => {
      const product = data?.products.find(({ scopes }) => scopes.some((one) => one.scope === scope));
      const part = product?.scopes.find((one) => one.scope === scope)?.part;
      return product === undefined || part === undefined ? scope : `${product.product} ▸ ${part}`;
    },
  };
}
