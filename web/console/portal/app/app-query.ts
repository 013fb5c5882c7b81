import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { AppView } from '../../../../src/apps/schema.ts';
import { api, type Tagged } from '../../api/client.ts';
import { path } from '../../api/path.ts';

/** One app with the tag that every change of it has to give. */
export const appQuery = (appId: string) =>
  queryOptions({
    queryKey: ['portal', 'apps', appId],
    queryFn: ({ signal }) => api.tagged.get<AppView>(path`/api/portal/apps/${appId}`, { signal }),
  });

export function useAppId(): string {
  return useParams({ strict: false }).appId ?? '';
}

/** Within the frame of an app, which has loaded it. */
export function useApp(): Tagged<AppView> {
  return useSuspenseQuery(appQuery(useAppId())).data;
}
