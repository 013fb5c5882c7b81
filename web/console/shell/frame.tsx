import { Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../api/me.ts';
import { AreaTabs } from './area-tabs.tsx';
import { areaOfPath, areasOf } from './areas.ts';
import { Brand } from './brand.tsx';
import { ColourSchemeMenu } from './colour-scheme-menu.tsx';
import classes from './frame.module.css';
import { NavigationMenu } from './navigation-menu.tsx';
import { NoAreaPage } from './no-area-page.tsx';
import { PaletteButton } from './palette-button.tsx';
import { PaletteOnDemand } from './palette-on-demand.tsx';
import { PersonMenu } from './person-menu.tsx';
import { ShortcutHelp, useShortcutHelp } from './shortcut-help.tsx';
import { useStandardShortcuts } from './standard-shortcuts.ts';

/** What stands around every page of somebody who is signed in. */
export function Frame() {
  const me = useMe();
  const [isOpen, { close, toggle }] = useDisclosure(false);
  const help = useShortcutHelp();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  // Whoever chose a page in the menu wants to see it.
  useEffect(() => close(), [pathname, close]);
  useStandardShortcuts(me);
  const area = areaOfPath(pathname);
  const isForbidden = area !== undefined && !areasOf(me).includes(area);
  return (
    <div className={classes['frame']}>
      <a href="#main" className={classes['skip']}>
        Skip to the content
      </a>
      <header className={classes['header']}>
        <Group gap="sm" wrap="nowrap">
          <Burger
            opened={isOpen}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            aria-expanded={isOpen}
          />
          <Brand />
          <AreaTabs me={me} current={area} />
        </Group>
        <Group gap={4} wrap="nowrap">
          <PaletteButton />
          <ColourSchemeMenu />
          <PersonMenu me={me} onShowShortcuts={help.onOpen} />
        </Group>
      </header>
      <nav aria-label="Navigation" className={classes['navbar']} data-open={isOpen}>
        <NavigationMenu me={me} current={area} isForbidden={isForbidden} />
      </nav>
      <main id="main" tabIndex={-1} className={classes['main']}>
        <div className={classes['page']}>
          {isForbidden ? <NoAreaPage me={me} asked={area} /> : <Outlet />}
        </div>
      </main>
      <PaletteOnDemand me={me} />
      <ShortcutHelp {...help} />
    </div>
  );
}
