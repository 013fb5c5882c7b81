import { Button, Group, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { path } from '../api/path.ts';
import { InviteAgainDialog } from '../people/invite-again-dialog.tsx';
import { InviteDialog } from '../people/invite-dialog.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Instant } from '../ui/instant.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePages } from '../ui/use-pages.ts';
import { PersonState } from './person-state.tsx';
import { invitationUrl, isInvited, type PersonView } from './person-view.ts';
import { SendAgainButton } from '../people/send-again-button.tsx';

interface TenantPeopleProps {
  readonly tenantId: number;
  readonly tenantName: string;
  readonly isInviting: boolean;
  readonly onInvite: () => void;
  readonly onClose: () => void;
}

/** Who works for a tenant. The first administrator comes from here; whom else it lets in, its administrators say. */
export function TenantPeople({ tenantId, tenantName, isInviting, onInvite, onClose }: TenantPeopleProps) {
  const queryClient = useQueryClient();
  const people = usePages<PersonView>(['operator', 'people'], '/api/operator/people', { tenantId });
  const [again, setAgain] = useState<PersonView>();
  const invite = (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={onInvite}>
      Invite an administrator
    </Button>
  );
  const columns: readonly Column<PersonView>[] = [
    { title: 'Person', render: ({ name, email }) => <TwoLines more={email}>{name}</TwoLines> },
    {
      title: 'Role',
      render: ({ tenants }) =>
        tenants.find(({ id }) => id === tenantId)?.role === 'administrator'
          ? 'Administrator'
          : 'Office employee',
    },
    {
      title: 'Last sign-in',
      render: ({ lastSignInAt }) =>
        lastSignInAt === null ? 'none at present' : <Instant at={lastSignInAt} show="relative" />,
    },
    {
      title: 'State',
      isNarrow: true,
      render: (person) => (
        <Group gap="xs" justify="flex-end">
          {isInvited(person) ? <SendAgainButton name={person.name} onClick={() => setAgain(person)} /> : null}
          <PersonState {...person} />
        </Group>
      ),
    },
  ];
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2}>People</Title>
          <Text c="dimmed" size="sm">
            Its administrators invite everybody else and say what they may do.
          </Text>
        </div>
        {people.rows?.length === 0 ? null : invite}
      </Group>
      <DataTable
        label="People of the tenant"
        columns={columns}
        rowKey={({ personId }) => personId}
        rowHref={({ email }) => `/operator/people?search=${encodeURIComponent(email)}`}
        {...people}
        empty={
          <EmptyState icon={IconUsers} title="Nobody works for it yet" action={invite}>
            Its first administrator invites everybody else.
          </EmptyState>
        }
      />
      <InviteDialog
        opened={isInviting}
        place={tenantName}
        url={path`/api/operator/tenants/${tenantId}/people`}
        onInvited={() => queryClient.invalidateQueries({ queryKey: ['operator', 'people'] })}
        onClose={onClose}
      >
        <Text size="sm">As an administrator: they may do everything there, and invite others.</Text>
      </InviteDialog>
      <InviteAgainDialog invited={again} urlOf={invitationUrl} onClose={() => setAgain(undefined)} />
    </section>
  );
}
