import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { IconMail, IconMailOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { Static } from 'typebox';
import type {
  InvitedOrganisationMember,
  InviteOrganisationMemberBody,
} from '../../../../src/people/schema.ts';
import { api } from '../../api/client.ts';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';

type Invited = Static<typeof InvitedOrganisationMember>;

interface InviteProps {
  readonly organisationName: string;
  readonly url: string;
  readonly onInvited: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks somebody in, and says whether the mail went out. */
export function InviteDialog({ opened, ...rest }: InviteProps & { readonly opened: boolean }) {
  return (
    <Modal opened={opened} onClose={rest.onClose} title={`Invite into ${rest.organisationName}`}>
      <Invite {...rest} />
    </Modal>
  );
}

function Invite({ url, onInvited, onClose }: InviteProps) {
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { email: '', name: '' },
    validate: { email: (email) => (email.trim() === '' ? 'Type an e-mail address.' : null) },
  });
  const invite = useMutation({
    mutationFn: async ({ email, name }: { email: string; name: string }) => {
      const body: Static<typeof InviteOrganisationMemberBody> = {
        email: email.trim(),
        ...(name.trim() !== '' && { name: name.trim() }),
      };
      const invited = await api.post<Invited>(url, { body });
      await onInvited();
      return invited;
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  if (invite.data !== undefined) return <Done invited={invite.data} onClose={onClose} />;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => invite.mutate(values))}>
      <Stack>
        <ProblemAlert error={invite.error} hiddenFields={placed} />
        <TextInput
          label="E-mail address"
          inputMode="email"
          autoComplete="off"
          maxLength={254}
          data-autofocus
          {...form.getInputProps('email')}
        />
        <TextInput
          label="Name (optional)"
          description="As they are called here until they sign in."
          autoComplete="off"
          maxLength={200}
          {...form.getInputProps('name')}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Invite
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Done({
  invited: { email, mail },
  onClose,
}: {
  readonly invited: Invited;
  readonly onClose: () => void;
}) {
  const isSent = mail === 'sent';
  const Icon = isSent ? IconMail : IconMailOff;
  return (
    <Stack>
      <Alert role="status" variant="default" icon={<Icon aria-hidden />} title={`${email} is in`}>
        {isSent
          ? 'A mail tells them how to sign in.'
          : `${mail === 'failed' ? 'The mail could not be sent.' : 'This server sends no mail.'} If they have no password yet, whoever runs the server prints a link for them with “fieldhook user reset-link”.`}
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
