import { IfMatch, revisionIn, tagWith } from '../http/entity-tag.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import { actorOf } from '../people/principal.ts';
import { changeRetention, findRetention } from './retention.ts';
import { Retention, TenantParams } from './schema.ts';

const tags = ['Settings'];
const url = '/api/settings/tenants/:tenantId/retention';

/** How long a tenant keeps what was published: its people read it, those who manage API access change it. */
export function retentionRoutes(
  app: Server,
  { db, clock }: { readonly db: Db; readonly clock: Clock },
): void {
  app.get(
    url,
    {
      config: { access: { by: 'tenant', needs: 'member' } },
      onRequest: forbidCaching,
      schema: {
        tags,
        summary: 'Read how long events, deliveries and their payloads are kept',
        params: TenantParams,
        response: { 200: Retention },
      },
    },
    async (req, reply) => {
      const tenantId = Number(req.params.tenantId);
      const { retention, revision } = await withTenant(db, tenantId, (trx) => findRetention(trx, tenantId));
      tagWith(reply, revision);
      return retention;
    },
  );

  app.put(
    url,
    {
      config: { access: { by: 'tenant', needs: 'manage_api_access' } },
      onRequest: forbidCaching,
      schema: {
        tags,
        summary: 'Change how long events, deliveries and their payloads are kept',
        description:
          'Shortened, it is carried out within minutes: what is older is erased for good, and what of it still waits to be sent is cancelled.',
        params: TenantParams,
        headers: IfMatch,
        body: Retention,
        response: { 200: Retention },
      },
    },
    async (req, reply) => {
      const tenantId = Number(req.params.tenantId);
      const of = { tenantId, revision: revisionIn(req) };
      const { retention, revision } = await withTenant(db, tenantId, (trx) =>
        changeRetention(trx, actorOf(req), of, req.body, clock()),
      );
      tagWith(reply, revision);
      return retention;
    },
  );
}
