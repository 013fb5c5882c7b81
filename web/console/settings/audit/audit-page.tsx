import { Anchor } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { AuditLine } from '../../../../src/audit/list.ts';
import { AuditFilters, auditFilterDefaults } from '../../audit/audit-filters.tsx';
import { AuditLog } from '../../audit/audit-log.tsx';
import { deeds, summaryOf } from '../../audit/audit-words.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useSince } from '../../ui/use-since.ts';
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

/** Who did what in this tenant. */
export function AuditPage() {
  const tenant = useTenant();
  const state = useUrlState({ ...auditFilterDefaults, app: '' });
  const { values, choose, reset, isChanged } = state;
  const from = useSince(Number(values.days));
  const pages = usePages<AuditLine>(['settings', String(tenant.id), 'audit'], tenantApi(tenant, '/audit'), {
    action: values.action,
    appId: values.app,
    personId: values.person,
    from,
    limit: 50,
  });
  const { names, isSeen } = useAppNames(tenant, values.app, pages.rows);
  return (
    <>
      <PageTitle
        title="Audit"
        description={`Who changed what in ${tenant.name}, the newest first. Of people who do not work for you it says only as whom they acted.`}
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
      />
      <AuditFilters state={state} actions={actions} rows={pages.rows}>
        <FilterSelect
          label="Application"
          all="Any application"
          w={180}
          data={[...names].map(([value, label]) => ({ value, label }))}
          value={values.app}
          onChange={(app) => choose({ app })}
        />
      </AuditFilters>
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
