import { Button, Group, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { credentialModes } from '../app-form/credential-choice.tsx';
import type { CredentialMode } from '../app-form/values.ts';
import { useApp } from './app-query.ts';
import { appHref } from './app-tabs.ts';
import { ChangeModeDialog } from './change-mode-dialog.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { type Connection, useConnections } from './connections-query.ts';
import { SecretsCard } from './secrets-card.tsx';

/** By what the app gets at the data of each tenant. */
export function CredentialsPage() {
  const app = useApp().data;
  const mode = app.credentialMode as CredentialMode;
  const [isChanging, setChanging] = useState(false);
  const { values, set } = useUrlState({ tenant: '' });
  const { rows, query, more } = useConnections(app.id);
  const withClient = rows?.filter(({ clientId }) => clientId !== null);
  const chosen = withClient?.find(({ tenantId }) => String(tenantId) === values.tenant);
  const columns: Column<Connection>[] = [
    {
      title: 'Tenant',
      render: ({ tenantId, note, networkId }) => (
        <TwoLines
          more={[note, networkId === null ? null : `network ${networkId}`].filter(Boolean).join(' · ')}
        >
          <strong>{tenantId}</strong>
        </TwoLines>
      ),
    },
    { title: 'State', isNarrow: true, render: ({ state }) => <ConnectionBadge state={state} /> },
    {
      title: 'Client ID',
      render: ({ clientId }) => (
        <Group gap={2} wrap="nowrap" justify="flex-start">
          <code>{clientId}</code>
          <CopyButton value={clientId ?? ''} what={`client id ${clientId ?? ''}`} />
        </Group>
      ),
    },
    ...(mode === 'developer'
      ? [
          {
            title: 'Client Secret',
            isNarrow: true,
            render: ({ tenantId }: Connection) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Secrets of tenant ${tenantId}`}
                aria-expanded={chosen?.tenantId === tenantId}
                onClick={() => set({ tenant: chosen?.tenantId === tenantId ? '' : String(tenantId) })}
              >
                Secrets
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Stack gap="md">
      <Card
        title="Who configures the credentials"
        actions={
          <Button variant="default" onClick={() => setChanging(true)}>
            Change
          </Button>
        }
      >
        <Text size="sm" fw={550}>
          {credentialModes[mode]}
        </Text>
        <Text size="sm" c="dimmed" mt={4}>
          {mode === 'developer'
            ? 'Generate a client secret for each tenant below, once it is connected.'
            : 'The administrator generates the client secret under Application Details and hands it to you. It is never shown here.'}
        </Text>
      </Card>
      <DataTable
        label="Clients"
        columns={columns}
        rows={withClient}
        rowKey={({ tenantId }) => String(tenantId)}
        query={query}
        more={more}
        empty={
          <EmptyState
            icon={IconKey}
            title="No tenant has connected yet"
            action={
              <Button component={RouteLink} href={appHref(app.id, '/tenants')}>
                Invite a tenant
              </Button>
            }
          >
            A client ID comes into being when a tenant allows the app.
          </EmptyState>
        }
      />
      {mode === 'developer' && chosen !== undefined ? (
        <SecretsCard key={chosen.tenantId} connection={chosen} />
      ) : null}
      <Text size="sm" c="dimmed">
        Client IDs and secrets are never to be published: not in source code, not in a ticket, not in a web
        page.
      </Text>
      <ChangeModeDialog opened={isChanging} onClose={() => setChanging(false)} />
    </Stack>
  );
}
