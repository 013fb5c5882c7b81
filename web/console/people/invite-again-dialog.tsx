import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { InvitedAgain } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useWhileOpen } from '../ui/use-while-open.ts';
import { InvitedNotice } from './invited-notice.tsx';

interface Invitation {
  readonly name: string;
  readonly email: string;
  /** Where it is sent from. */
  readonly url: string;
}

/** Sends the invitation of somebody who has not accepted it once more, and says whether the mail went out. */
export function InviteAgainDialog({
  invitation,
  onClose,
}: {
  /** Undefined: nothing is asked. */
  readonly invitation: Invitation | undefined;
  readonly onClose: () => void;
}) {
  const asked = useWhileOpen(invitation !== undefined, invitation);
  return (
    <Modal
      opened={invitation !== undefined}
      onClose={onClose}
      title={`Send the invitation of ${asked?.name ?? ''} again?`}
    >
      {asked === undefined ? null : <Question {...asked} onClose={onClose} />}
    </Modal>
  );
}

function Question({ email, url, onClose }: Invitation & { readonly onClose: () => void }) {
  const send = useMutation({ mutationFn: () => api.post<Static<typeof InvitedAgain>>(url) });
  if (send.data !== undefined) return <InvitedNotice {...send.data} onClose={onClose} />;
  return (
    <Stack>
      <Text size="sm">
        A mail with a new link goes to {email}. Once it is out, the link of the earlier one works no longer.
      </Text>
      <ProblemAlert error={send.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={send.isPending} onClick={() => send.mutate()} data-autofocus>
          Send it again
        </Button>
      </Group>
    </Stack>
  );
}
