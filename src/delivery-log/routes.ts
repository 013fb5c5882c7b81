import { requireApp } from '../apps/edit.ts';
import { reachOf } from '../apps/portal-request.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { listAppDeliveries, readDelivery } from './read-log.ts';
import { readFilter, readSearch } from './read-filter.ts';
import { AppParams, DeliveriesPage, DeliveriesQuery, DeliveryDetail, DeliveryParams } from './schema.ts';

const common = {
  config: { access: { by: 'developer' } },
  onRequest: forbidCaching,
} as const;
const tags = ['Portal'];
const url = '/api/portal/apps/:appId/deliveries';

const DEFAULT_LIMIT = 50;

/** What an app was sent, and what came of it. */
export function deliveryLogRoutes(app: Server, { db }: { readonly db: Db }): void {
  app.get(
    url,
    {
      ...common,
      preValidation: readQueryText(DeliveriesQuery),
      schema: {
        tags,
        summary: 'List the deliveries of an app, the newest event first',
        description:
          'With `state=failed` the failed events. All filters must fit. A page may be short or empty although more follow: go on until `nextCursor` is null.',
        params: AppParams,
        querystring: DeliveriesQuery,
        response: { 200: DeliveriesPage },
      },
    },
    async (req) => {
      const { id } = await requireApp(db, reachOf(req));
      const { limit = DEFAULT_LIMIT, cursor } = req.query;
      return listAppDeliveries(
        db,
        id,
        { filter: readFilter(req.query), search: readSearch(req.query) },
        { limit, before: cursor },
      );
    },
  );

  app.get(
    `${url}/:deliveryId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Read a delivery with its attempts and what is sent',
        description: 'The body is shown only while the tenant consents, as it is sent only then.',
        params: DeliveryParams,
        response: { 200: DeliveryDetail },
      },
    },
    async (req) => readDelivery(db, (await requireApp(db, reachOf(req))).id, req.params.deliveryId),
  );
}
