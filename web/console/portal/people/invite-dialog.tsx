import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type {
  InvitedOrganisationMember,
  InviteOrganisationMemberBody,
} from '../../../../src/people/schema.ts';
import { api } from '../../api/client.ts';
import { invitedRules, toInvited, type InvitedValues } from '../../people/invited.ts';
import { InvitedFields } from '../../people/invited-fields.tsx';
import { InvitedNotice } from '../../people/invited-notice.tsx';
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
    validate: invitedRules,
  });
  const invite = useMutation({
    mutationFn: async (values: InvitedValues) => {
      const body: Static<typeof InviteOrganisationMemberBody> = toInvited(values);
      const invited = await api.post<Invited>(url, { body });
      await onInvited();
      return invited;
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  if (invite.data !== undefined) return <InvitedNotice {...invite.data} onClose={onClose} />;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => invite.mutate(values))}>
      <Stack>
        <ProblemAlert error={invite.error} hiddenFields={placed} />
        <InvitedFields form={form} />
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
