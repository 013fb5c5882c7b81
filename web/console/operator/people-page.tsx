import { Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { path } from '../api/path.ts';
import { InviteAgainDialog } from '../people/invite-again-dialog.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Filters } from '../ui/filters.tsx';
import { Instant } from '../ui/instant.tsx';
import { NothingFits } from '../ui/nothing-fits.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { toast } from '../ui/toast.ts';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePages } from '../ui/use-pages.ts';
import { useUrlState } from '../ui/use-url-state.ts';
import { PersonState } from './person-state.tsx';
import { invitationUrl, isInvited, type PersonView } from './person-view.ts';
import { SendAgainButton } from '../people/send-again-button.tsx';

/** Everybody who has an account. */
export function PeoplePage() {
  const me = useMe();
  const queryClient = useQueryClient();
  const { values, set, reset, isChanged } = useUrlState({ search: '' });
  const people = usePages<PersonView>(['operator', 'people'], '/api/operator/people', values);
  const [switching, setSwitching] = useState<PersonView>();
  const [again, setAgain] = useState<PersonView>();
  const columns: readonly Column<PersonView>[] = [
    {
      title: 'Person',
      render: ({ name, email }) => (
        <TwoLines more={email}>
          <strong>{name}</strong>
        </TwoLines>
      ),
    },
    { title: 'Is', render: (person) => rolesOf(person).join(', ') || 'in no place' },
    { title: 'Second factor', render: ({ hasSecondFactor }) => (hasSecondFactor ? 'yes' : 'no') },
    {
      title: 'Last sign-in',
      render: ({ lastSignInAt }) =>
        lastSignInAt === null ? 'none at present' : <Instant at={lastSignInAt} show="relative" />,
    },
    {
      title: 'State',
      isNarrow: true,
      render: (person) => <PersonState {...person} />,
    },
    {
      title: 'Action',
      isNarrow: true,
      render: (person) => {
        const deed = person.disabledAt === null ? 'Disable' : 'Enable';
        return person.personId === me.person.id ? (
          'you'
        ) : (
          <Group gap={6} wrap="nowrap" justify="flex-end">
            {isInvited(person) ? (
              <SendAgainButton name={person.name} onClick={() => setAgain(person)} />
            ) : null}
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${deed} ${person.name}`}
              onClick={() => setSwitching(person)}
            >
              {deed}
            </Button>
          </Group>
        );
      },
    },
  ];
  const { name = '', email = '', disabledAt = null } = switching ?? {};
  const deed = disabledAt === null ? 'Disable' : 'Enable';
  return (
    <>
      <PageTitle
        title="People"
        description="Everybody who has an account, in either environment; tenants of the one that you signed in to."
      />
      <Filters label="Find people" isChanged={isChanged} onReset={reset}>
        <SearchInput
          label="Search by name or e-mail address"
          value={values.search}
          onChange={(search) => set({ search })}
        />
      </Filters>
      <DataTable
        label="People"
        columns={columns}
        rowKey={({ personId }) => personId}
        {...people}
        empty={<NothingFits title="Nobody is called so" onReset={reset} />}
      />
      <InviteAgainDialog invited={again} urlOf={invitationUrl} onClose={() => setAgain(undefined)} />
      <ConfirmDialog
        opened={switching !== undefined}
        onClose={() => setSwitching(undefined)}
        title={`${deed} ${name}?`}
        confirm={`${deed} ${name}`}
        isDangerous={disabledAt === null}
        onConfirm={async () => {
          await api.post(path`/api/operator/people/${switching?.personId ?? ''}/access`, {
            body: { disabled: disabledAt === null },
          });
          await queryClient.invalidateQueries({ queryKey: ['operator', 'people'] });
          toast.good(`${name} is ${disabledAt === null ? 'disabled' : 'enabled'}.`);
        }}
      >
        {disabledAt === null
          ? `${email} is signed out everywhere, and no sign-in and no token works from the next request on. What they may do stays for when they are enabled.`
          : `${email} can sign in again, with all they might do before.`}
      </ConfirmDialog>
    </>
  );
}

function rolesOf({ isOperator, tenants, organisations }: PersonView): string[] {
  return [
    ...(isOperator ? ['operator'] : []),
    ...tenants.map(({ name, role }) => `${role.replace('_', ' ')} of ${name}`),
    ...organisations.map(({ name }) => `developer at ${name}`),
  ];
}
