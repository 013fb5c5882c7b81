import { Button, Group, Skeleton, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { api } from '../../api/client.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toast } from '../../ui/toast.ts';
import { useDraft } from '../../ui/use-draft.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { AskAdministrator, useIsAdministrator } from '../administrators.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { useBrands } from './brands-query.ts';
import { SchedulerFields } from './scheduler-fields.tsx';
import classes from './scheduler-layout.module.css';
import { useSchedulersChanged } from './scheduler-query.ts';
import {
  findValueErrors,
  placesOfServer,
  type SchedulerValues,
  toSettings,
  usualValues,
} from './scheduler-values.ts';

/** Makes a scheduler of a brand. */
export function NewSchedulerPage() {
  const tenant = useTenant();
  const brands = useBrands();
  const isAdministrator = useIsAdministrator();
  const { values } = useUrlState({ brand: '' });
  const asked = brands.data?.find(({ id }) => id === values.brand) ?? brands.data?.[0];
  return (
    <>
      <PageTitle
        title="New scheduler"
        description="One booking flow of a brand. Only a name is needed; the rest is set as is usual."
        crumbs={[
          { label: tenant.name, href: tenantHref(tenant) },
          { label: 'Schedulers', href: tenantHref(tenant, 'schedulers') },
        ]}
      />
      {isAdministrator ? null : <AskAdministrator>Only administrators make schedulers.</AskAdministrator>}
      {brands.data === undefined ? (
        <>
          <ProblemAlert error={brands.error} onRetry={() => void brands.refetch()} />
          {brands.isPending ? <Skeleton height={320} radius="lg" /> : null}
        </>
      ) : null}
      {isAdministrator && brands.data?.length === 0 ? <NoBrand /> : null}
      {isAdministrator && asked !== undefined ? <NewSchedulerForm brandId={asked.id} /> : null}
    </>
  );
}

function NewSchedulerForm({ brandId }: { readonly brandId: string }) {
  const tenant = useTenant();
  const router = useRouter();
  const changed = useSchedulersChanged();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm<SchedulerValues>({
    initialValues: { ...usualValues, brandId },
    validate: findValueErrors,
  });
  const draft = useDraft(`new-scheduler.${tenant.id}`, form, (typed) => typed);
  const create = useMutation({
    mutationFn: (typed: SchedulerValues) =>
      api.tagged.post<SchedulerView>(tenantApi(tenant, '/schedulers'), { body: toSettings(typed) }),
    onSuccess: (made) => {
      draft.forget();
      void changed(made);
      toast.good(`${made.data.name} is made.`);
      router.history.push(tenantHref(tenant, `schedulers/${made.data.id}`));
    },
    onError: (err) => setPlaced(showFieldErrors(form, err, placesOfServer)),
  });
  return (
    <div className={classes['page']}>
      {draft.notice}
      <form
        noValidate
        onSubmit={form.onSubmit(
          (typed) => create.mutate(typed),
          (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
        )}
      >
        <SchedulerFields form={form} saved={undefined} />
        <Stack mt="md" mb="xl">
          <ProblemAlert title="The scheduler was not made" error={create.error} hiddenFields={placed} />
          <Group justify="flex-end" gap="xs">
            <Button component={RouteLink} href={tenantHref(tenant, 'schedulers')} variant="default">
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make the scheduler
            </Button>
          </Group>
        </Stack>
      </form>
    </div>
  );
}

function NoBrand() {
  const tenant = useTenant();
  return (
    <EmptyState
      icon={IconTag}
      title="Make a brand first"
      action={
        <Button component={RouteLink} href={tenantHref(tenant, 'schedulers/brands?new=yes')}>
          New brand
        </Button>
      }
    >
      A scheduler belongs to a brand, whose install key opens it.
    </EmptyState>
  );
}
