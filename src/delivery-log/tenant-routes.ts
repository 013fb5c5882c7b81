import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { readFilter } from './read-filter.ts';
import {
  OfDelivery,
  OfTenant,
  TenantDeliveriesPage,
  TenantDeliveriesQuery,
  TenantDeliveryDetail,
} from './schema.ts';
import { listTenantDeliveries, readTenantDelivery } from './tenant-log.ts';

const common = {
  config: { access: { by: 'tenant', needs: 'member' } },
  onRequest: forbidCaching,
} as const;
const tags = ['Settings'];
const url = '/api/settings/tenants/:tenantId/deliveries';

const DEFAULT_LIMIT = 50;

/** What was sent of a tenant's sessions, for everybody who works there. */
export function tenantDeliveryRoutes(app: Server, { db }: { readonly db: Db }): void {
  app.get(
    url,
    {
      ...common,
      preValidation: readQueryText(TenantDeliveriesQuery),
      schema: {
        tags,
        summary: 'List the deliveries of a tenant, the newest event first',
        description:
          'All filters must fit. A page may be short or empty although more follow: go on until `nextCursor` is null.',
        params: OfTenant,
        querystring: TenantDeliveriesQuery,
        response: { 200: TenantDeliveriesPage },
      },
    },
    (req) => {
      const { limit = DEFAULT_LIMIT, cursor, appId, sessionId, ...query } = req.query;
      const filter = { ...readFilter(query), appId, sessionId };
      return listTenantDeliveries(db, Number(req.params.tenantId), filter, { limit, before: cursor });
    },
  );

  app.get(
    `${url}/:deliveryId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Read a delivery of a tenant with its attempts and what is sent',
        description:
          "Of the developer's server it shows the host and the status, neither the headers nor the answer.",
        params: OfDelivery,
        response: { 200: TenantDeliveryDetail },
      },
    },
    (req) => readTenantDelivery(db, Number(req.params.tenantId), req.params.deliveryId),
  );
}
