import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { toast } from '../../../ui/toast.ts';

/** Sends one delivery again. */
export function useReplay(appId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (deliveryId: string) =>
      api.post(path`/api/portal/apps/${appId}/deliveries/${deliveryId}/replay`),
    onSuccess: () => toast.good('The replay is on its way.'),
    onError: (err) => toast.bad('It was not replayed', err),
    onSettled: () =>
      Promise.all(
        ['delivery', 'deliveries', 'failed'].map((part) =>
          queryClient.invalidateQueries({ queryKey: ['portal', 'apps', appId, part] }),
        ),
      ),
  });
}
