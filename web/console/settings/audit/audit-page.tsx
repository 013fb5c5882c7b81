import { Anchor } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { AuditLine } from '../../../../src/audit/list.ts';
import { AuditLog } from '../../audit/audit-log.tsx';
import { deeds, summaryOf } from '../../audit/audit-words.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { Filters } from '../../ui/filters.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { appHref } from '../api-access/access-query.ts';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { useAppNames } from './use-app-names.ts';

/** What can stand in the log of a tenant. */
const subjects = new Set([
  'connection',
  'secret',
  'tenant',
  'brand',
  'scheduler',
  'router',
  'lead',
  'person',
  'session',
]);
const ofApps = new Set(['app.deleted', 'delivery.replayed', 'replay.started', 'backfill.started']);
const actions = Object.entries(deeds)
  .filter(([action]) => subjects.has(action.split('.')[0] ?? '') || ofApps.has(action))
  .map(([value, label]) => ({ value, label }));

const DAY_MS = 86_400_000;
const spans = [
  { value: '1', label: 'Last 24 hours' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
];

/** Who did what in this tenant. */
export function AuditPage() {
  const tenant = useTenant();
  const { values, set, reset, isChanged } = useUrlState({ action: '', app: '', person: '', days: '' });
  const from = useFrom(Number(values.days));
  const pages = usePages<AuditLine>(['settings', String(tenant.id), 'audit'], tenantApi(tenant, '/audit'), {
    action: values.action,
    appId: values.app,
    personId: values.person,
    from,
    limit: 50,
  });
  const { names, isSeen } = useAppNames(tenant, values.app, pages.rows);
  const people = usePeople(pages.rows);
  return (
    <>
      <PageTitle
        title="Audit"
        description={`Who changed what in ${tenant.name}, the newest first. Of people who do not work for you it says only as whom they acted.`}
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      <Filters label="Filter the audit log" isChanged={isChanged} onReset={reset}>
        <FilterSelect
          label="What was done"
          all="Anything done"
          searchable
          w={230}
          data={actions}
          value={values.action}
          onChange={(action) => set({ action })}
        />
        <FilterSelect
          label="Application"
          all="Any application"
          w={180}
          data={[...names].map(([value, label]) => ({ value, label }))}
          value={values.app}
          onChange={(app) => set({ app })}
        />
        <FilterSelect
          label="Who did it"
          all="Anybody"
          w={230}
          data={withValue(people, values.person)}
          value={values.person}
          onChange={(person) => set({ person })}
        />
        <FilterSelect
          label="When"
          all="Any time"
          w={150}
          data={spans}
          value={values.days}
          onChange={(days) => set({ days })}
        />
      </Filters>
      <AuditLog
        {...pages}
        own="tenant"
        summary={(line) => summaryOf({ ...line, tenantId: null })}
        about={[
          {
            title: 'Application',
            render: ({ appId }) => {
              if (appId === null) return '–';
              const name = names.get(appId) ?? 'An app';
              if (!isSeen(appId)) return name;
              return (
                <Anchor component={RouteLink} href={appHref(tenant, appId)} size="sm">
                  {name}
                </Anchor>
              );
            },
          },
        ]}
        empty={
          isChanged ? (
            <NothingFits title="Nothing like that was done" onReset={reset} />
          ) : (
            <EmptyState icon={IconHistory} title="Nothing was changed yet">
              Consents, secrets, settings and people: each change leaves a line that nobody can change or
              remove.
            </EmptyState>
          )
        }
      />
    </>
  );
}

/** In steps of an hour, since each is another query. */
function useFrom(days: number): string | undefined {
  const now = Math.floor(useNow().getTime() / 3_600_000) * 3_600_000;
  return Number.isFinite(days) && days > 0 ? new Date(now - days * DAY_MS).toISOString() : undefined;
}

/** Those who did what is shown; others come with further lines. */
function usePeople(rows: readonly AuditLine[] | undefined): readonly { value: string; label: string }[] {
  return useMemo(() => {
    const known = new Map<string, string>();
    for (const { personId, personEmail } of rows ?? [])
      if (personId !== null && personEmail !== null) known.set(personId, personEmail);
    return [...known].map(([value, label]) => ({ value, label }));
  }, [rows]);
}

/** A link may name somebody of whom no line is shown. */
const withValue = (people: readonly { value: string; label: string }[], personId: string) =>
  personId === '' || people.some(({ value }) => value === personId)
    ? people
    : [...people, { value: personId, label: 'One person' }];
