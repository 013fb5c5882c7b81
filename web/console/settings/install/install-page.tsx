import { Anchor, Button, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCalendarCog, IconTag } from '@tabler/icons-react';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { brandColumns } from '../schedulers/brand-columns.tsx';
import { useBrands } from '../schedulers/brands-query.ts';
import { useSchedulers } from '../schedulers-query.ts';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { ApiCard } from './api-card.tsx';
import { EmbedCard } from './embed-card.tsx';
import classes from './install-page.module.css';

/** What a website needs to open a scheduler, and what of it there is. */
export function InstallPage() {
  const tenant = useTenant();
  const schedulers = useSchedulers();
  const brands = useBrands();
  const { values, set } = useUrlState({ scheduler: '' });
  const chosen =
    schedulers.data?.find(({ id }) => id === values.scheduler) ??
    schedulers.data?.find(({ isDefault }) => isDefault) ??
    schedulers.data?.[0];
  return (
    <>
      <PageTitle
        title="Install keys"
        description="What your website needs to open a scheduler: the install key of its brand and its own ID."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      {schedulers.data === undefined ? (
        <>
          <ProblemAlert error={schedulers.error} onRetry={() => void schedulers.refetch()} />
          {schedulers.isPending ? <Skeleton height={220} radius="lg" /> : null}
        </>
      ) : null}
      {schedulers.data?.length === 0 ? (
        <Card>
          <EmptyState
            icon={IconCalendarCog}
            title="There is no scheduler to install yet"
            action={
              <Button component={RouteLink} href={tenantHref(tenant, 'schedulers')}>
                See the schedulers
              </Button>
            }
          />
        </Card>
      ) : null}
      {chosen === undefined ? null : (
        <>
          <Keys chosen={chosen} all={schedulers.data ?? []} onChoose={(scheduler) => set({ scheduler })} />
          <div className={classes['columns']}>
            <div>
              <ApiCard scheduler={chosen} />
            </div>
            <div>
              <EmbedCard scheduler={chosen} />
            </div>
          </div>
        </>
      )}
      <section className={classes['brands']}>
        <Title order={2} mb="sm">
          Install keys of all brands
        </Title>
        <DataTable
          label="Install keys"
          columns={brandColumns}
          rows={brands.data}
          rowKey={({ id }) => id}
          query={brands}
          empty={
            <EmptyState
              icon={IconTag}
              title="There is no brand yet"
              action={
                <Button
                  component={RouteLink}
                  href={tenantHref(tenant, 'schedulers/brands')}
                  variant="default"
                >
                  See the brands
                </Button>
              }
            >
              Each brand has an install key, which opens its schedulers.
            </EmptyState>
          }
        />
      </section>
    </>
  );
}

function Keys({
  chosen,
  all,
  onChoose,
}: {
  readonly chosen: SchedulerView;
  readonly all: readonly SchedulerView[];
  readonly onChoose: (schedulerId: string) => void;
}) {
  const tenant = useTenant();
  return (
    <Card>
      <Stack gap="md">
        <div className={classes['keys']}>
          <Select
            label="Scheduler"
            data={all.map(({ id, name, brandName }) => ({ value: id, label: `${name} (${brandName})` }))}
            allowDeselect={false}
            value={chosen.id}
            onChange={(id) => onChoose(id ?? '')}
          />
          <CopyField label={`Install key of ${chosen.brandName}`} value={chosen.dataApiKey} />
          <CopyField label="Scheduler ID" value={chosen.id} />
        </div>
        {chosen.status === 'Active' ? null : (
          <Text size="sm" c="var(--warn)">
            It is {chosen.status === 'Draft' ? 'a draft' : 'inactive'}: nobody is let in.{' '}
            <Anchor
              component={RouteLink}
              href={tenantHref(tenant, `schedulers/${chosen.id}`)}
              size="sm"
              underline="always"
            >
              Open its settings
            </Anchor>
          </Text>
        )}
        <Text size="sm" c="dimmed">
          Neither is a secret: both stand in public web pages, and any page that has them can open the
          scheduler. Allowed website domains cannot be set yet. An install key stays as it is: if it changed,
          every page of the brand would stop at that moment.
        </Text>
      </Stack>
    </Card>
  );
}
