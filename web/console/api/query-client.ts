import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { hasCode, isTransient } from './problem.ts';

const TRIES_AGAIN = 2;

/**
 * What pages read and change through. `onSignedOut` is called when the server no longer knows who is signed in: the sign-in
 * has ended elsewhere, or lapsed.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (err: unknown): void => {
    if (hasCode(err, 'sign_in_required')) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (err, query) => {
        // What was never read is asked for by a page that is about to be shown, and its route knows where to lead to.
        if (query.state.data !== undefined || query.queryKey[0] !== 'me') onError(err);
      },
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (failures, err) => failures < TRIES_AGAIN && isTransient(err),
        staleTime: 15_000,
        // Without a network a page is to say so, instead of waiting silently for one.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
