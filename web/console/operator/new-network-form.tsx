import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { NetworkView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { FormActions } from '../ui/form-actions.tsx';

/** Makes a network and leads to it. */
export function NewNetworkForm({ onClose }: { readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (name) => (name.trim() === '' ? 'Type the name of the network.' : null) },
  });
  const create = useMutation({
    mutationFn: async ({ name }: typeof form.values) => {
      const network = await api.post<NetworkView>('/api/operator/networks', { body: { name: name.trim() } });
      await queryClient.invalidateQueries({ queryKey: ['operator', 'networks'] });
      router.history.push(`/operator/networks/${network.id}`);
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <Stack>
        <ProblemAlert title="The network was not made" error={create.error} hiddenFields={placed} />
        <TextInput label="Name" maxLength={200} data-autofocus {...form.getInputProps('name')} />
        <FormActions onClose={onClose} submit="Make the network" isPending={create.isPending} />
      </Stack>
    </form>
  );
}
