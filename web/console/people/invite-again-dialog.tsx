import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { InvitedAgain } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useWhileOpen } from '../ui/use-while-open.ts';
import { InvitedNotice } from './invited-notice.tsx';

interface Invited {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
}

/** Sends the invitation of somebody who has not accepted it once more, and says whether the mail went out. */
export function InviteAgainDialog({
  invited,
  urlOf,
  onClose,
}: {
  /** Undefined: nothing is asked. */
  readonly invited: Invited | undefined;
  /** From where the invitation of a person is sent again. */
  readonly urlOf: (personId: string) => string;
  readonly onClose: () => void;
}) {
  const asked = useWhileOpen(invited !== undefined, invited);
  return (
    <Modal
      opened={invited !== undefined}
      onClose={onClose}
      title={`Send the invitation of ${asked?.name ?? ''} again?`}
    >
      {asked === undefined ? null : (
        <Question email={asked.email} url={urlOf(asked.personId)} onClose={onClose} />
      )}
    </Modal>
  );
}

function Question({
  email,
  url,
  onClose,
}: {
  readonly email: string;
  readonly url: string;
  readonly onClose: () => void;
}) {
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
