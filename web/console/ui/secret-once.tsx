import { Stack, Text } from '@mantine/core';
import { IconEyeExclamation } from '@tabler/icons-react';
import { CopyField } from './copy-field.tsx';
import { Notice } from './notice.tsx';

/** A secret in the only moment in which it can be seen. */
export function SecretOnce({
  label,
  value,
  next,
}: {
  readonly label: string;
  readonly value: string;
  readonly next?: string;
}) {
  return (
    <Notice
      kind="warn"
      role="alert"
      icon={IconEyeExclamation}
      title="Copy it now: it is shown only this once"
    >
      <Stack gap="sm">
        <CopyField label={label} value={value} />
        <Text size="sm">
          {next ?? 'Keep it where only your server can read it.'} Ids and secrets are never to be published:
          not in source code, not in a ticket, not in a web page.
        </Text>
      </Stack>
    </Notice>
  );
}
