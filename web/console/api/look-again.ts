import { isForGood } from './problem.ts';

/** For `refetchInterval`: looks again and again, until the server says what it would say every time. */
export const lookAgainIn =
  (ms: number) =>
  ({ state }: { readonly state: { readonly error: unknown } }): number | false =>
    isForGood(state.error) ? false : ms;
