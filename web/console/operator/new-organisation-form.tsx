import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { NewOrganisation } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { InvitedNotice } from '../people/invited-notice.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';
import { FormActions } from '../ui/form-actions.tsx';

/** Makes a developer organisation; if somebody is invited into it, says whether the mail went out. */
export function NewOrganisationForm({ onClose }: { readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { name: '', memberEmail: '' },
    validate: { name: (name) => (name.trim() === '' ? 'Type the name of the organisation.' : null) },
  });
  const create = useMutation({
    mutationFn: async ({ name, memberEmail }: typeof form.values) => {
      const email = memberEmail.trim();
      const body = { name: name.trim(), ...(email !== '' && { memberEmail: email }) };
      const made = await api.post<Static<typeof NewOrganisation>>('/api/operator/organisations', { body });
      await queryClient.invalidateQueries({ queryKey: ['operator', 'organisations'] });
      return { mail: made.mail, email };
    },
    onSuccess: ({ mail }, { name }) => {
      toast.good(`${name.trim()} is made.`);
      if (mail === null) onClose();
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  const { mail = null, email = '' } = create.data ?? {};
  if (mail !== null) return <InvitedNotice email={email} mail={mail} onClose={onClose} />;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <Stack>
        <ProblemAlert title="The organisation was not made" error={create.error} hiddenFields={placed} />
        <TextInput label="Name" maxLength={200} data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label="E-mail address of a first person (optional)"
          description="They are invited and can then invite others."
          inputMode="email"
          autoComplete="off"
          maxLength={254}
          {...form.getInputProps('memberEmail')}
        />
        <FormActions onClose={onClose} submit="Make the organisation" isPending={create.isPending} />
      </Stack>
    </form>
  );
}
