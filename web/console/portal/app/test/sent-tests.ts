import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';

/** A test that was sent during this visit, with what came back. */
export interface SentTest {
  readonly id: string;
  readonly at: string;
  readonly eventType: string;
  readonly to: 'webhook' | 'inbox';
  readonly answer: TestAnswer;
}

const KEPT = 10;
const keyOf = (appId: string) => ['portal', 'sent tests', appId];

/** The tests of this visit, the newest first. The server keeps none of them: they stay in the memory of this page. */
export function useSentTests(appId: string): {
  readonly tests: readonly SentTest[];
  readonly add: (test: SentTest) => void;
} {
  const queryClient = useQueryClient();
  const queryKey = keyOf(appId);
  const { data } = useQuery<readonly SentTest[]>({
    queryKey,
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return {
    tests: data ?? [],
    add: (test) =>
      queryClient.setQueryData<readonly SentTest[]>(queryKey, (before = []) =>
        [test, ...before].slice(0, KEPT),
      ),
  };
}
