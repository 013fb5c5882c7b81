import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { OfflineNotice } from './offline-notice.tsx';
import { FocusOnRoute } from './focus-on-route.tsx';
import type { Search } from './search-text.ts';
import { ShortcutListener } from './shortcut-listener.tsx';

export const rootRoute = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  validateSearch: (search: Record<string, unknown>): Search => search as Search,
  component: () => (
    <>
      <OfflineNotice />
      <FocusOnRoute />
      <ShortcutListener />
      <Outlet />
    </>
  ),
});
