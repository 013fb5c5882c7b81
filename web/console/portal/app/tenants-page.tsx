import { Button, Group, Text } from '@mantine/core';
import { IconBuildingStore, IconPencil, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Instant } from '../../ui/instant.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { useApp } from './app-query.ts';
import { AudienceDialog, type Named } from './audience-dialog.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { type Connection, useConnections } from './connections-query.ts';
import { InvitationCard } from './invitation-card.tsx';
import { NetworksCard } from './networks-card.tsx';
import { RemoveNamed } from './remove-named.tsx';
import { IconAction } from '../../ui/icon-action.tsx';
import classes from './named-list.module.css';
import { ScopeNames } from './scope-names.tsx';

/** Whom the app is meant for, and what each made of it. */
export function TenantsPage() {
  const app = useApp().data;
  const { rows, query, more } = useConnections(app.id);
  const [editing, setEditing] = useState<Named | 'new'>();
  const [removing, setRemoving] = useState<Connection>();
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      Add tenant
    </Button>
  );
  const columns: Column<Connection>[] = [
    {
      title: 'Tenant',
      render: ({ tenantId, note, named, networkId }) => (
        <TwoLines
          more={note ?? (named ? '' : networkId === null ? 'not named any more' : `of network ${networkId}`)}
        >
          <strong className={classes['id']}>{tenantId}</strong>
        </TwoLines>
      ),
    },
    {
      title: 'State',
      isNarrow: true,
      render: ({ state, connectedAt }) => (
        <TwoLines more={connectedAt === null ? null : <Since at={connectedAt} />}>
          <ConnectionBadge state={state} />
        </TwoLines>
      ),
    },
    {
      title: 'Version',
      isNarrow: true,
      render: ({ connectedVersion }) =>
        connectedVersion === null ? (
          '–'
        ) : (
          <TwoLines more={connectedVersion === app.version ? 'newest' : `newest is ${app.version}`}>
            {connectedVersion}
          </TwoLines>
        ),
    },
    {
      title: 'In force',
      render: ({ scopes, eventTypes, state }) =>
        state === 'not_connected_yet' ? '–' : <ScopeNames scopes={scopes} eventTypes={eventTypes} />,
    },
    {
      title: 'Client ID',
      isNarrow: true,
      render: ({ clientId }) =>
        clientId === null ? (
          '–'
        ) : (
          <Group gap={2} wrap="nowrap" justify="flex-end">
            <code title={clientId}>{shorten(clientId)}</code>
            <CopyButton value={clientId} what={`client id ${clientId}`} />
          </Group>
        ),
    },
    {
      title: 'Action',
      isNarrow: true,
      render: (row) =>
        row.named ? (
          <Group gap={2} wrap="nowrap" justify="flex-end">
            <IconAction
              label={`Note of tenant ${row.tenantId}`}
              icon={IconPencil}
              onClick={() => setEditing({ id: row.tenantId, note: row.note })}
            />
            <IconAction
              label={`Remove tenant ${row.tenantId}`}
              icon={IconX}
              onClick={() => setRemoving(row)}
            />
          </Group>
        ) : null,
    },
  ];
  return (
    <>
      <Group justify="space-between" mb="md" gap="sm">
        <Text size="sm" c="dimmed" maw={620} flex="1 1 16rem">
          Named tenants may connect, and those of named networks. An id that nobody has stays Not Connected
          Yet, like any other.
        </Text>
        {rows?.length === 0 ? null : add}
      </Group>
      <DataTable
        label="Tenants"
        columns={columns}
        rows={rows}
        rowKey={({ tenantId }) => String(tenantId)}
        query={query}
        more={more}
        empty={
          <EmptyState icon={IconBuildingStore} title="The app names no tenant yet" action={add}>
            A tenant that you name finds the app in its settings and can connect it.
          </EmptyState>
        }
      />
      <NetworksCard />
      <InvitationCard />
      <AudienceDialog list="tenants" editing={editing} onClose={() => setEditing(undefined)} />
      <RemoveNamed
        list="tenants"
        id={removing?.tenantId}
        state={removing?.state}
        onClose={() => setRemoving(undefined)}
      />
    </>
  );
}

const shorten = (clientId: string): string => `${clientId.slice(0, 9)}…${clientId.slice(-4)}`;

function Since({ at }: { readonly at: string }) {
  return (
    <>
      since <Instant at={at} show="relative" />
    </>
  );
}
