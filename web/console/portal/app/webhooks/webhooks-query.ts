import { queryOptions, useQuery } from '@tanstack/react-query';
import type { WebhookWithHealth } from '../../../../../src/apps/schema.ts';
import { api } from '../../../api/client.ts';
import { lookAgainIn } from '../../../api/look-again.ts';
import { path } from '../../../api/path.ts';
import { useAppId } from '../app-query.ts';

export type Webhook = WebhookWithHealth;

/** Health changes by itself: a circuit opens, a countdown ends, deliveries come and go. */
const FOLLOW_MS = 5_000;

/** The webhooks of an app with their health, and the tag that a change of one has to give. */
export const webhooksQuery = (appId: string) =>
  queryOptions({
    queryKey: ['portal', 'apps', appId, 'webhooks'],
    queryFn: ({ signal }) =>
      api.tagged.get<{ data: Webhook[] }>(path`/api/portal/apps/${appId}/webhooks`, { signal }),
    refetchInterval: lookAgainIn(FOLLOW_MS),
  });

export const useWebhooks = () => useQuery(webhooksQuery(useAppId()));
