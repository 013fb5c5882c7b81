import type { Static } from 'typebox';
import type { ConnectionsPage } from '../../../../src/apps/connections.ts';
import { path } from '../../api/path.ts';
import { usePages } from '../../ui/use-pages.ts';

export type Connection = Static<typeof ConnectionsPage>['data'][number];

/** What the tenants made of the app, by their ids. */
export function useConnections(appId: string) {
  return usePages<Connection>(
    ['portal', 'apps', appId, 'connections'],
    path`/api/portal/apps/${appId}/connections`,
    { limit: 200 },
  );
}
