import { IconHistory } from '@tabler/icons-react';
import type { AuditLine } from '../../../../src/audit/list.ts';
import { path } from '../../api/path.ts';
import { AuditFilters, auditFilterDefaults } from '../../audit/audit-filters.tsx';
import { AuditLog } from '../../audit/audit-log.tsx';
import { deeds } from '../../audit/audit-words.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useSince } from '../../ui/use-since.ts';
import { useUrlState } from '../../ui/use-url-state.ts';
import { useApp } from './app-query.ts';

/** What can stand in the log of an app. */
const subjects = new Set(['app', 'webhook', 'delivery', 'replay', 'backfill', 'connection', 'secret']);
const actions = Object.entries(deeds)
  .filter(([action]) => subjects.has(action.split('.')[0] ?? '') && action !== 'app.deleted')
  .map(([value, label]) => ({ value, label }));

/** Who changed what of the app, the newest first. */
export function AuditPage() {
  const { id } = useApp().data;
  const state = useUrlState(auditFilterDefaults);
  const { values, reset, isChanged } = state;
  const from = useSince(Number(values.days));
  const pages = usePages<AuditLine>(['portal', 'apps', id, 'audit'], path`/api/portal/apps/${id}/audit`, {
    action: values.action,
    personId: values.person,
    from,
    limit: 50,
  });
  return (
    <>
      <AuditFilters state={state} actions={actions} rows={pages.rows} />
      <AuditLog
        {...pages}
        empty={
          isChanged ? (
            <NothingFits title="Nothing like that was done" onReset={reset} />
          ) : (
            <EmptyState icon={IconHistory} title="Nothing was changed yet" />
          )
        }
      />
    </>
  );
}
