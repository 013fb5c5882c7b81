import { Button, Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { Token, Tokens } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { toast } from '../ui/toast.ts';
import { NewTokenForm } from './new-token-form.tsx';

const url = '/api/people/me/tokens';

export function TokensPage() {
  const queryClient = useQueryClient();
  const tokens = useQuery({
    queryKey: ['me', 'tokens'],
    queryFn: ({ signal }) => api.get<Static<typeof Tokens>>(url, { signal }),
  });
  const [making, setMaking] = useState<'typing' | 'showing'>();
  const [revoking, setRevoking] = useState<Token>();
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['me', 'tokens'] });
  const create = <Button onClick={() => setMaking('typing')}>New token</Button>;
  const columns: Column<Token>[] = [
    { title: 'Name', render: ({ name }) => <strong>{name}</strong> },
    { title: 'May', render: ({ scopes }) => scopes.join(', ') },
    { title: 'Environment', render: ({ environment }) => environment },
    {
      title: 'Last used',
      render: ({ lastUsedAt }) =>
        lastUsedAt === null ? 'never' : <Instant at={lastUsedAt} show="relative" />,
    },
    { title: 'Expires', render: ({ expiresAt }) => <Instant at={expiresAt} /> },
    {
      title: 'Action',
      isNarrow: true,
      render: (token) => (
        <Button size="compact-sm" variant="default" onClick={() => setRevoking(token)}>
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <>
      <PageTitle
        title="Personal access tokens"
        description="For command lines and scripts that act as you: never more than you may do yourself."
        actions={tokens.data?.data.length === 0 ? null : create}
      />
      <DataTable
        label="Personal access tokens"
        columns={columns}
        rows={tokens.data?.data}
        rowKey={({ id }) => id}
        query={tokens}
        empty={
          <EmptyState icon={IconKey} title="You have no tokens" action={create}>
            A token lets a program call the API in your name.
          </EmptyState>
        }
      />
      <Modal
        opened={making !== undefined}
        onClose={() => setMaking(undefined)}
        title="New personal access token"
        // A token that is lost by a press beside the dialog cannot be had again.
        closeOnClickOutside={making !== 'showing'}
        closeOnEscape={making !== 'showing'}
        withCloseButton={making !== 'showing'}
      >
        <NewTokenForm
          onMade={async () => {
            setMaking('showing');
            await refresh();
          }}
          onClose={() => setMaking(undefined)}
        />
      </Modal>
      <ConfirmDialog
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={`Revoke the token ${revoking?.name ?? ''}?`}
        confirm={`Revoke ${revoking?.name ?? ''}`}
        isDangerous
        onConfirm={async () => {
          await api.delete(path`/api/people/me/tokens/${revoking?.id ?? ''}`);
          await refresh();
          toast.good('The token is revoked.');
        }}
      >
        Whatever uses it is refused from the next call on.
      </ConfirmDialog>
    </>
  );
}
