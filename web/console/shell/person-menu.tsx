import { Avatar, Badge, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconKey, IconKeyboard, IconLock, IconLogout, IconShieldCheck } from '@tabler/icons-react';
import type { Me } from '../api/me.ts';
import classes from './person-menu.module.css';
import { RouteLink } from './route-link.tsx';
import { useSignOut } from './use-sign-out.ts';

/** Who is signed in, where, and what is their own. */
export function PersonMenu({
  me,
  onShowShortcuts,
}: {
  readonly me: Me;
  readonly onShowShortcuts: () => void;
}) {
  const signOut = useSignOut();
  const { person, environment } = me;
  return (
    <Menu position="bottom-end" width={264}>
      <Menu.Target>
        <UnstyledButton className={classes['person']} aria-label={`${person.name}: your account`}>
          <Avatar size={30} radius="xl" color="fern" name={person.name} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes['who']}>
          <Text size="sm" fw={600}>
            {person.name}
          </Text>
          <Text size="xs" c="dimmed">
            {person.email}
          </Text>
          <Badge mt={6} variant="default" tt="none" fw={500}>
            {environment === 'production' ? 'Production Environment' : 'Integration Environment'}
          </Badge>
        </div>
        <Menu.Divider />
        <Menu.Item
          component={RouteLink}
          href="/account/password"
          leftSection={<IconLock size={16} aria-hidden />}
        >
          Change password
        </Menu.Item>
        <Menu.Item
          component={RouteLink}
          href="/account/second-factor"
          leftSection={<IconShieldCheck size={16} aria-hidden />}
        >
          Second factor
        </Menu.Item>
        <Menu.Item
          component={RouteLink}
          href="/account/tokens"
          leftSection={<IconKey size={16} aria-hidden />}
        >
          Personal access tokens
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onShowShortcuts}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
