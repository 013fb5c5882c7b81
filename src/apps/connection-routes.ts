import { Type } from 'typebox';
import type { Server } from '../http/server.ts';
import { ConnectionsPage, ConnectionsQuery, listConnections } from './connections.ts';
import { requireApp } from './edit.ts';
import { type PortalDeps, reachOf } from './portal-request.ts';

const tags = ['Portal'];
const config = { access: { by: 'developer' } } as const;

/** What tenants made of an app, as its developers see it. */
export function connectionRoutes(app: Server, { db }: Pick<PortalDeps, 'db'>): void {
  app.get(
    '/api/portal/apps/:appId/connections',
    {
      config,
      schema: {
        tags,
        summary: 'View the connections of an app',
        description: 'The tenants that the app names, and those of its networks that have connected.',
        params: Type.Object({ appId: Type.String() }),
        querystring: ConnectionsQuery,
        response: { 200: ConnectionsPage },
      },
    },
    async (req) => listConnections(db, (await requireApp(db, reachOf(req))).id, req.query),
  );
}
