import { Title } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import type { ErasurePage } from '../../../../src/sessions/erasure-schema.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Instant } from '../../ui/instant.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import classes from './privacy-page.module.css';

type Erasure = ErasurePage['data'][number];

const actors: Readonly<Record<string, string>> = {
  command_line: 'Whoever runs the server',
  system: 'fieldhook',
};

const columns: readonly Column<Erasure>[] = [
  { title: 'Session', render: ({ sessionId }) => <code>{sessionId}</code> },
  {
    title: 'Erased by',
    render: ({ personEmail, actor }) => personEmail ?? actors[actor] ?? 'Another tenant of the network',
  },
  { title: 'Erased', isNarrow: true, render: ({ erasedAt }) => <Instant at={erasedAt} /> },
];

/** What was erased, when and by whom. */
export function ErasuresTable() {
  const tenant = useTenant();
  const key = ['settings', String(tenant.id), 'erasures'];
  const erasures = usePages<Erasure>(key, tenantApi(tenant, '/erasures'), {});
  return (
    <section className={classes['erasures']}>
      <Title order={2} mb="sm">
        Erased so far
      </Title>
      <DataTable
        label="Erased sessions"
        columns={columns}
        rowKey={({ id }) => id}
        rowHref={({ sessionId }) => tenantHref(tenant, `sessions/${sessionId}`)}
        {...erasures}
        empty={
          <EmptyState icon={IconEraser} title="Nothing has been erased">
            Each erased session is listed with when and by whom, but not whose it was.
          </EmptyState>
        }
      />
    </section>
  );
}
