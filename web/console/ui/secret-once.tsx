import { Alert, Stack, Text } from '@mantine/core';
import { IconEyeExclamation } from '@tabler/icons-react';
import { CopyField } from './copy-field.tsx';

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
    <Alert
      variant="light"
      color="yellow"
      icon={<IconEyeExclamation aria-hidden />}
      title="Copy it now: it is shown only this once"
      styles={{
        root: { background: 'var(--warn-soft)' },
        title: { color: 'var(--warn)' },
        icon: { color: 'var(--warn)' },
      }}
    >
      <Stack gap="sm">
        <CopyField label={label} value={value} />
        <Text size="sm">
          {next ?? 'Keep it where only your server can read it.'} Ids and secrets are never to be published:
          not in source code, not in a ticket, not in a web page.
        </Text>
      </Stack>
    </Alert>
  );
}
