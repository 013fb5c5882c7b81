import { useForm, type UseFormReturnType } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { api, type Tagged } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { hasCode } from '../../api/problem.ts';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { toast } from '../../ui/toast.ts';
import { useDraft } from '../../ui/use-draft.tsx';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { schedulerQuery, useSchedulersChanged } from './scheduler-query.ts';
import {
  changesOf,
  findValueErrors,
  placesOfServer,
  settingsOf,
  type SchedulerValues,
  toSettings,
  valuesOf,
} from './scheduler-values.ts';

/**
 * Changes a scheduler: only what one has changed oneself is sent. When somebody else was faster, what one has not touched becomes
 * theirs, and what one has is shown beside theirs.
 */
export function useSchedulerForm(shown: Tagged<SchedulerView>) {
  const tenant = useTenant();
  const client = useQueryClient();
  const changed = useSchedulersChanged();
  // What one began from: newer states that are read meanwhile must not pass for what one wants.
  const [base, setBase] = useState(shown);
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form: UseFormReturnType<SchedulerValues> = useForm<SchedulerValues>({
    initialValues: valuesOf(settingsOf(shown.data)),
    validate: findValueErrors,
  });
  const changes = changesOf(settingsOf(base.data), toSettings(form.values));
  // No more than what was changed: of the rest a reload is to show what is there then.
  const draft = useDraft(`scheduler.${shown.data.id}`, form, (values) => {
    const own = Object.keys(changesOf(settingsOf(base.data), toSettings(values)));
    return Object.fromEntries(Object.entries(values).filter(([field]) => own.includes(field)));
  });
  const startFrom = (state: Tagged<SchedulerView>): void => {
    setBase(state);
    draft.restart(valuesOf(settingsOf(state.data)));
    save.reset();
  };
  const save = useMutation({
    mutationFn: () =>
      api.tagged.patch<SchedulerView>(tenantApi(tenant, path`/schedulers/${base.data.id}`), {
        body: changes,
        etag: base.etag,
      }),
    onSuccess: (state) => {
      startFrom(state);
      toast.good('The changes are saved.');
      void changed(state);
    },
    onError: async (err) => {
      setPlaced(showFieldErrors(form, err, placesOfServer));
      if (!hasCode(err, 'changed_meanwhile')) return;
      const theirs = await client.fetchQuery({ ...schedulerQuery(tenant, base.data.id), staleTime: 0 });
      setBase(theirs);
      form.setValues(valuesOf({ ...settingsOf(theirs.data), ...changes }));
    },
  });
  return { form, base, changes, save, placed, startFrom, notice: draft.notice };
}
