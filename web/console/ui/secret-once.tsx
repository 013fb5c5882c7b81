import { Button, Group, Stack, Text } from '@mantine/core';
import { IconEyeExclamation } from '@tabler/icons-react';
import { useState } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { CopyField } from './copy-field.tsx';
import { Notice } from './notice.tsx';
import { useAskBeforeLeaving } from './use-ask-before-leaving.ts';

/** A secret in the only moment in which it can be seen. Until it was copied, whoever is about to leave is asked. */
export function SecretOnce({
  label,
  value,
  next,
  onStored,
}: {
  readonly label: string;
  readonly value: string;
  readonly next?: string;
  /** They have it: it need not be shown any longer. Left out where it counts only once they have used it, so that nothing is lost. */
  readonly onStored?: () => void;
}) {
  const [isCopied, setCopied] = useState(false);
  const leaving = useAskBeforeLeaving(onStored !== undefined && !isCopied);
  return (
    <Notice
      kind="warn"
      role="alert"
      icon={IconEyeExclamation}
      title="Copy it now: it is shown only this once"
    >
      <Stack gap="sm">
        <CopyField label={label} value={value} onCopied={() => setCopied(true)} />
        <Text size="sm">
          {next ?? 'Keep it where only your server can read it.'} Ids and secrets are never to be published:
          not in source code, not in a ticket, not in a web page.
        </Text>
        {onStored === undefined ? null : (
          <Group>
            <Button variant="default" onClick={onStored}>
              I have stored it
            </Button>
          </Group>
        )}
      </Stack>
      <ConfirmDialog
        opened={leaving.isAsked}
        onClose={leaving.stay}
        title="Leave without the secret?"
        confirm="Leave"
        dismiss="Stay"
        isDangerous
        onConfirm={() => Promise.resolve(leaving.go())}
      >
        {`${label}: it was not copied, and it is shown nowhere again.`}
      </ConfirmDialog>
    </Notice>
  );
}
