import { Anchor, Button, Modal, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import type { AuditLine } from '../../../src/audit/list.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { JsonView } from '../ui/code-view.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FilterSelect } from '../ui/filter-select.tsx';
import { Filters } from '../ui/filters.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useTyped } from '../ui/use-typed.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { auditActionNames, nameOfAction } from './audit-actions.ts';

/** Who changed what, over everything. */
export function AuditPage() {
  const { values, set, reset, isChanged } = useUrlState({
    action: '',
    tenantId: '',
    appId: '',
    personId: '',
  });
  const audit = usePages<AuditLine>(['operator', 'audit'], '/api/operator/audit', values);
  const [shown, setShown] = useState<AuditLine>();
  const columns: readonly Column<AuditLine>[] = [
    { title: 'What', render: (line) => <TwoLines more={noteOf(line)}>{nameOfAction(line.action)}</TwoLines> },
    {
      title: 'Who',
      render: ({ personEmail, actor }) => (
        <TwoLines more={personEmail === null ? '' : `as ${actor}`}>
          {personEmail ?? actor.replace('_', ' ')}
        </TwoLines>
      ),
    },
    {
      title: 'Tenant',
      isNarrow: true,
      render: ({ tenantId }) =>
        tenantId === null ? (
          '–'
        ) : (
          <Anchor component={RouteLink} href={`/operator/tenants/${tenantId}`} size="sm">
            {tenantId}
          </Anchor>
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
          aria-label={`Details: ${nameOfAction(line.action)}`}
          onClick={() => setShown(line)}
        >
          Details
        </Button>
      ),
    },
  ];
  return (
    <>
      <PageTitle
        title="Audit"
        description="Everything that people, the command line and fieldhook itself have changed; the newest first."
      />
      <Filters label="Find lines of the audit log" isChanged={isChanged} onReset={reset}>
        <FilterSelect
          label="What was done"
          all="Any action"
          searchable
          data={auditActionNames}
          value={values.action}
          onChange={(action) => set({ action })}
        />
        <FilterText label="Tenant ID" value={values.tenantId} onChange={(tenantId) => set({ tenantId })} />
        <FilterText label="App ID" value={values.appId} onChange={(appId) => set({ appId })} />
        <FilterText label="Person ID" value={values.personId} onChange={(personId) => set({ personId })} />
      </Filters>
      <DataTable
        label="Audit log"
        columns={columns}
        rowKey={({ id }) => id}
        {...audit}
        empty={
          <EmptyState
            icon={IconHistory}
            title={isChanged ? 'Nothing like that was done' : 'Nothing was changed yet'}
          />
        }
      />
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={nameOfAction(shown?.action ?? '')}
        size="lg"
      >
        <JsonView value={shown} label="Line of the audit log" maxHeight={480} />
      </Modal>
    </>
  );
}

function FilterText({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [typed, type] = useTyped(value, (text) => onChange(text.trim()));
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      maxLength={200}
      w={150}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

function noteOf({ detail }: AuditLine): string {
  const { note, name, email } = detail as Record<string, unknown>;
  return [note, name, email].find((text) => typeof text === 'string') ?? '';
}
