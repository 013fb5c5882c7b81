import { Stack, Text } from '@mantine/core';
import { useMatches, useRouterState } from '@tanstack/react-router';
import type { Me } from '../api/me.ts';
import { type Area, areaNames, areasOf } from './areas.ts';
import { fillHref, type NavigationLink, type NavigationSection } from './navigation.ts';
import classes from './navigation-menu.module.css';
import { RouteLink } from './route-link.tsx';

/** The pages of where one is, as the routes name them, where it is open to this person; on narrow screens the areas, too. */
export function NavigationMenu({
  me,
  current,
  isForbidden,
}: {
  readonly me: Me;
  readonly current: Area | undefined;
  readonly isForbidden: boolean;
}) {
  const matches = useMatches();
  const innermost = matches.findLast((match) => match.staticData.navigation !== undefined);
  const sections = isForbidden ? [] : (innermost?.staticData.navigation ?? []);
  const params: Record<string, string> = Object.assign({}, ...matches.map((match) => match.params));
  return (
    <Stack gap="lg" p="sm">
      {sections.map((section) => (
        <Section key={section.title ?? section.links[0]?.href} section={section} params={params} />
      ))}
      <div className={classes['areas']}>
        <Text className={classes['title']}>Areas</Text>
        {areasOf(me).map((area) => (
          <RouteLink
            key={area}
            href={`/${area}`}
            className={classes['line']}
            data-active={area === current || undefined}
          >
            {areaNames[area]}
          </RouteLink>
        ))}
      </div>
    </Stack>
  );
}

function Section({
  section: { title, links },
  params,
}: {
  readonly section: NavigationSection;
  readonly params: Readonly<Record<string, string>>;
}) {
  return (
    <div>
      {title === undefined ? null : <Text className={classes['title']}>{title}</Text>}
      {links.map((link) => (
        <Line key={link.href} link={link} href={fillHref(link.href, params)} />
      ))}
    </div>
  );
}

function Line({
  link: { label, icon: Icon, exact },
  href,
}: {
  readonly link: NavigationLink;
  readonly href: string;
}) {
  const pathname = useRouterState({ select: (state) => state.location.pathname.replace(/(.)\/$/, '$1') });
  const isHere = pathname === href || (exact !== true && pathname.startsWith(`${href}/`));
  return (
    <RouteLink
      href={href}
      className={classes['line']}
      data-active={isHere || undefined}
      aria-current={pathname === href ? 'page' : undefined}
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      {label}
    </RouteLink>
  );
}
