import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TestAnswer } from '../../../../../src/test-sends/schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { inboxQuery } from './inbox-query.ts';

/** Sends a test of the event to where the webhook points, or to the inbox of the app. */
export function useSendTest(appId: string, eventType: string, to: 'webhook' | 'inbox') {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api.post<TestAnswer>(path`/api/portal/apps/${appId}/webhooks/${eventType}/test`, {
        body: to === 'inbox' ? { to } : {},
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: inboxQuery(appId).queryKey }),
  });
}
