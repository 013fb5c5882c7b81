import { Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { InvitedMember } from '../../../src/people/schema.ts';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { path } from '../api/path.ts';
import { InvitedNotice } from '../people/invited-notice.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ownZone } from '../ui/format-instant.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';
import { environmentNames } from '../api/environment-names.ts';
import { FormActions } from '../ui/form-actions.tsx';

type Invited = Pick<Static<typeof InvitedMember>, 'email' | 'mail'>;

/** Nothing comes back if nobody is to be invited or cannot be: the tenant is there all the same, and its page invites, too. */
async function invite({ id, name }: TenantView, email: string): Promise<Invited | undefined> {
  if (email === '') return undefined;
  try {
    return await api.post<Invited>(path`/api/operator/tenants/${id}/people`, { body: { email } });
  } catch (err) {
    toast.bad(`${name} is made, but ${email} was not invited`, err);
    return undefined;
  }
}

const said = (text: string) => (value: string) => (value.trim() === '' ? text : null);

/** Makes a tenant, invites its first administrator if one is named, and leads to it. */
export function NewTenantForm({ onClose }: { readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { environment } = useMe();
  const lead = (tenantId: number): void => router.history.push(`/operator/tenants/${tenantId}`);
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { name: '', timeZone: ownZone, region: 'US', brandName: '', administrator: '' },
    validate: {
      name: said('Type the name of the company.'),
      region: said('Type the two letters of the country.'),
      // Looked at here, too: the tenant would be there before the server sees that nobody has such an address.
      administrator: (email) =>
        email.trim() === '' || /^\S+@\S+\.\S+$/.test(email.trim()) ? null : 'Type an e-mail address.',
    },
  });
  const create = useMutation({
    mutationFn: async ({ brandName, region, administrator, ...rest }: typeof form.values) => {
      const body = {
        ...rest,
        region: region.toUpperCase(),
        ...(brandName.trim() !== '' && { brandName }),
      };
      const tenant = await api.post<TenantView>('/api/operator/tenants', { body });
      await queryClient.invalidateQueries({ queryKey: ['operator', 'tenants'] });
      return { id: tenant.id, invited: await invite(tenant, administrator.trim()) };
    },
    onSuccess: ({ id, invited }) => {
      if (invited === undefined) lead(id);
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  const { id, invited } = create.data ?? {};
  if (id !== undefined && invited !== undefined)
    return <InvitedNotice {...invited} onClose={() => lead(id)} />;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <Stack>
        <ProblemAlert title="The tenant was not made" error={create.error} hiddenFields={placed} />
        <TextInput label="Name" maxLength={200} data-autofocus {...form.getInputProps('name')} />
        <Select
          label="Time zone"
          description="Arrival windows are computed in it."
          data={Intl.supportedValuesOf('timeZone')}
          searchable
          allowDeselect={false}
          {...form.getInputProps('timeZone')}
        />
        <TextInput
          label="Country"
          description="Two letters, such as US: phone numbers without a country code are read as of it."
          maxLength={2}
          {...form.getInputProps('region')}
        />
        <TextInput
          label="First brand (optional)"
          description="Its schedulers are embedded under a key of the brand."
          maxLength={200}
          {...form.getInputProps('brandName')}
        />
        <TextInput
          label="E-mail address of a first administrator (optional)"
          description="They are invited and can then invite others."
          inputMode="email"
          autoComplete="off"
          maxLength={254}
          {...form.getInputProps('administrator')}
        />
        <FormActions
          onClose={onClose}
          submit={`Make the tenant in ${environmentNames[environment]}`}
          isPending={create.isPending}
        />
      </Stack>
    </form>
  );
}
