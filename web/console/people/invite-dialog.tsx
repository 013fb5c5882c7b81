import { Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Static } from 'typebox';
import type { InvitedOrganisationMember, InvitePersonBody } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { hasCode } from '../api/problem.ts';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { invitedRules, type InvitedValues, toInvited } from './invited.ts';
import { InvitedFields } from './invited-fields.tsx';
import { InvitedNotice } from './invited-notice.tsx';
import { FormActions } from '../ui/form-actions.tsx';

type Invited = Pick<Static<typeof InvitedOrganisationMember>, 'email' | 'mail'>;

interface InviteProps {
  readonly url: string;
  readonly onInvited: () => Promise<unknown>;
  readonly onClose: () => void;
  /** As what, where that has to be said. */
  readonly children?: ReactNode;
}

/** Asks somebody in where there is nothing to choose but whom, and says whether the mail went out. */
export function InviteDialog({
  opened,
  place,
  ...rest
}: InviteProps & { readonly opened: boolean; readonly place: string }) {
  return (
    <Modal opened={opened} onClose={rest.onClose} title={`Invite into ${place}`}>
      <Invite {...rest} />
    </Modal>
  );
}

function Invite({ url, onInvited, onClose, children }: InviteProps) {
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { email: '', name: '' },
    validate: invitedRules,
  });
  const invite = useMutation({
    mutationFn: async (values: InvitedValues) => {
      const body: Static<typeof InvitePersonBody> = toInvited(values);
      const invited = await api.post<Invited>(url, { body });
      await onInvited();
      return invited;
    },
    onError: (err) => {
      setPlaced(showFieldErrors(form, err));
      if (hasCode(err, 'already_exists')) form.setFieldError('email', 'They are in already.');
    },
  });
  if (invite.data !== undefined) return <InvitedNotice {...invite.data} onClose={onClose} />;
  const isKnown = hasCode(invite.error, 'already_exists');
  return (
    <form noValidate onSubmit={form.onSubmit((values) => invite.mutate(values))}>
      <Stack>
        {isKnown ? null : <ProblemAlert error={invite.error} hiddenFields={placed} />}
        {children}
        <InvitedFields form={form} />
        <FormActions onClose={onClose} submit="Invite" isPending={invite.isPending} />
      </Stack>
    </form>
  );
}
