import { useWindowEvent } from '@mantine/hooks';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { RouteLink } from '../shell/route-link.tsx';
import classes from './page-tabs.module.css';

export interface PageTab {
  readonly label: string;
  /** Each tab is an address of its own, so that it can be linked to. */
  readonly href: string;
  /** Nothing below its address is a part of it. */
  readonly isExact?: boolean;
  /** How many things are behind it. */
  readonly count?: number | undefined;
}

/** Tabs under a page's title: links, of which one is where one is. */
export function PageTabs({ label, tabs }: { readonly label: string; readonly tabs: readonly PageTab[] }) {
  const pathname = useRouterState({ select: (state) => state.location.pathname.replace(/(.)\/$/, '$1') });
  const current = findTab(tabs, pathname);
  const nav = useRef<HTMLElement>(null);
  // Where they do not all fit, the one where one is has to be seen.
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current === null || here === undefined || here === null) return;
    nav.current.scrollLeft = here.offsetLeft - (nav.current.clientWidth - here.clientWidth) / 2;
  }, [current?.href]);
  const mark = (): void => markMore(nav.current);
  useEffect(() => markMore(nav.current), []);
  useWindowEvent('resize', mark);
  return (
    <nav ref={nav} aria-label={label} className={classes['tabs']} onScroll={mark}>
      {tabs.map((tab) => (
        <RouteLink
          key={tab.href}
          href={tab.href}
          className={classes['tab']}
          aria-current={tab !== current ? undefined : tab.href === pathname ? 'page' : 'true'}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className={classes['count']}>{tab.count}</span>}
        </RouteLink>
      ))}
    </nav>
  );
}

/** The one that is looked at, or under which lies what is looked at. */
export function findTab<Tab extends PageTab>(tabs: readonly Tab[], pathname: string): Tab | undefined {
  return tabs
    .filter(({ href, isExact = false }) => pathname === href || (!isExact && pathname.startsWith(`${href}/`)))
    .toSorted((a, b) => b.href.length - a.href.length)[0];
}

/** That there is more on a side shows as a fading edge: a word that is cut there may look like a whole one. */
function markMore(nav: HTMLElement | null): void {
  if (nav === null) return;
  const isBefore = nav.scrollLeft > 1;
  const isAfter = nav.scrollLeft + nav.clientWidth < nav.scrollWidth - 1;
  nav.dataset['more'] = `${isBefore ? 'before' : ''} ${isAfter ? 'after' : ''}`;
}
