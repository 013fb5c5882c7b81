import { Outlet, useRouterState } from '@tanstack/react-router';
import { PageTabs } from '../../ui/page-tabs.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { useApp } from './app-query.ts';
import { appHref, appTabs } from './app-tabs.ts';
import { AppCommands } from './app-commands.tsx';
import { ApprovalBadge } from './approval-badge.tsx';

/** What stands above everything of one app: which one, whether it is approved, and the way to its parts. */
export function AppFrame() {
  const app = useApp().data;
  const { id, name, version, category, approved, refusal } = app;
  const tabs = appTabs.map(({ label, path }) => ({ label, href: appHref(id, path) }));
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = tabs.findLast(({ href }) => pathname === href || pathname.startsWith(`${href}/`));
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
        badge={<ApprovalBadge approved={approved} isRefused={refusal !== null} />}
        tabs={<PageTabs label={`Parts of ${name}`} tabs={tabs} />}
        {...(current !== undefined && { part: current.label })}
      />
      {/* What is typed of one app is never that of another. */}
      <Outlet key={id} />
    </>
  );
}
