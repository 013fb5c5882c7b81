import { useNow } from './use-now.ts';

/** Three looks of a page that looks every ten seconds. */
const OLD_MS = 30_000;

/** Whether what was read then says nothing any more of how it is now. */
export function useIsOld(readAt: number): boolean {
  return useNow().getTime() - readAt > OLD_MS;
}
