import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { ButtonMenu } from './button-menu.tsx';
import { colourSchemes } from './colour-schemes.ts';
import type { OpenedMenu } from './use-menu-button.ts';

/** What the button of the colours opens. */
export function ColourSchemeItems({ menu }: { readonly menu: OpenedMenu }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <ButtonMenu menu={menu}>
      {colourSchemes.map(([scheme, label, Icon]) => (
        <Menu.Item
          key={scheme}
          leftSection={<Icon size={16} aria-hidden />}
          rightSection={scheme === colorScheme ? <IconCheck size={16} aria-label="chosen" /> : null}
          onClick={() => setColorScheme(scheme)}
        >
          {label}
        </Menu.Item>
      ))}
    </ButtonMenu>
  );
}
