import { Stack, Text } from '@mantine/core';
import type { Member } from '../../../../src/people/schema.ts';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { path } from '../../api/path.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';
import { useAdministrators } from '../administrators.tsx';
import { tenantApi, useTenant } from '../tenant-query.ts';
import type { Deed } from './member-menu.tsx';
import { useMembersChanged } from './members-query.ts';

export interface Asked {
  readonly member: Member;
  readonly deed: Exclude<Deed, 'send again'>;
}

/** Asks before somebody gets another role or is removed. */
export function MemberDialog({
  asked,
  onClose,
}: {
  readonly asked: Asked | undefined;
  readonly onClose: () => void;
}) {
  const me = useMe();
  const tenant = useTenant();
  const changed = useMembersChanged();
  const { personId = '', name = '', email = '', role } = asked?.member ?? {};
  const isOneself = personId === me.person.id;
  const isRemoval = asked?.deed === 'remove';
  // Then nobody else may do everything: the server will refuse to take that away.
  const isOnlyAdministrator = useAdministrators().data?.data.length === 1 && role === 'administrator';
  const next = role === 'administrator' ? 'office_employee' : 'administrator';
  const deed = isRemoval
    ? `Remove ${name}`
    : `Make ${name} ${next === 'administrator' ? 'an administrator' : 'an office employee'}`;
  const act = async (): Promise<void> => {
    const url = tenantApi(tenant, path`/people/${personId}`);
    if (isRemoval) await api.delete(url);
    else await api.patch(url, { body: { role: next } });
    // Whoever removed themselves has nothing to see here any more.
    if (isRemoval && isOneself) globalThis.location.assign('/settings');
    else await changed(isOneself);
    toast.good(isRemoval ? `${name} no longer works here.` : `${name} has another role now.`);
  };
  return (
    <ConfirmDialog
      opened={asked !== undefined}
      onClose={onClose}
      title={`${deed}?`}
      confirm={deed}
      isDangerous={isRemoval || next === 'office_employee'}
      onConfirm={act}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {email}
        </Text>
        <Text size="sm">{consequenceOf(isRemoval ? 'remove' : next, tenant.name, isOneself)}</Text>
        {isOnlyAdministrator ? (
          <Text size="sm" c="var(--warn)">
            {isOneself ? 'You are' : 'They are'} the only administrator: make somebody else one before.
          </Text>
        ) : null}
      </Stack>
    </ConfirmDialog>
  );
}

function consequenceOf(
  deed: 'remove' | 'administrator' | 'office_employee',
  tenantName: string,
  isOneself: boolean,
): string {
  const who = isOneself ? 'You' : 'They';
  if (deed === 'administrator') return `${who} may do everything here, and invite and remove others.`;
  const isOver =
    deed === 'remove'
      ? `${who} no longer see or change anything of ${tenantName}, from the next request on. What was done stays.`
      : `${who} keep what office employees may do, and what was granted besides.`;
  return isOneself ? `${isOver} You cannot take that back yourself.` : isOver;
}
