import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { IconListDetails, IconPlayerPlay } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import type { Tagged } from '../../api/client.ts';
import { hasCode } from '../../api/problem.ts';
import { useCommands } from '../../shell/commands.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { RouteLink } from '../../shell/route-link.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { AskAdministrator, useIsAdministrator } from '../administrators.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { SchedulerFacts } from './scheduler-facts.tsx';
import { SchedulerKeys } from './scheduler-keys.tsx';
import classes from './scheduler-layout.module.css';
import { schedulerQuery } from './scheduler-query.ts';
import { DefaultBadge, StatusBadge } from './status-badge.tsx';

// Loaded for those who may change it, while its data is being read.
const SchedulerForm = lazy(async () => ({ default: (await import('./scheduler-form.tsx')).SchedulerForm }));

/** One scheduler: what is set, for those who may change it as a form; and what pages embed it with. */
export function SchedulerPage() {
  const tenant = useTenant();
  const { schedulerId = '' } = useParams({ strict: false });
  const scheduler = useQuery(schedulerQuery(tenant, schedulerId));
  const crumbs = useCrumbs();
  if (scheduler.data !== undefined) return <Shown key={schedulerId} shown={scheduler.data} />;
  if (hasCode(scheduler.error, 'not_found')) return <NotFoundPage />;
  return (
    <>
      <PageTitle title="Scheduler" crumbs={crumbs} />
      <ProblemAlert error={scheduler.error} onRetry={() => void scheduler.refetch()} />
      {scheduler.isPending ? <Skeleton height={320} radius="lg" /> : null}
    </>
  );
}

function useCrumbs() {
  const tenant = useTenant();
  return [
    { label: tenant.name, href: tenantHref(tenant) },
    { label: 'Schedulers', href: tenantHref(tenant, 'schedulers') },
  ];
}

function Shown({ shown }: { readonly shown: Tagged<SchedulerView> }) {
  const tenant = useTenant();
  const router = useRouter();
  const isAdministrator = useIsAdministrator();
  const { id, name, brandName, status, isDefault } = shown.data;
  const sessions = tenantHref(tenant, `sessions?scheduler=${id}`);
  const simulate = tenantHref(tenant, `simulate?scheduler=${id}`);
  const isPlayable = tenant.environment === 'integration' && status === 'Active';
  useCommands([
    {
      id: 'scheduler-sessions',
      group: name,
      label: `Sessions of ${name}`,
      icon: IconListDetails,
      run: () => router.history.push(sessions),
    },
  ]);
  return (
    <>
      <PageTitle
        title={name}
        description={`A scheduler of ${brandName}.`}
        crumbs={useCrumbs()}
        badge={
          <Group gap={6}>
            <StatusBadge status={status} />
            {isDefault ? <DefaultBadge /> : null}
          </Group>
        }
        actions={
          <>
            <Button
              component={RouteLink}
              href={sessions}
              variant="default"
              leftSection={<IconListDetails size={16} aria-hidden />}
            >
              Sessions
            </Button>
            {isPlayable ? (
              <Button
                component={RouteLink}
                href={simulate}
                variant="default"
                leftSection={<IconPlayerPlay size={16} aria-hidden />}
              >
                Simulate a visitor
              </Button>
            ) : null}
          </>
        }
      />
      {isAdministrator ? null : (
        <AskAdministrator>You see how it is set. Only administrators change it.</AskAdministrator>
      )}
      <div className={classes['columns']}>
        <div>
          {isAdministrator ? (
            <Suspense fallback={<Skeleton height={320} radius="lg" />}>
              <SchedulerForm shown={shown} />
            </Suspense>
          ) : (
            <SchedulerFacts scheduler={shown.data} />
          )}
        </div>
        <SchedulerKeys scheduler={shown.data} />
      </div>
    </>
  );
}
