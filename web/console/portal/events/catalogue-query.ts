import { queryOptions } from '@tanstack/react-query';
import type { CatalogueEntry } from '../../../../src/events/catalogue.ts';
import { api } from '../../api/client.ts';

interface Catalogue {
  readonly data: readonly CatalogueEntry[];
}

/** Every type of event, with all that a developer needs to know of it: the texts are the server's. */
export const eventCatalogueQuery = queryOptions({
  queryKey: ['event catalogue'],
  queryFn: ({ signal }) => api.get<Catalogue>('/events/catalogue', { signal }),
  select: ({ data }) => data,
  staleTime: Number.POSITIVE_INFINITY,
});

export const eventHref = (type: string): string => `/portal/events/${encodeURIComponent(type)}`;
