import { useForm, type UseFormReturnType } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Tagged } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { hasCode } from '../../../api/problem.ts';
import { showFieldErrors } from '../../../ui/form-errors.ts';
import { useDraft } from '../../../ui/use-draft.tsx';
import { tenantApi, useTenant } from '../../tenant-query.ts';
import { routerQuery, routersKey, type RouterView } from './router-query.ts';
import { bodyOf, findValueErrors, type RouterValues, toBody, valuesOf } from './router-values.ts';

const blank: RouterValues = { name: '', brandId: '', rules: [] };

/** Makes a router, or replaces one that is shown. When somebody else was faster, what one typed stays, and theirs is told. */
export function useRouterForm(shown: Tagged<RouterView> | undefined, onSaved: (router: RouterView) => void) {
  const tenant = useTenant();
  const client = useQueryClient();
  const [base, setBase] = useState(shown);
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form: UseFormReturnType<RouterValues> = useForm<RouterValues>({
    initialValues: base === undefined ? blank : valuesOf(bodyOf(base.data)),
    validate: findValueErrors,
  });
  const draft = useDraft(
    `router.${tenant.id}.${shown?.data.id ?? 'new'}`,
    form,
    (values) => values,
    base?.etag,
  );
  const before = JSON.stringify(base === undefined ? toBody(blank) : bodyOf(base.data));
  const isChanged = JSON.stringify(toBody(form.values)) !== before;
  const startFrom = (state: Tagged<RouterView>): void => {
    setBase(state);
    draft.restart(valuesOf(bodyOf(state.data)));
    save.reset();
  };
  const save = useMutation({
    mutationFn: (values: RouterValues) => {
      const body = toBody(values);
      const url = tenantApi(tenant, '/routers');
      return base === undefined
        ? api.tagged.post<RouterView>(url, { body })
        : api.tagged.put<RouterView>(url + path`/${base.data.id}`, {
            body,
            etag: draft.etag ?? base.etag,
          });
    },
    onSuccess: async (state) => {
      client.setQueryData(routerQuery(tenant, state.data.id).queryKey, state);
      void client.invalidateQueries({
        queryKey: routersKey(tenant),
        predicate: ({ queryKey }) => queryKey.at(-1) !== state.data.id,
      });
      if (base === undefined) draft.forget();
      else startFrom(state);
      onSaved(state.data);
    },
    onError: async (err) => {
      setPlaced(showFieldErrors(form, err));
      if (base === undefined || !hasCode(err, 'changed_meanwhile')) return;
      setBase(await client.fetchQuery({ ...routerQuery(tenant, base.data.id), staleTime: 0 }));
      draft.rebase();
    },
  });
  return { form, base, isChanged, save, placed, startFrom, draft };
}
