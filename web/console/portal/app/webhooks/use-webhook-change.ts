import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { hasCode } from '../../../api/problem.ts';
import { appQuery, useAppId } from '../app-query.ts';
import { useWebhooks, type Webhook, webhooksQuery } from './webhooks-query.ts';

type Method = 'post' | 'patch' | 'delete';
export type WebhookChange = <T>(method: Method, rest: string, body?: object) => Promise<T>;

/** Changes a webhook, based on the state that is shown; afterwards the page shows the new one. */
export function useWebhookChange(eventType: string): WebhookChange {
  const call = useCall(eventType);
  const etag = useWebhooks().data?.etag;
  return (method, rest, body) => call(method, rest, etag, body);
}

/**
 * The same for a form, which is based on the state in which it was opened, however often the page behind it is read again, or on
 * that in which a draft of it was typed: `change` takes its tag, else `base`. When somebody else was faster it says so, and is based
 * on their state from then on: the form has to show it, `onConflict` is given it.
 */
export function useWebhookForm(
  eventType: string,
  onConflict: (theirs: Webhook) => void = () => undefined,
): {
  readonly base: string | undefined;
  readonly change: <T>(method: Method, rest: string, body: object, etag?: string) => Promise<T>;
} {
  const call = useCall(eventType);
  const latest = useWebhooks().data?.etag;
  const [base, setBase] = useState(latest);
  const queryClient = useQueryClient();
  const appId = useAppId();
  const change = async <T>(method: Method, rest: string, body: object, etag = base): Promise<T> => {
    try {
      return await call<T>(method, rest, etag, body);
    } catch (err) {
      if (hasCode(err, 'changed_meanwhile')) {
        const now = queryClient.getQueryData(webhooksQuery(appId).queryKey);
        const theirs = now?.data.data.find((one) => one.eventType === eventType);
        setBase(now?.etag);
        if (theirs !== undefined) onConflict(theirs);
      }
      throw err;
    }
  };
  return { base, change };
}

function useCall(eventType: string) {
  const queryClient = useQueryClient();
  const appId = useAppId();
  const refresh = async (): Promise<void> => {
    // The app has the same tag as its webhooks, and other pages show what was changed.
    void queryClient.invalidateQueries({ queryKey: appQuery(appId).queryKey, refetchType: 'none' });
    await Promise.all([
      queryClient.refetchQueries({ queryKey: webhooksQuery(appId).queryKey }),
      queryClient.refetchQueries({ queryKey: appQuery(appId).queryKey, exact: true }),
    ]);
  };
  return async <T>(method: Method, rest: string, etag: string | undefined, body?: object): Promise<T> => {
    const url = path`/api/portal/apps/${appId}/webhooks/${eventType}` + rest;
    try {
      const answer = await api[method]<T>(url, { etag, ...(body !== undefined && { body }) });
      await refresh();
      return answer;
    } catch (err) {
      if (hasCode(err, 'changed_meanwhile')) await refresh();
      throw err;
    }
  };
}
