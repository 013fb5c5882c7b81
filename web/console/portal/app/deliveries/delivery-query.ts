import { queryOptions } from '@tanstack/react-query';
import type { DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';

const [SOON_MS, SELDOM_MS] = [1_500, 30_000];

/** One delivery with its attempts, followed until nothing is to come. */
export const deliveryQuery = (appId: string, deliveryId: string) =>
  queryOptions({
    queryKey: ['portal', 'apps', appId, 'delivery', deliveryId],
    queryFn: ({ signal }) =>
      api.get<DeliveryDetail>(path`/api/portal/apps/${appId}/deliveries/${deliveryId}`, { signal }),
    refetchInterval: ({ state: { data } }) => (data === undefined ? false : pauseMs(data, new Date())),
  });

/** Often while something is under way or about to be; else when the next attempt is due. */
function pauseMs({ state, replaying, nextAttemptAt }: DeliveryDetail, now: Date): number | false {
  if (replaying) return SOON_MS;
  if (state !== 'pending') return false;
  const left = nextAttemptAt === null ? 0 : new Date(nextAttemptAt).getTime() - now.getTime();
  return Math.min(Math.max(left, SOON_MS), SELDOM_MS);
}
