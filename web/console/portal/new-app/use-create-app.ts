import type { UseFormReturnType } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { AppViewWithKeys } from '../../../../src/apps/schema.ts';
import { api } from '../../api/client.ts';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { appQuery } from '../app/app-query.ts';
import { appHref } from '../app/app-tabs.ts';
import { keepMadeKeys } from '../app/made-keys.ts';
import { type NewAppValues, toNewApp, withoutBlankRows } from './new-app-values.ts';

/** Registers the app, then leads to it. */
export function useCreateApp(form: UseFormReturnType<NewAppValues>, onCreated: () => void) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const create = useMutation({
    mutationFn: (values: NewAppValues) =>
      api.tagged.post<AppViewWithKeys>('/api/portal/apps', { body: toNewApp(values) }),
    onSuccess: async ({ data: { hmacKeys, ...app }, etag }) => {
      onCreated();
      queryClient.setQueryData(appQuery(app.id).queryKey, { data: app, etag });
      keepMadeKeys(queryClient, app.id, hmacKeys);
      // Every list of apps, however it is filtered, but not the app itself, which was just read.
      await queryClient.invalidateQueries({
        queryKey: ['portal', 'apps'],
        predicate: ({ queryKey }) => queryKey[2] !== app.id,
      });
      router.history.replace(`${appHref(app.id)}?created=yes`);
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  const submit = (values: NewAppValues): void => {
    // What the server says of the third row is to stand beside the third row.
    const sent = withoutBlankRows(values);
    form.setValues(sent);
    create.mutate(sent);
  };
  return { create, submit, placed };
}
