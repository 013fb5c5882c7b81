import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { forgetDrafts } from '../ui/draft-store.ts';
import { toast } from '../ui/toast.ts';

/** Ends the sign-in, and forgets in this browser what was theirs. */
export function useSignOut(): () => Promise<void> {
  const router = useRouter();
  const queryClient = useQueryClient();
  return async () => {
    try {
      await api.post('/api/people/sign-out');
    } catch (err) {
      toast.bad('You are still signed in', err);
      return;
    }
    await router.navigate({ to: '/sign-in', search: { out: 'yes' } });
    // Only now: a page that is left keeps what was typed last.
    forgetDrafts();
    queryClient.clear();
  };
}
