import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Instant } from '../ui/instant.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { SecretOnce } from '../ui/secret-once.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { toast } from '../ui/toast.ts';
import classes from './client-secrets.module.css';

/** A secret as it can be seen after the one time when it was shown. */
export interface ClientSecret {
  readonly id: string;
  readonly hint: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

const MOST_ACTIVE = 2;

/** The secrets of one client: two at most, so that one can replace the other without a gap. */
export function ClientSecrets({
  title,
  description,
  owner,
  secrets,
  error,
  onRetry,
  onGenerate,
  onRevoke,
  next,
}: {
  readonly title: string;
  readonly description: ReactNode;
  /** Whose they are: "tenant 1000001". */
  readonly owner: string;
  /** The active ones first; undefined while they are being loaded. */
  readonly secrets: readonly ClientSecret[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Left out where somebody else generates them. */
  readonly onGenerate?: (() => Promise<string>) | undefined;
  readonly onRevoke: (secretId: string) => Promise<unknown>;
  /** What to do with a new secret. */
  readonly next?: string;
}) {
  const generate = useMutation({
    mutationFn: async () => onGenerate?.(),
    // Kept nowhere but in this page, and only until it is left.
    gcTime: 0,
  });
  const [revoking, setRevoking] = useState<ClientSecret>();
  const isFull = (secrets?.filter(({ revokedAt }) => revokedAt === null).length ?? 0) >= MOST_ACTIVE;
  return (
    <Card
      title={title}
      description={description}
      actions={
        onGenerate === undefined ? undefined : (
          <Button
            loading={generate.isPending}
            disabled={isFull || secrets === undefined}
            onClick={() => generate.mutate()}
          >
            Generate
          </Button>
        )
      }
    >
      <Stack gap="md">
        <ProblemAlert error={error} {...(onRetry !== undefined && { onRetry })} />
        <ProblemAlert title="No secret was generated" error={generate.error} />
        {generate.data === undefined ? null : (
          <SecretOnce
            label={`Client secret of ${owner}`}
            value={generate.data}
            onStored={generate.reset}
            {...(next !== undefined && { next })}
          />
        )}
        {isFull && onGenerate !== undefined ? (
          <Text size="sm" c="dimmed">
            Two are active. Revoke one that is no longer used before you generate another.
          </Text>
        ) : null}
        {secrets === undefined && (error ?? null) === null ? <Skeleton height={60} radius="md" /> : null}
        {secrets?.length === 0 ? (
          <Text size="sm" c="dimmed">
            {onGenerate === undefined ? 'None yet.' : 'None yet: press Generate.'}
          </Text>
        ) : (
          <ul className={classes['list']}>
            {secrets?.map((secret) => (
              <Line key={secret.id} secret={secret} onRevoke={() => setRevoking(secret)} />
            ))}
          </ul>
        )}
      </Stack>
      <ConfirmDialog
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title={`Revoke the secret …${revoking?.hint ?? ''} of ${owner}?`}
        confirm={`Revoke …${revoking?.hint ?? ''}`}
        isDangerous
        onConfirm={async () => {
          await onRevoke(revoking?.id ?? '');
          // A new one that was shown just now is shown nowhere else.
          if (revoking !== undefined && generate.data?.endsWith(revoking.hint) === true) generate.reset();
          toast.good('The secret is revoked.');
        }}
      >
        It gets no more access tokens from now on. Those that it got work for up to 15 minutes. It cannot be
        taken back.
      </ConfirmDialog>
    </Card>
  );
}

function Line({ secret, onRevoke }: { readonly secret: ClientSecret; readonly onRevoke: () => void }) {
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
        <Button
          size="compact-sm"
          variant="default"
          className={classes['revoke'] ?? ''}
          aria-label={`Revoke …${hint}`}
          onClick={onRevoke}
        >
          Revoke
        </Button>
      ) : null}
    </li>
  );
}
