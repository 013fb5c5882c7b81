import { IconHistory } from '@tabler/icons-react';
import type { AuditLine } from '../../../../src/audit/list.ts';
import { path } from '../../api/path.ts';
import { AuditLog } from '../../audit/audit-log.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useApp } from './app-query.ts';

/** Who changed what of the app, the newest first. */
export function AuditPage() {
  const { id } = useApp().data;
  const pages = usePages<AuditLine>(['portal', 'apps', id, 'audit'], path`/api/portal/apps/${id}/audit`, {
    limit: 50,
  });
  return <AuditLog {...pages} empty={<EmptyState icon={IconHistory} title="Nothing was changed yet" />} />;
}
