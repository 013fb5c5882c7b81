import { Skeleton } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { PageTitle } from '../../../ui/page-title.tsx';
import { toast } from '../../../ui/toast.ts';
import { AskAdministrator, useIsAdministrator } from '../../administrators.tsx';
import { tenantHref, useTenant } from '../../tenant-query.ts';
import classes from '../scheduler-layout.module.css';
import { useRouterCrumbs } from './router-crumbs.ts';

const RouterForm = lazy(async () => ({ default: (await import('./router-form.tsx')).RouterForm }));

/** Makes a router with its rules. */
export function NewRouterPage() {
  const tenant = useTenant();
  const router = useRouter();
  return (
    <>
      <PageTitle
        title="New router"
        description="One entry point that sends visitors on to the right scheduler."
        crumbs={useRouterCrumbs()}
      />
      {useIsAdministrator() ? (
        <div className={classes['page']}>
          <Suspense fallback={<Skeleton height={320} radius="lg" />}>
            <RouterForm
              shown={undefined}
              onSaved={({ id, name }) => {
                toast.good(`${name} is made.`);
                router.history.push(tenantHref(tenant, `schedulers/routers/${id}`));
              }}
            />
          </Suspense>
        </div>
      ) : (
        <AskAdministrator>Only administrators make routers.</AskAdministrator>
      )}
    </>
  );
}
