import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { Me } from '../../../src/people/schema.ts';
import { api } from './client.ts';

export type { Me };

/** Who is signed in, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.get<Me>('/api/people/me', { signal }),
  staleTime: 60_000,
});

/** Inside the frame, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}
