import { useMantineColorScheme } from '@mantine/core';
import { useMatches, useRouter } from '@tanstack/react-router';
import { IconArrowRight, IconKey, IconLock, IconMoon, IconShieldCheck, IconSun } from '@tabler/icons-react';
import type { Me } from '../api/me.ts';
import { areaNames, areasOf } from './areas.ts';
import type { Command } from './commands.ts';
import { fillHref } from './navigation.ts';

/** Where the navigation leads, the areas, and what is the person's own. */
export function useStandardCommands(me: Me): Command[] {
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  const matches = useMatches();
  const goTo = (href: string) => (): void => router.history.push(href);
  const params: Record<string, string> = Object.assign({}, ...matches.map((match) => match.params));
  const sections = matches.findLast((match) => match.staticData.navigation !== undefined)?.staticData
    .navigation;
  const group = 'Go to';
  return [
    ...(sections ?? []).flatMap(({ links }) =>
      links.map(({ label, href, icon }) => ({
        id: `link ${href}`,
        group,
        label,
        icon,
        run: goTo(fillHref(href, params)),
      })),
    ),
    ...areasOf(me).map((area) => ({
      id: `area ${area}`,
      group,
      label: areaNames[area],
      icon: IconArrowRight,
      run: goTo(`/${area}`),
    })),
    {
      id: 'password',
      group: 'You',
      label: 'Change password',
      icon: IconLock,
      run: goTo('/account/password'),
    },
    {
      id: 'second-factor',
      group: 'You',
      label: 'Second factor',
      icon: IconShieldCheck,
      keywords: ['two-factor', '2fa', 'totp'],
      run: goTo('/account/second-factor'),
    },
    {
      id: 'tokens',
      group: 'You',
      label: 'Personal access tokens',
      icon: IconKey,
      run: goTo('/account/tokens'),
    },
    { id: 'light', group: 'You', label: 'Light colours', icon: IconSun, run: () => setColorScheme('light') },
    { id: 'dark', group: 'You', label: 'Dark colours', icon: IconMoon, run: () => setColorScheme('dark') },
  ];
}
