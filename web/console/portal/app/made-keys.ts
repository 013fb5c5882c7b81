import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { AppViewWithKeys } from '../../../../src/apps/schema.ts';

export type MadeKeys = AppViewWithKeys['hmacKeys'];

const keyOf = (appId: string) => ['portal', 'made keys', appId];

/** Hands the keys of new webhooks on to the page that shows them: in the memory of this page only, and not for long. */
export function keepMadeKeys(queryClient: QueryClient, appId: string, keys: MadeKeys): void {
  queryClient.setQueryData(keyOf(appId), keys);
}

export function useMadeKeys(appId: string): MadeKeys {
  const { data } = useQuery<MadeKeys>({ queryKey: keyOf(appId), enabled: false });
  return data ?? [];
}
