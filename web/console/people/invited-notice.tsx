import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconMail, IconMailOff } from '@tabler/icons-react';
import type { Static } from 'typebox';
import type { MailState } from '../../../src/people/schema.ts';
import { CopyField } from '../ui/copy-field.tsx';

/**
 * What becomes of an invitation: whether a mail went out, and if not, how they get in. A link is never shown to whoever invites: it
 * would open all that others have let the same person into.
 */
export function InvitedNotice({
  email,
  mail,
  onClose,
}: {
  readonly email: string;
  readonly mail: Static<typeof MailState>;
  readonly onClose: () => void;
}) {
  const isSent = mail === 'sent';
  const Icon = isSent ? IconMail : IconMailOff;
  return (
    <Stack>
      <Alert role="status" variant="default" icon={<Icon aria-hidden />} title={`${email} is in`}>
        {isSent
          ? 'A mail tells them how to sign in.'
          : `${mail === 'failed' ? 'The mail could not be sent.' : 'This server sends no mail.'} If they have no password yet, ask whoever runs the server for a one-time link. This prints it:`}
      </Alert>
      {isSent ? null : (
        <CopyField label="Command on the server" value={`fieldhook user reset-link ${email}`} />
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
