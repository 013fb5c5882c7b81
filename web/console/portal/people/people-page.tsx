import { Button, Group, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { OrganisationMembers } from '../../../../src/people/schema.ts';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { path } from '../../api/path.ts';
import { InviteAgainDialog } from '../../people/invite-again-dialog.tsx';
import { InviteDialog } from '../../people/invite-dialog.tsx';
import { SendAgainButton } from '../../people/send-again-button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { toast } from '../../ui/toast.ts';
import { TwoLines } from '../../ui/two-lines.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useUrlState } from '../../ui/use-url-state.ts';

type Member = Static<typeof OrganisationMembers>['data'][number];

/** Who acts for a developer organisation. */
export function PeoplePage() {
  const me = useMe();
  const { values, set, choose } = useUrlState({ organisation: '', invite: '' });
  const organisation = me.organisations.find(({ id }) => id === values.organisation) ?? me.organisations[0];
  const queryClient = useQueryClient();
  const [removing, setRemoving] = useState<Member>();
  const [again, setAgain] = useState<Member>();
  const organisationId = organisation?.id ?? '';
  const url = path`/api/portal/organisations/${organisationId}/people`;
  const key = ['portal', 'people', organisationId];
  const { rows, query, more } = usePages<Member>(key, url, {});
  const tenantId = organisation?.tenantId ?? null;
  const isTenants = tenantId !== null;
  const mayChange =
    !isTenants || me.tenants.some(({ id, role }) => id === tenantId && role === 'administrator');
  const invite = mayChange ? (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => set({ invite: 'yes' })}>
      Invite
    </Button>
  ) : undefined;
  const columns: Column<Member>[] = [
    {
      title: 'Name',
      render: ({ personId, name }) => (personId === me.person.id ? `${name} (you)` : name),
    },
    { title: 'E-mail address', render: ({ email }) => email },
    {
      title: 'State',
      isNarrow: true,
      render: ({ hasAccepted }) =>
        hasAccepted ? (
          <StateBadge kind="good">Accepted</StateBadge>
        ) : (
          <StateBadge kind="busy">Invited</StateBadge>
        ),
    },
    ...(mayChange
      ? [
          {
            title: 'Action',
            isNarrow: true,
            render: (member: Member) => (
              <Group gap={6} wrap="nowrap" justify="flex-end">
                {member.hasAccepted ? null : (
                  <SendAgainButton name={member.name} onClick={() => setAgain(member)} />
                )}
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Remove ${member.name}`}
                  onClick={() => setRemoving(member)}
                >
                  Remove
                </Button>
              </Group>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <PageTitle
        title="People"
        description={
          isTenants
            ? `Besides them, everybody acts for ${organisation?.name ?? ''} whom the tenant permits to generate API application keys.${mayChange ? '' : ' Only administrators of the tenant invite others.'}`
            : `All of them may do everything with the apps of ${organisation?.name ?? ''}.`
        }
        crumbs={[{ label: 'Developer portal', href: '/portal' }]}
        actions={rows?.length === 0 ? undefined : invite}
      />
      {me.organisations.length > 1 ? (
        <Select
          label="Organisation"
          mb="md"
          maw={360}
          data={me.organisations.map(({ id, name }) => ({ value: id, label: name }))}
          allowDeselect={false}
          value={organisationId}
          onChange={(id) => choose({ organisation: id ?? '' })}
        />
      ) : null}
      <DataTable
        label={`People of ${organisation?.name ?? ''}`}
        columns={columns}
        rows={rows}
        rowKey={({ personId }) => personId}
        query={query}
        more={more}
        empty={
          <EmptyState icon={IconUsers} title="Nobody was added yet" action={invite}>
            {isTenants
              ? 'The people whom the tenant permits act here without being listed.'
              : 'Invite the colleagues who work on your apps.'}
          </EmptyState>
        }
      />
      <InviteDialog
        opened={values.invite !== '' && mayChange}
        place={organisation?.name ?? ''}
        url={url}
        onInvited={() => queryClient.invalidateQueries({ queryKey: key })}
        onClose={() => set({ invite: '' })}
      />
      <InviteAgainDialog
        invited={again}
        urlOf={(personId) => path`/api/portal/organisations/${organisationId}/people/${personId}/invitation`}
        onClose={() => setAgain(undefined)}
      />
      <ConfirmDialog
        opened={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Remove ${removing?.name ?? ''}?`}
        confirm={`Remove ${removing?.name ?? ''}`}
        isDangerous
        onConfirm={async () => {
          await api.delete(
            path`/api/portal/organisations/${organisationId}/people/${removing?.personId ?? ''}`,
          );
          // Whoever removed themselves has no say here any more.
          if (removing?.personId === me.person.id) globalThis.location.assign('/account');
          else await queryClient.invalidateQueries({ queryKey: key });
          toast.good('Removed: the next request is refused already.');
        }}
      >
        <TwoLines more={removing?.email ?? ''}>
          {removing?.personId === me.person.id
            ? `You no longer act for ${organisation?.name ?? ''} at once, and cannot take that back yourself.`
            : `They no longer act for ${organisation?.name ?? ''} from the next request on. What they made stays.`}
        </TwoLines>
      </ConfirmDialog>
    </>
  );
}
