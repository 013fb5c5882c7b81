import { Anchor, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconCode } from '@tabler/icons-react';
import { useState } from 'react';
import type { Organisation } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';
import { usePages } from '../ui/use-pages.ts';

const columns: readonly Column<Organisation>[] = [
  { title: 'Name', render: ({ name }) => <strong>{name}</strong> },
  {
    title: 'Belongs to',
    render: ({ tenantId }) =>
      tenantId === null ? (
        'itself'
      ) : (
        <Anchor component={RouteLink} href={`/operator/tenants/${tenantId}`} size="sm">
          tenant {tenantId}
        </Anchor>
      ),
  },
  { title: 'ID', render: ({ id }) => <code>{id}</code> },
];

/** Who makes apps. */
export function OrganisationsPage() {
  const organisations = usePages<Organisation>(
    ['operator', 'organisations'],
    '/api/operator/organisations',
    {},
  );
  const [isMaking, setMaking] = useState(false);
  const create = <Button onClick={() => setMaking(true)}>New organisation</Button>;
  return (
    <>
      <PageTitle
        title="Developer organisations"
        description="They own apps. Each tenant has one of its own."
        actions={create}
      />
      <DataTable
        label="Developer organisations"
        columns={columns}
        rowKey={({ id }) => id}
        {...organisations}
        empty={<EmptyState icon={IconCode} title="There is no organisation yet" action={create} />}
      />
      <Modal opened={isMaking} onClose={() => setMaking(false)} title="New developer organisation">
        <NewOrganisationForm onClose={() => setMaking(false)} />
      </Modal>
    </>
  );
}

function NewOrganisationForm({ onClose }: { readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [memberEmail, setMemberEmail] = useState('');
  const create = useMutation({
    mutationFn: async () => {
      const email = memberEmail.trim();
      const body = { name, ...(email !== '' && { memberEmail: email }) };
      await api.post('/api/operator/organisations', { body });
      await queryClient.invalidateQueries({ queryKey: ['operator', 'organisations'] });
      toast.good(`${name} is made.`);
    },
    onSuccess: onClose,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label="E-mail address of a first person (optional)"
          description="They are invited and can then invite others."
          type="email"
          maxLength={254}
          value={memberEmail}
          onChange={(event) => setMemberEmail(event.currentTarget.value)}
        />
        <ProblemAlert title="The organisation was not made" error={create.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make the organisation
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
