import type { Server } from '../http/server.ts';
import { openRouterSession } from './open.ts';
import { OpenedSession, OpenRouterSessionBody, RouteBody, Routed } from './schema.ts';
import { sendOn } from './send-on.ts';
import { SessionParams, secretOf, type VisitorDeps, visitorOf } from './visitor.ts';

const tags = ['Visitor'];
const byVisitor = { access: { by: 'visitor' } } as const;

/** What the booking page calls while it is not yet known which scheduler the visitor needs. */
export function routerSessionRoutes(app: Server, { db, clock }: Pick<VisitorDeps, 'db' | 'clock'>): void {
  app.post(
    '/scheduler/v1/router-sessions',
    {
      config: byVisitor,
      schema: {
        tags,
        summary: 'Open a router session',
        description: 'A visitor opened a router. Otherwise like opening a session of a scheduler.',
        body: OpenRouterSessionBody,
        response: { 201: OpenedSession },
      },
    },
    async (req, reply) => {
      reply.code(201).header('cache-control', 'no-store');
      return openRouterSession(db, req.body, visitorOf(req), clock());
    },
  );

  app.post(
    '/scheduler/v1/router-sessions/:sessionId/route',
    {
      config: byVisitor,
      schema: {
        tags,
        summary: 'Save what the visitor told and send the visitor on',
        description:
          'The first rule that matches the ZIP code and the brand says to which scheduler. What was collected goes along. Repeat the call as often as needed: there is only ever one scheduler session, and every answer names it.',
        params: SessionParams,
        body: RouteBody,
        response: { 200: Routed },
      },
    },
    async (req, reply) => {
      reply.header('cache-control', 'no-store');
      return sendOn(db, req.params.sessionId, secretOf(req, req.body), req.body, clock());
    },
  );
}
