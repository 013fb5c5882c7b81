import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AppViewWithKeys } from '../../../../src/apps/schema.ts';

export type MadeKeys = AppViewWithKeys['hmacKeys'];

const keyOf = (appId: string) => ['portal', 'made keys', appId];

/** Hands the keys of new webhooks on to the page that shows them: in the memory of this page only. */
export function keepMadeKeys(queryClient: QueryClient, appId: string, keys: MadeKeys): void {
  queryClient.setQueryData(keyOf(appId), keys);
}

/** Until the page that shows them is left. */
export function useMadeKeys(appId: string): MadeKeys {
  const queryClient = useQueryClient();
  const { data } = useQuery<MadeKeys>({ queryKey: keyOf(appId), enabled: false });
  useEffect(
    () => () => queryClient.removeQueries({ queryKey: keyOf(appId), exact: true }),
    [queryClient, appId],
  );
  return data ?? [];
}
