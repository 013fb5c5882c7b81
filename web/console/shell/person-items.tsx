import { Badge, Menu, Text } from '@mantine/core';
import { IconKey, IconKeyboard, IconLock, IconLogout, IconShieldCheck } from '@tabler/icons-react';
import { environmentNames } from '../api/environment-names.ts';
import type { Me } from '../api/me.ts';
import { ButtonMenu } from './button-menu.tsx';
import classes from './person-menu.module.css';
import { RouteLink } from './route-link.tsx';
import type { OpenedMenu } from './use-menu-button.ts';
import { useSignOut } from './use-sign-out.ts';

export interface PersonItemsProps {
  readonly menu: OpenedMenu;
  readonly me: Me;
  readonly onShowShortcuts: () => void;
}

/** What the button with the person's initials opens. */
export function PersonItems({ menu, me: { person, environment }, onShowShortcuts }: PersonItemsProps) {
  const signOut = useSignOut();
  return (
    <ButtonMenu menu={menu} width={264}>
      <div className={classes['who']}>
        <Text size="sm" fw={600}>
          {person.name}
        </Text>
        <Text size="xs" c="dimmed">
          {person.email}
        </Text>
        <Badge mt={6} variant="default" tt="none" fw={500}>
          {environmentNames[environment]} Environment
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
      <Menu.Item component={RouteLink} href="/account/tokens" leftSection={<IconKey size={16} aria-hidden />}>
        Personal access tokens
      </Menu.Item>
      <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onShowShortcuts}>
        Keyboard shortcuts
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
        Sign out
      </Menu.Item>
    </ButtonMenu>
  );
}
