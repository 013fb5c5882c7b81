import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { callerOf } from '../oauth/guard.ts';
import { SessionResponse } from '../sessions/session-response.ts';
import {
  answerRouterPerformance,
  answerSchedulerPerformance,
  answerSchedulers,
  answerSessions,
} from './answers.ts';
import { readListQuery, readPerformanceQuery } from './read-query.ts';
import {
  ListQuery,
  pageOf,
  PerformanceQuery,
  RouterPerformanceResponse,
  SchedulerPerformanceResponse,
  SchedulerResponse,
  TenantParams,
  ThingParams,
} from './schema.ts';

export interface PublicApiDeps {
  readonly db: Db;
  readonly baseUrl: () => string;
}

const base = '/schedulingpro/v2/tenant/:tenant';
const tags = ['Scheduling Pro'];
const config = { access: { by: 'client', scope: 'tn.sp.schedulers:r' } } as const;

/** What apps read: schedulers, routers, their sessions and their performance, of the tenant that the token covers. */
export function publicApiRoutes(app: Server, { db, baseUrl }: PublicApiDeps): void {
  app.get(
    `${base}/schedulers`,
    {
      config,
      preValidation: readQueryText(ListQuery),
      schema: {
        tags,
        summary: 'List the schedulers',
        description: 'In the order in which they were created.',
        params: TenantParams,
        querystring: ListQuery,
        response: { 200: pageOf(SchedulerResponse) },
      },
    },
    (req) => answerSchedulers(db, callerOf(req).tenantId, readListQuery(req.query), baseUrl()),
  );

  for (const kind of ['scheduler', 'router'] as const) {
    app.get(
      `${base}/${kind}s/:id/sessions`,
      {
        config,
        preValidation: readQueryText(ListQuery),
        schema: {
          tags,
          summary: `List the sessions of a ${kind}`,
          description:
            'In the order in which they were created. Pages over a range of creation that has ended stay as they are while sessions are added; pages over a range of modification may shift.',
          params: ThingParams,
          querystring: ListQuery,
          response: { 200: pageOf(SessionResponse) },
        },
      },
      (req) => {
        const from = { kind, tenantId: callerOf(req).tenantId, id: req.params.id };
        return answerSessions(db, from, readListQuery(req.query));
      },
    );
  }

  app.get(
    `${base}/schedulers/:id/performance`,
    {
      config,
      preValidation: readQueryText(PerformanceQuery),
      schema: {
        tags,
        summary: 'Measure a scheduler',
        description: 'Over the sessions created in the range. Bots and test sessions are not counted.',
        params: ThingParams,
        querystring: PerformanceQuery,
        response: { 200: SchedulerPerformanceResponse },
      },
    },
    (req) => {
      const range = readPerformanceQuery(req.query);
      return answerSchedulerPerformance(db, callerOf(req).tenantId, req.params.id, range);
    },
  );

  app.get(
    `${base}/routers/:id/performance`,
    {
      config,
      preValidation: readQueryText(PerformanceQuery),
      schema: {
        tags,
        summary: 'Measure a router',
        description: 'Over the sessions created in the range. Bots and test sessions are not counted.',
        params: ThingParams,
        querystring: PerformanceQuery,
        response: { 200: RouterPerformanceResponse },
      },
    },
    (req) => {
      const range = readPerformanceQuery(req.query);
      return answerRouterPerformance(db, callerOf(req).tenantId, req.params.id, range);
    },
  );
}
