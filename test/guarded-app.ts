import type { Access } from '../src/http/access.ts';
import type { Server } from '../src/http/server.ts';
import type { Clock } from '../src/lib/clock.ts';
import type { Db } from '../src/lib/db.ts';
import { principalOf } from '../src/people/principal.ts';
import { buildTestApp } from './app.ts';

/** A route of each kind that is for people, to GET and to POST; it answers who the caller is. */
export const guardedRoutes: readonly (readonly [string, Access])[] = [
  ['/test/person', { by: 'person' }],
  ['/test/person/portal', { by: 'person', area: 'portal' }],
  ['/test/person/settings', { by: 'person', area: 'settings' }],
  ['/test/developer', { by: 'developer' }],
  ['/test/operator', { by: 'operator' }],
  ['/test/tenants/:tenantId', { by: 'tenant', needs: 'member' }],
  ['/test/tenants/:tenantId/access', { by: 'tenant', needs: 'manage_api_access' }],
  ['/test/tenants/:tenantId/people', { by: 'tenant', needs: 'administrator' }],
];

/** The application with `guardedRoutes` besides its own. */
export async function buildGuardedApp(db: Db, clock: Clock): Promise<Server> {
  const app = await buildTestApp(db, clock);
  for (const [url, access] of guardedRoutes) {
    app.route({
      method: ['GET', 'POST'],
      url,
      config: { access },
      handler: (req) => {
        const principal = principalOf(req);
        return {
          ...principal,
          memberships: [...principal.memberships.values()],
          organisationIds: [...principal.organisationIds],
        };
      },
    });
  }
  return app;
}
