import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconMailForward, IconShieldUp, IconUser, IconUserMinus } from '@tabler/icons-react';
import type { Member } from '../../../../src/people/schema.ts';

export type Deed = 'role' | 'remove' | 'send again';

/** What can be done with somebody who works here, besides the switches. */
export function MemberMenu({
  member: { name, role, hasAccepted },
  onChoose,
}: {
  readonly member: Member;
  readonly onChoose: (deed: Deed) => void;
}) {
  const isAdministrator = role === 'administrator';
  const Icon = isAdministrator ? IconUser : IconShieldUp;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Change ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {hasAccepted ? null : (
          <Menu.Item
            leftSection={<IconMailForward size={16} aria-hidden />}
            onClick={() => onChoose('send again')}
          >
            Send the invitation again…
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon size={16} aria-hidden />} onClick={() => onChoose('role')}>
          {isAdministrator ? 'Make office employee…' : 'Make administrator…'}
        </Menu.Item>
        <Menu.Item
          c="var(--bad)"
          leftSection={<IconUserMinus size={16} aria-hidden />}
          onClick={() => onChoose('remove')}
        >
          Remove…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
