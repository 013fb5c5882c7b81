import { Outlet, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { findTab, PageTabs } from '../../ui/page-tabs.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { AppPart } from './app-part.ts';
import { useApp } from './app-query.ts';
import { appHref, appTabs } from './app-tabs.ts';
import { AppCommands } from './app-commands.tsx';
import { ApprovalBadge } from './approval-badge.tsx';

/** What stands above everything of one app: which one, whether it is approved, and the way to its parts. */
export function AppFrame() {
  const app = useApp().data;
  const { id, name, version, category, approved, refusal } = app;
  const tabs = appTabs.map(({ label, path }) => ({
    label,
    href: appHref(id, path),
    isExact: path === '',
  }));
  const pathname = useRouterState({ select: (state) => state.location.pathname.replace(/(.)\/$/, '$1') });
  const [told, tell] = useState<string>();
  const part = told ?? findTab(tabs, pathname)?.label;
  return (
    <>
      <AppCommands app={app} />
      <PageTitle
        title={name}
        description={`${category} · version ${version}`}
        crumbs={[
          { label: 'Developer portal', href: '/portal' },
          { label: 'Applications', href: '/portal/apps' },
        ]}
        badge={<ApprovalBadge approved={approved} isRefused={refusal?.askedAgainAt === null} />}
        tabs={<PageTabs label={`Parts of ${name}`} tabs={tabs} />}
        {...(part !== undefined && { part })}
      />
      <AppPart value={tell}>
        {/* What is typed of one app is never that of another. */}
        <Outlet key={id} />
      </AppPart>
    </>
  );
}
