import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { TenantView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ownZone } from '../ui/format-instant.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';

const said = (text: string) => (value: string) => (value.trim() === '' ? text : null);

/** Makes a tenant and leads to it. */
export function NewTenantForm({ onClose }: { readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { name: '', timeZone: ownZone, region: 'US', brandName: '' },
    validate: {
      name: said('Type the name of the company.'),
      region: said('Type the two letters of the country.'),
    },
  });
  const create = useMutation({
    mutationFn: async ({ brandName, region, ...rest }: typeof form.values) => {
      const body = {
        ...rest,
        region: region.toUpperCase(),
        ...(brandName.trim() !== '' && { brandName }),
      };
      const tenant = await api.post<TenantView>('/api/operator/tenants', { body });
      await queryClient.invalidateQueries({ queryKey: ['operator', 'tenants'] });
      router.history.push(`/operator/tenants/${tenant.id}`);
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
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
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make the tenant
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
