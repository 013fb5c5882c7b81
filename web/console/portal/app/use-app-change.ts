import { useQueryClient } from '@tanstack/react-query';
import type { AppViewWithKeys } from '../../../../src/apps/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { hasCode } from '../../api/problem.ts';
import { appQuery, useApp } from './app-query.ts';
import type { MadeKeys } from './made-keys.ts';

type Method = 'put' | 'patch';

/**
 * Changes the app, based on the state that is shown, or for a form on the `base` in which it was opened. Answers the keys of webhooks that this made. When somebody else was faster,
 * their state is fetched before the error is thrown on: then what is shown is what there is.
 */
export function useAppChange() {
  const queryClient = useQueryClient();
  const { data: app, etag: shown } = useApp();
  return async (
    method: Method,
    rest: '' | '/tenants' | '/networks',
    body: unknown,
    etag = shown,
  ): Promise<MadeKeys> => {
    const { queryKey } = appQuery(app.id);
    try {
      const url = path`/api/portal/apps/${app.id}` + rest;
      const answer = await api.tagged[method]<AppViewWithKeys>(url, { body, etag });
      const { hmacKeys, ...changed } = answer.data;
      queryClient.setQueryData(queryKey, { data: changed, etag: answer.etag });
      // Versions, connections, webhooks, the log and the list of apps may tell of it.
      void queryClient.invalidateQueries({
        queryKey: ['portal'],
        predicate: (query) => query.queryKey.at(-1) !== app.id && query.queryKey[1] !== 'made keys',
      });
      return hmacKeys ?? [];
    } catch (err) {
      if (hasCode(err, 'changed_meanwhile')) await queryClient.invalidateQueries({ queryKey, exact: true });
      throw err;
    }
  };
}
