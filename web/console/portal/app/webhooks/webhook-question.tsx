import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { toast } from '../../../ui/toast.ts';
import type { WebhookDialog } from './dialogs.ts';
import { OverlapChoice } from './overlap-choice.tsx';
import { useWebhookChange } from './use-webhook-change.ts';
import type { WebhookFormProps } from './webhook-dialogs.tsx';

/** Asks before a deed that needs no more than a yes. */
export function WebhookQuestion({
  opened,
  dialog,
  webhook,
  name,
  onClose,
}: WebhookFormProps & { readonly opened: boolean; readonly dialog: WebhookDialog }) {
  const change = useWebhookChange(webhook.eventType);
  const [overlap, setOverlap] = useState('24');
  const common = {
    opened,
    onClose: () => {
      setOverlap('24');
      onClose();
    },
  };
  switch (dialog) {
    case 'pause':
      return (
        <ConfirmDialog
          {...common}
          title={`Pause ${name}?`}
          confirm="Pause"
          onConfirm={async () => {
            await change('patch', '', { enabled: false });
            toast.good(`${name} is paused.`);
          }}
        >
          <Stack gap="xs">
            <Text size="sm">
              {webhook.health.waiting === 0
                ? 'Nothing waits to be sent.'
                : webhook.health.waiting === 1
                  ? 'One delivery waits: it is skipped at once.'
                  : `${webhook.health.waiting} deliveries wait: they are skipped at once.`}{' '}
              What comes until you enable it again is skipped, too.
            </Text>
            <Text size="sm">Skipped deliveries are kept and can be replayed. Tests can still be sent.</Text>
          </Stack>
        </ConfirmDialog>
      );
    case 'end-key-overlap':
      return (
        <ConfirmDialog
          {...common}
          title={`End the old HMAC key of ${name} now?`}
          confirm="End the old key"
          isDangerous
          onConfirm={async () => {
            await change('delete', '/previous-key');
            toast.good('Only the new key signs from now on.');
          }}
        >
          <Text size="sm">
            From the next attempt on only the new key signs, and <code>x-servicetitan-signature</code> changes
            over to it. A server that still verifies with the old key refuses what comes.
          </Text>
          <Text size="sm" c="dimmed" mt="xs">
            {webhook.keyLastUsedAt === null ? (
              'Nothing that the new key signed was taken yet: send a test first.'
            ) : (
              <>
                The new key last signed a delivery that was taken{' '}
                <Instant at={webhook.keyLastUsedAt} show="relative" />.
              </>
            )}
          </Text>
        </ConfirmDialog>
      );
    case 'end-key-pair-overlap':
      return (
        <ConfirmDialog
          {...common}
          title={`End the old key pair of ${name} now?`}
          confirm="End the old key pair"
          isDangerous
          onConfirm={async () => {
            await change('delete', '/previous-key-pair');
            toast.good('Only the new key pair signs from now on.');
          }}
        >
          <Text size="sm">
            The old public key is no longer published. A server that knows only that one refuses what comes.
          </Text>
        </ConfirmDialog>
      );
    case 'switch-off-key-pair':
      return (
        <ConfirmDialog
          {...common}
          title={`Switch off the public key of ${name}?`}
          confirm="Switch off"
          isDangerous
          onConfirm={async () => {
            await change('patch', '', { asymmetric: false });
            toast.good('The public key is switched off.');
          }}
        >
          <Text size="sm">
            The HMAC key signs alone, and the public key is no longer published: a server that verifies with
            it refuses what comes. Switched on again, it is the same key.
          </Text>
        </ConfirmDialog>
      );
    case 'rotate-key-pair':
      return (
        <ConfirmDialog
          {...common}
          title={`Rotate the key pair of ${name}?`}
          confirm="Rotate"
          onConfirm={async () => {
            await change('post', '/key-pair-rotation', { overlapHours: Number(overlap) });
            toast.good('The new public key is published.');
          }}
        >
          <Stack gap="md">
            <Text size="sm">
              A new key pair is made and its public key published at once: servers that read it there need no
              change.
            </Text>
            <OverlapChoice value={overlap} onChange={setOverlap} what="key pair" />
          </Stack>
        </ConfirmDialog>
      );
    default:
      return (
        <ConfirmDialog {...common} title="" confirm="" onConfirm={() => Promise.resolve()}>
          {null}
        </ConfirmDialog>
      );
  }
}
