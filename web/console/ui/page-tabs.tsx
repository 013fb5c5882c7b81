import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { RouteLink } from '../shell/route-link.tsx';
import classes from './page-tabs.module.css';

export interface PageTab {
  readonly label: string;
  /** Each tab is an address of its own, so that it can be linked to. */
  readonly href: string;
  /** How many things are behind it. */
  readonly count?: number | undefined;
}

/** Tabs under a page's title: links, of which one is where one is. */
export function PageTabs({ label, tabs }: { readonly label: string; readonly tabs: readonly PageTab[] }) {
  const pathname = useRouterState({ select: (state) => state.location.pathname.replace(/(.)\/$/, '$1') });
  const isUnder = (href: string): boolean => pathname === href || pathname.startsWith(`${href}/`);
  const current = tabs
    .filter(({ href }) => isUnder(href))
    .toSorted((a, b) => b.href.length - a.href.length)[0];
  const nav = useRef<HTMLElement>(null);
  // Where they do not all fit, the one where one is has to be seen.
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current === null || here === undefined || here === null) return;
    nav.current.scrollLeft = here.offsetLeft - (nav.current.clientWidth - here.clientWidth) / 2;
  }, [current?.href]);
  return (
    <nav ref={nav} aria-label={label} className={classes['tabs']}>
      {tabs.map((tab) => (
        <RouteLink
          key={tab.href}
          href={tab.href}
          className={classes['tab']}
          aria-current={tab === current ? 'page' : undefined}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className={classes['count']}>{tab.count}</span>}
        </RouteLink>
      ))}
    </nav>
  );
}
