import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { toPosition } from './cursor.ts';
import { readSession } from './detail.ts';
import { exportSessions } from './export.ts';
import { pageSessions, readSources } from './list.ts';
import { readSessionFilter } from './read-filter.ts';
import {
  SessionDetail,
  SessionFilters,
  SessionPage,
  SessionParams,
  SessionSources,
  SessionsQuery,
  SourcesQuery,
  TenantParams,
} from './schema.ts';

const common = {
  config: { access: { by: 'tenant', needs: 'member' } },
  onRequest: forbidCaching,
} as const;
const tags = ['Settings'];
const url = '/api/settings/tenants/:tenantId/sessions';

const DEFAULT_LIMIT = 50;

/** The visits to a tenant's schedulers and routers, for everybody who works there. */
export function sessionHistoryRoutes(
  app: Server,
  { db, clock }: { readonly db: Db; readonly clock: Clock },
): void {
  app.get(
    url,
    {
      ...common,
      preValidation: readQueryText(SessionsQuery),
      schema: {
        tags,
        summary: 'List the sessions of a tenant, the newest first',
        description:
          'Router sessions too. All filters must fit. A page may be short or empty although more follow: go on until `nextCursor` is null.',
        params: TenantParams,
        querystring: SessionsQuery,
        response: { 200: SessionPage },
      },
    },
    (req) => {
      const { limit = DEFAULT_LIMIT, cursor, ...query } = req.query;
      const before = cursor === undefined ? null : toPosition(cursor);
      return pageSessions(db, Number(req.params.tenantId), readSessionFilter(query), { limit, before });
    },
  );

  app.get(
    `${url}/sources`,
    {
      ...common,
      preValidation: readQueryText(SourcesQuery),
      schema: {
        tags,
        summary: 'List where the visitors of a tenant came from in a time',
        description: 'Of the newest 5,000 sessions of that time.',
        params: TenantParams,
        querystring: SourcesQuery,
        response: { 200: SessionSources },
      },
    },
    (req) => readSources(db, Number(req.params.tenantId), readSessionFilter(req.query)),
  );

  app.get(
    `${url}/export`,
    {
      ...common,
      // It would have to be written to the end to know its length.
      exposeHeadRoute: false,
      preValidation: readQueryText(SessionFilters),
      schema: {
        tags,
        summary: 'Export the sessions of a tenant as CSV, the newest first',
        description:
          'All that fit, with the filters of the list. UTF-8 with a byte order mark; instants in UTC. Text that a spreadsheet would take for a formula has an apostrophe before it. An answer that broke off was cut short.',
        params: TenantParams,
        querystring: SessionFilters,
        response: {
          200: { description: 'A line for each.', content: { 'text/csv': { schema: Type.String() } } },
        },
      },
    },
    (req, reply) => {
      const { tenantId } = req.params;
      const rows = exportSessions(db, Number(tenantId), readSessionFilter(req.query));
      const day = clock().toISOString().slice(0, 10);
      void reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="sessions-${tenantId}-${day}.csv"`);
      // The schema says what it is as a whole.
      void reply.send(Readable.from(rows) as never);
    },
  );

  app.get(
    `${url}/:sessionId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Read a session: all of it, its timeline, its events and their deliveries',
        params: SessionParams,
        response: { 200: SessionDetail },
      },
    },
    (req) => readSession(db, Number(req.params.tenantId), req.params.sessionId),
  );
}
