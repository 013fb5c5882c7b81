import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { NewSecret, TenantSecrets } from '../../../../src/apps/tenant-secrets.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Instant } from '../../ui/instant.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { toast } from '../../ui/toast.ts';
import { useApp } from './app-query.ts';
import type { Connection } from './connections-query.ts';
import classes from './named-list.module.css';

type Secrets = Static<typeof TenantSecrets>;
type Secret = Secrets['data'][number];

const MOST_ACTIVE = 2;

/** The client secrets of one tenant: two at most, so that one can replace the other without a gap. */
export function SecretsCard({ connection: { tenantId, networkId } }: { readonly connection: Connection }) {
  const { id } = useApp().data;
  const queryClient = useQueryClient();
  const url = path`/api/portal/apps/${id}/tenants/${tenantId}/secrets`;
  const queryKey = ['portal', 'apps', id, 'secrets', tenantId];
  const secrets = useQuery({ queryKey, queryFn: ({ signal }) => api.get<Secrets>(url, { signal }) });
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey });
  const generate = useMutation({
    mutationFn: () => api.post<Static<typeof NewSecret>>(url),
    // Kept nowhere but in this page, and only until it is left.
    gcTime: 0,
    onSettled: refresh,
  });
  const [revoking, setRevoking] = useState<Secret>();
  const active = secrets.data?.data.filter(({ revokedAt }) => revokedAt === null) ?? [];
  const isFull = active.length >= MOST_ACTIVE;
  return (
    <Card
      title={`Client secrets of tenant ${tenantId}`}
      description={
        networkId === null
          ? 'At most two are active: generate the second, switch over, revoke the first.'
          : `Shared by the tenants of network ${networkId}. At most two are active.`
      }
      actions={
        <Button
          loading={generate.isPending}
          disabled={isFull || secrets.data === undefined}
          onClick={() => generate.mutate()}
        >
          Generate
        </Button>
      }
    >
      <Stack gap="md">
        <ProblemAlert error={secrets.error} onRetry={() => void secrets.refetch()} />
        <ProblemAlert title="No secret was generated" error={generate.error} />
        {generate.data === undefined ? null : (
          <SecretOnce label={`Client secret of tenant ${tenantId}`} value={generate.data.clientSecret} />
        )}
        {isFull ? (
          <Text size="sm" c="dimmed">
            Two are active. Revoke one that is no longer used before you generate another.
          </Text>
        ) : null}
        {secrets.isPending ? <Skeleton height={60} radius="md" /> : null}
        {secrets.data?.data.length === 0 ? (
          <p className={classes['none']}>None yet: press Generate.</p>
        ) : (
          <ul className={classes['list']}>
            {secrets.data?.data.map((secret) => (
              <Line key={secret.id} secret={secret} onRevoke={() => setRevoking(secret)} />
            ))}
          </ul>
        )}
      </Stack>
      <ConfirmDialog
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={`Revoke the secret …${revoking?.hint ?? ''} of tenant ${tenantId}?`}
        confirm={`Revoke …${revoking?.hint ?? ''}`}
        isDangerous
        onConfirm={async () => {
          await api.delete(url + path`/${revoking?.id ?? ''}`);
          generate.reset();
          await refresh();
          toast.good('The secret is revoked.');
        }}
      >
        It gets no more access tokens from now on. Those that it got work for up to 15 minutes. It cannot be
        taken back.
      </ConfirmDialog>
    </Card>
  );
}

function Line({ secret, onRevoke }: { readonly secret: Secret; readonly onRevoke: () => void }) {
  const { hint, createdAt, lastUsedAt, revokedAt } = secret;
  return (
    <li>
      <div>
        <Group gap="xs">
          <code>••••{hint}</code>
          {revokedAt === null ? (
            <StateBadge kind="good">Active</StateBadge>
          ) : (
            <StateBadge kind="quiet">Revoked</StateBadge>
          )}
        </Group>
        <Text size="xs" c="dimmed" component="div">
          Generated <Instant at={createdAt} /> ·{' '}
          {lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              last used <Instant at={lastUsedAt} show="relative" />
            </>
          )}
        </Text>
      </div>
      {revokedAt === null ? (
        <Button size="compact-sm" variant="default" aria-label={`Revoke …${hint}`} onClick={onRevoke}>
          Revoke
        </Button>
      ) : null}
    </li>
  );
}
