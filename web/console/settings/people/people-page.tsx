import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Member } from '../../../../src/people/schema.ts';
import { useMe } from '../../api/me.ts';
import { path } from '../../api/path.ts';
import { useCommands } from '../../shell/commands.ts';
import { InviteAgainDialog } from '../../people/invite-again-dialog.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Filters } from '../../ui/filters.tsx';
import { NothingFits } from '../../ui/nothing-fits.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { useIsAdministrator } from '../administrators.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { type Asked, MemberDialog } from './member-dialog.tsx';
import { MemberMenu } from './member-menu.tsx';
import { permissions, roleNames } from './member-words.ts';
import { useMembers } from './members-query.ts';
import { OwnPermissions } from './own-permissions.tsx';
import { PermissionSwitch } from './permission-switch.tsx';

/** Who works for the tenant, and what they may do. */
export function PeoplePage() {
  const tenant = useTenant();
  const isAdministrator = useIsAdministrator();
  const { values, set } = useUrlState({ invite: '' });
  const invite = (): void => set({ invite: 'yes' });
  useShortcuts(isAdministrator ? [{ keys: 'c', label: 'Invite somebody', run: invite }] : []);
  useCommands(
    isAdministrator ? [{ id: 'invite', label: 'Invite somebody', icon: IconUserPlus, run: invite }] : [],
  );
  return (
    <>
      <PageTitle
        title="People and permissions"
        description={`Who works for ${tenant.name}, and what they may do. What is taken away is gone with the next request.`}
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
        actions={
          isAdministrator ? (
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={invite}>
              Invite
            </Button>
          ) : undefined
        }
      />
      {isAdministrator ? <Members /> : <OwnPermissions />}
      <InviteDialog opened={isAdministrator && values.invite !== ''} onClose={() => set({ invite: '' })} />
    </>
  );
}

function Members() {
  const me = useMe();
  const tenant = useTenant();
  const { values, set, reset, isChanged } = useUrlState({ search: '' });
  const members = useMembers(values.search);
  const [asked, setAsked] = useState<Asked>();
  const [again, setAgain] = useState<Member>();
  const columns: readonly Column<Member>[] = [
    {
      title: 'Person',
      render: ({ personId, name, email, hasAccepted }) => (
        <TwoLines more={email}>
          <strong>{name}</strong>
          {personId === me.person.id ? ' (you)' : ''}
          {hasAccepted ? null : (
            <>
              {' '}
              <StateBadge kind="busy">Invited</StateBadge>
            </>
          )}
        </TwoLines>
      ),
    },
    { title: 'Role', isNarrow: true, render: ({ role }) => roleNames[role] },
    ...permissions.map(({ field, title }) => ({
      title,
      render: (member: Member) => <PermissionSwitch member={member} field={field} />,
    })),
    {
      title: 'Action',
      isNarrow: true,
      render: (member) => (
        <MemberMenu
          member={member}
          onChoose={(deed) => {
            if (deed === 'send again') setAgain(member);
            else setAsked({ member, deed });
          }}
        />
      ),
    },
  ];
  return (
    <>
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
        {...members}
        empty={<NothingFits title="Nobody is called so" onReset={reset} />}
      />
      <InviteAgainDialog
        invited={again}
        urlOf={(personId) => tenantApi(tenant, path`/people/${personId}/invitation`)}
        onClose={() => setAgain(undefined)}
      />
      <MemberDialog asked={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}
