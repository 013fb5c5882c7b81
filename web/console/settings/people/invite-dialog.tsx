import { Checkbox, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { InvitedMember, InviteMemberBody } from '../../../../src/people/schema.ts';
import { api } from '../../api/client.ts';
import { hasCode } from '../../api/problem.ts';
import { invitedRules, type InvitedValues, toInvited } from '../../people/invited.ts';
import { InvitedFields } from '../../people/invited-fields.tsx';
import { InvitedNotice } from '../../people/invited-notice.tsx';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { permissions, type Permission, type Role } from './member-words.ts';
import { useMembersChanged } from './members-query.ts';
import { FormActions } from '../../ui/form-actions.tsx';

interface Values extends InvitedValues, Readonly<Record<Permission, boolean>> {
  readonly role: Role;
}

const roles = [
  { value: 'office_employee', title: 'Office employee', text: 'Reads sessions, leads and deliveries.' },
  { value: 'administrator', title: 'Administrator', text: 'May do everything, and invites others.' },
] as const;

/** Asks somebody in, with what they may do. */
export function InviteDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Invite into ${useTenant().name}`}>
      <Invite onClose={onClose} />
    </Modal>
  );
}

function Invite({ onClose }: { readonly onClose: () => void }) {
  const tenant = useTenant();
  const changed = useMembersChanged();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm<Values>({
    initialValues: {
      email: '',
      name: '',
      role: 'office_employee',
      mayManageApiAccess: false,
      mayGenerateAppKey: false,
    },
    validate: invitedRules,
  });
  const invite = useMutation({
    mutationFn: async ({ role, mayManageApiAccess, mayGenerateAppKey, ...values }: Values) => {
      const granted = role === 'office_employee' ? { mayManageApiAccess, mayGenerateAppKey } : {};
      const body: InviteMemberBody = { ...toInvited(values), role, ...granted };
      const invited = await api.post<Static<typeof InvitedMember>>(tenantApi(tenant, '/people'), { body });
      await changed(false);
      return invited;
    },
    onError: (err) => {
      setPlaced(showFieldErrors(form, err));
      if (hasCode(err, 'already_exists')) form.setFieldError('email', 'They work here already.');
    },
  });
  if (invite.data !== undefined) return <InvitedNotice {...invite.data} onClose={onClose} />;
  const isKnown = hasCode(invite.error, 'already_exists');
  return (
    <form noValidate onSubmit={form.onSubmit((values) => invite.mutate(values))}>
      <Stack>
        {isKnown ? null : <ProblemAlert error={invite.error} hiddenFields={placed} />}
        <InvitedFields form={form} />
        <RadioCards
          label="Role"
          choices={roles}
          value={form.values.role}
          onChange={(role) => form.setFieldValue('role', role)}
        />
        {form.values.role === 'administrator'
          ? null
          : permissions.map(({ field, title, text }) => (
              <Checkbox
                key={field}
                label={title}
                description={text}
                checked={form.values[field]}
                onChange={(event) => form.setFieldValue(field, event.currentTarget.checked)}
              />
            ))}
        <FormActions onClose={onClose} submit="Invite" isPending={invite.isPending} />
      </Stack>
    </form>
  );
}
