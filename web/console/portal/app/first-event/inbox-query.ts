import { queryOptions } from '@tanstack/react-query';
import type { Arrival, Inbox } from '../../../../../src/inbox/schema.ts';
import { api } from '../../../api/client.ts';
import { lookAgainIn } from '../../../api/look-again.ts';
import { path } from '../../../api/path.ts';

export type { Arrival };

const LOOK_EVERY_MS = 2_000;

/** What arrived in the app's inbox, looked at again and again while somebody looks. */
export const inboxQuery = (appId: string) =>
  queryOptions({
    queryKey: ['portal', 'apps', appId, 'inbox'],
    queryFn: ({ signal }) => api.get<Inbox>(path`/api/portal/apps/${appId}/inbox`, { signal }),
    refetchInterval: lookAgainIn(LOOK_EVERY_MS),
  });
