import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Tagged } from '../../../api/client.ts';
import { hasCode } from '../../../api/problem.ts';
import { NotFoundPage } from '../../../shell/not-found-page.tsx';
import { PageTitle } from '../../../ui/page-title.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import { AskAdministrator, useIsAdministrator } from '../../administrators.tsx';
import { useTenant } from '../../tenant-query.ts';
import classes from '../scheduler-layout.module.css';
import { RouterAside } from './router-aside.tsx';
import { useRouterCrumbs } from './router-crumbs.ts';
import { routerQuery, type RouterView } from './router-query.ts';
import { RouterRules } from './router-rules.tsx';

const RouterForm = lazy(async () => ({ default: (await import('./router-form.tsx')).RouterForm }));

/** One router: its rules, for those who may change them as a form. */
export function RouterPage() {
  const tenant = useTenant();
  const { routerId = '' } = useParams({ strict: false });
  const router = useQuery(routerQuery(tenant, routerId));
  const crumbs = useRouterCrumbs();
  if (router.data !== undefined) return <Shown key={routerId} shown={router.data} />;
  if (hasCode(router.error, 'not_found')) return <NotFoundPage />;
  return (
    <>
      <PageTitle title="Router" crumbs={crumbs} />
      <ProblemAlert error={router.error} onRetry={() => void router.refetch()} />
      {router.isPending ? <Skeleton height={320} radius="lg" /> : null}
    </>
  );
}

function Shown({ shown }: { readonly shown: Tagged<RouterView> }) {
  const isAdministrator = useIsAdministrator();
  return (
    <>
      <PageTitle
        title={shown.data.name}
        description="A router: sends visitors on by ZIP code and brand."
        crumbs={useRouterCrumbs()}
      />
      {isAdministrator ? null : (
        <AskAdministrator>You see how it is set. Only administrators change it.</AskAdministrator>
      )}
      <div className={classes['columns']}>
        <div>
          {isAdministrator ? (
            <Suspense fallback={<Skeleton height={320} radius="lg" />}>
              <RouterForm shown={shown} onSaved={() => toast.good('The changes are saved.')} />
            </Suspense>
          ) : (
            <RouterRules router={shown.data} />
          )}
        </div>
        <RouterAside router={shown.data} />
      </div>
    </>
  );
}
