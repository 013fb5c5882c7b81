import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { onDemand } from '../ui/on-demand.tsx';
import { colourSchemes } from './colour-schemes.ts';
import { useMenuButton } from './use-menu-button.ts';

const Items = onDemand(
  async () => (await import('./colour-scheme-items.tsx')).ColourSchemeItems,
  ({ menu }) => menu.opened,
);

/** Light, dark, or what the system says; remembered in this browser. */
export function ColourSchemeMenu() {
  const { colorScheme } = useMantineColorScheme();
  const { menu, buttonProps } = useMenuButton();
  const [, name, Current] = colourSchemes.find(([scheme]) => scheme === colorScheme) ?? colourSchemes[0]!;
  return (
    <>
      <ActionIcon size="lg" aria-label={`Colours: ${name}`} {...buttonProps}>
        <Current size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
      <Items menu={menu} />
    </>
  );
}
