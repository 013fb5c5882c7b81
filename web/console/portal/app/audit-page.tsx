import { Button, Modal } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import type { AuditLine } from '../../../../src/audit/list.ts';
import { path } from '../../api/path.ts';
import { JsonView } from '../../ui/code-view.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Instant } from '../../ui/instant.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useApp } from './app-query.ts';
import { asWhomOf, summaryOf, whatOf, whoOf } from './audit-words.ts';
import classes from './named-list.module.css';

/** Who changed what of the app, the newest first. */
export function AuditPage() {
  const { id } = useApp().data;
  const { rows, query, more } = usePages<AuditLine>(
    ['portal', 'apps', id, 'audit'],
    path`/api/portal/apps/${id}/audit`,
    { limit: 50 },
  );
  const [shown, setShown] = useState<AuditLine>();
  const columns: Column<AuditLine>[] = [
    { title: 'What', render: (line) => <TwoLines more={summaryOf(line)}>{whatOf(line)}</TwoLines> },
    {
      title: 'Who',
      render: (line) => (
        <span className={classes['who']}>
          <TwoLines more={asWhomOf(line)}>{whoOf(line)}</TwoLines>
        </span>
      ),
    },
    { title: 'When', isNarrow: true, render: ({ at }) => <Instant at={at} withSeconds /> },
    {
      title: 'Action',
      isNarrow: true,
      render: (line) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Details: ${whatOf(line)}`}
          onClick={() => setShown(line)}
        >
          Details
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label="Audit log"
        columns={columns}
        rows={rows}
        rowKey={(line) => line.id}
        query={query}
        more={more}
        empty={<EmptyState icon={IconHistory} title="Nothing was changed yet" />}
      />
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown === undefined ? '' : whatOf(shown)}
        size="lg"
      >
        <JsonView value={shown} label="Line of the audit log" maxHeight={480} />
      </Modal>
    </>
  );
}
