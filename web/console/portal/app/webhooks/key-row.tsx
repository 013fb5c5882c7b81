import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { RevealedKey } from '../../../../../src/apps/signing-schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { CopyField } from '../../../ui/copy-field.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useAppId } from '../app-query.ts';
import type { OpenDialog } from './dialogs.ts';
import { LastUsed } from './last-used.tsx';
import { OverlapBox } from './overlap-box.tsx';
import { SettingRow } from './setting-row.tsx';
import classes from './value.module.css';
import type { Webhook } from './webhooks-query.ts';

/** The HMAC key: masked until it is asked for, which stands in the audit log; and what an overlap is doing. */
export function KeyRow({
  webhook,
  name,
  open,
}: {
  readonly webhook: Webhook;
  readonly name: string;
  readonly open: OpenDialog;
}) {
  const appId = useAppId();
  const { eventType, maskedKey, keyLastUsedAt, previousKeyUntil, previousKeyLastUsedAt } = webhook;
  const reveal = useMutation({
    mutationFn: () => api.post<RevealedKey>(path`/api/portal/apps/${appId}/webhooks/${eventType}/key-reveal`),
    // Kept nowhere but in this page, and only until it is hidden or left.
    gcTime: 0,
  });
  // After a rotation it is another key.
  const shown =
    reveal.data !== undefined && endsAlike(reveal.data.hmacKey, maskedKey) ? reveal.data : undefined;
  return (
    <SettingRow
      name="HMAC key"
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            aria-label={
              shown === undefined ? `Reveal the HMAC key of ${name}` : `Hide the HMAC key of ${name}`
            }
            loading={reveal.isPending}
            onClick={() => (shown === undefined ? reveal.mutate() : reveal.reset())}
          >
            {shown === undefined ? 'Reveal' : 'Hide'}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={`Rotate the HMAC key of ${name}`}
            onClick={() => open('rotate-key')}
          >
            Rotate
          </Button>
        </>
      }
    >
      {shown === undefined ? (
        <code>{maskedKey}</code>
      ) : (
        <div role="status" className={classes['keys']}>
          <CopyField
            label={`HMAC key: ${name}`}
            value={shown.hmacKey}
            description="That it was revealed stands in the audit log. Never publish it."
          />
          {shown.previousHmacKey === null || previousKeyUntil === null ? null : (
            <CopyField label="The old key, which signs along" value={shown.previousHmacKey} />
          )}
        </div>
      )}
      <p className={classes['more']}>
        <LastUsed at={keyLastUsedAt} />
      </p>
      <ProblemAlert title="The key was not revealed" error={reveal.error} />
      {previousKeyUntil === null ? null : (
        <OverlapBox
          what="The old key"
          until={previousKeyUntil}
          lastUsedAt={previousKeyLastUsedAt}
          endLabel={`End now: the old HMAC key of ${name}`}
          onEnd={() => open('end-key-overlap')}
        />
      )}
    </SettingRow>
  );
}

const endsAlike = (key: string, masked: string): boolean => key.slice(-4) === masked.slice(-4);
