import { Button, SegmentedControl, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { OperatorApp } from '../../../src/apps/approval.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { toast } from '../ui/toast.ts';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { NoteDialog } from './note-dialog.tsx';

type App = Static<typeof OperatorApp>;

/** Apps that tenants of other organisations are to see only once somebody has looked at them. */
export function ApprovalPage() {
  const queryClient = useQueryClient();
  const { values, set } = useUrlState({ approved: 'false' });
  const apps = usePages<App>(['operator', 'apps'], '/api/operator/apps', { ...values, limit: 50 });
  const [deciding, setDeciding] = useState<App>();
  const isWaiting = values.approved !== 'true';
  const columns: readonly Column<App>[] = [
    {
      title: 'App',
      render: ({ name, category, description }) => (
        <TwoLines more={`${category}: ${description}`}>
          <strong>{name}</strong>
        </TwoLines>
      ),
    },
    {
      title: 'Organisation',
      render: ({ organisation, email }) => <TwoLines more={email}>{organisation}</TwoLines>,
    },
    {
      title: 'Wants',
      render: ({ scopes, eventTypes }) => (
        <Text size="sm" component="span">
          {[...scopes, ...eventTypes].join(', ')}
        </Text>
      ),
    },
    {
      title: isWaiting ? 'Made' : 'Approved',
      render: ({ createdAt, approvedAt }) => <Instant at={approvedAt ?? createdAt} show="relative" />,
    },
    {
      title: 'Action',
      isNarrow: true,
      render: (app) => (
        <Button
          size="compact-sm"
          variant={app.approved ? 'default' : 'filled'}
          aria-label={`${app.approved ? 'Withdraw the approval of' : 'Approve'} ${app.name}`}
          onClick={() => setDeciding(app)}
        >
          {app.approved ? 'Withdraw' : 'Approve'}
        </Button>
      ),
    },
  ];
  const { name = '', approved = false } = deciding ?? {};
  return (
    <>
      <PageTitle
        title="App approval"
        description="Until it is approved, an app is seen by the tenants of its own organisation only."
      />
      <SegmentedControl
        mb="md"
        aria-label="Which apps"
        data={[
          { value: 'false', label: 'Awaiting approval' },
          { value: 'true', label: 'Approved' },
        ]}
        value={values.approved}
        onChange={(value) => set({ approved: value })}
      />
      <DataTable
        label="Apps"
        columns={columns}
        rowKey={({ id }) => id}
        {...apps}
        empty={
          <EmptyState
            icon={IconRosetteDiscountCheck}
            title={isWaiting ? 'No app awaits approval' : 'No app is approved yet'}
          />
        }
      />
      <NoteDialog
        opened={deciding !== undefined}
        onClose={() => setDeciding(undefined)}
        title={approved ? `Withdraw the approval of ${name}?` : `Approve ${name}?`}
        confirm={approved ? `Withdraw it` : `Approve ${name}`}
        isDangerous={approved}
        onConfirm={async (note) => {
          await api.post(path`/api/operator/apps/${deciding?.id ?? ''}/approval`, {
            body: { approved: !approved, note },
          });
          await queryClient.invalidateQueries({ queryKey: ['operator', 'apps'] });
          toast.good(approved ? `${name} is no longer approved.` : `${name} is approved.`);
        }}
      >
        {approved
          ? 'Tenants of other organisations no longer see it among the apps to connect.'
          : 'Tenants that it names can connect it, whoever they belong to.'}
      </NoteDialog>
    </>
  );
}
