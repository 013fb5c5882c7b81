import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { hasCode } from '../../api/problem.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { appQuery } from './access-query.ts';

/** A page about the app that the address names, once it is there. `isStill`: it changes only when the page itself asks. */
export function AppPageFrame({
  title,
  isStill = false,
  children,
}: {
  /** While it is being loaded. */
  readonly title: string;
  readonly isStill?: boolean;
  readonly children: (app: AppDetail) => ReactNode;
}) {
  const tenant = useTenant();
  const { appId = '' } = useParams({ strict: false });
  const app = useQuery({
    ...appQuery(tenant, appId),
    // What one is about to allow must not change under one's eyes.
    ...(isStill && { refetchOnWindowFocus: false, refetchOnReconnect: false }),
  });
  if (hasCode(app.error, 'not_found')) return <NotFoundPage />;
  if (app.data !== undefined) return children(app.data);
  return (
    <>
      <PageTitle title={title} crumbs={accessCrumbs(tenant)} />
      {app.error === null ? (
        <Skeleton height={320} radius="lg" />
      ) : (
        <ProblemAlert error={app.error} onRetry={() => void app.refetch()} />
      )}
    </>
  );
}

export const accessCrumbs = (tenant: { readonly id: number; readonly name: string }) => [
  { label: tenant.name, href: tenantHref(tenant) },
  { label: 'API Application Access', href: tenantHref(tenant, 'api-access') },
];
