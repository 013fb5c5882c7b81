import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { toast } from '../../../ui/toast.ts';
import type { OpenDialog } from './dialogs.ts';
import { LastUsed } from './last-used.tsx';
import { OverlapBox } from './overlap-box.tsx';
import { SettingRow } from './setting-row.tsx';
import { useWebhookChange } from './use-webhook-change.ts';
import classes from './value.module.css';
import type { Webhook } from './webhooks-query.ts';

/** Signing by ed25519 beside the HMAC key: off, or on with what receivers need of it. */
export function PublicKeyRow({
  webhook,
  name,
  open,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
}) {
  const change = useWebhookChange(webhook.eventType);
  const switchOn = useMutation({
    mutationFn: () => change('patch', '', { asymmetric: true }),
    onSuccess: () => toast.good(`${name} is signed by a key pair, too.`),
  });
  const { publicKey, publicKeysPath } = webhook;
  if (!webhook.asymmetric || publicKey === null)
    return (
      <SettingRow
        name="Public key"
        actions={
          <Button
            size="xs"
            variant="default"
            aria-label={`Switch on the public key of ${name}`}
            loading={switchOn.isPending}
            onClick={() => switchOn.mutate()}
          >
            Switch on
          </Button>
        }
      >
        Off
        <p className={classes['more']}>
          Switched on, each POST is also signed by ed25519 (<code>v1a</code>): whoever verifies with the
          public key holds no secret that could leak.
        </p>
        <ProblemAlert title="It was not switched on" error={switchOn.error} />
      </SettingRow>
    );
  const address = publicKeysPath === null ? '' : new URL(publicKeysPath, location.origin).href;
  return (
    <SettingRow
      name="Public key"
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            aria-label={`Rotate the key pair of ${name}`}
            onClick={() => open('rotate-key-pair')}
          >
            Rotate
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={`Switch off the public key of ${name}`}
            onClick={() => open('switch-off-key-pair')}
          >
            Switch off
          </Button>
        </>
      }
    >
      <span className={classes['line']}>
        <code>{publicKey}</code>
        <CopyButton value={publicKey} what={`public key of ${name}`} />
      </span>
      <p className={classes['more']}>
        ed25519, <code>v1a</code> in <code>webhook-signature</code>.{' '}
        <LastUsed at={webhook.publicKeyLastUsedAt} />
      </p>
      <span className={classes['line']}>
        <span className={classes['more']}>
          Published at <code>{address}</code>
        </span>
        <CopyButton value={address} what={`address of the public keys of ${name}`} />
      </span>
      {webhook.previousPublicKeyUntil === null ? null : (
        <OverlapBox
          what="The old key pair"
          until={webhook.previousPublicKeyUntil}
          lastUsedAt={webhook.previousPublicKeyLastUsedAt}
          endLabel={`End now: the old key pair of ${name}`}
          onEnd={() => open('end-key-pair-overlap')}
        />
      )}
    </SettingRow>
  );
}
