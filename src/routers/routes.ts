import { Type } from 'typebox';
import { IfMatch, revisionIn, tagWith } from '../http/entity-tag.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import { actorOf } from '../people/principal.ts';
import { changeRouter, createRouter, removeRouter, showRouter, toSummary } from './manage.ts';
import { listRouters } from './queries.ts';
import { Router, RouterBody, RouterList, RoutersQuery } from './schema.ts';

const path = '/api/settings/tenants/:tenantId/routers';
const OfTenant = Type.Object({ tenantId: Type.String() });
const OfRouter = Type.Object({ tenantId: Type.String(), routerId: Type.String() });

const tags = ['Settings'];
const forMembers = { access: { by: 'tenant', needs: 'member' } } as const;
const forAdministrators = { access: { by: 'tenant', needs: 'administrator' } } as const;

/** More than a tenant will ever have, so that whoever does not page misses nothing. */
const DEFAULT_LIMIT = 200;

/** The routers of a tenant: its people read them, its administrators change them. */
export function routerRoutes(app: Server, { db, clock }: { db: Db; clock: Clock }): void {
  app.get(
    path,
    {
      config: forMembers,
      preValidation: readQueryText(RoutersQuery),
      schema: {
        tags,
        summary: 'List the routers',
        params: OfTenant,
        querystring: RoutersQuery,
        response: { 200: RouterList },
      },
    },
    async (req) => {
      const tenantId = Number(req.params.tenantId);
      const { limit = DEFAULT_LIMIT, cursor: after } = req.query;
      const rows = await withTenant(db, tenantId, (trx) => listRouters(trx, tenantId, { limit, after }));
      const page = rows.slice(0, limit);
      return {
        data: page.map(toSummary),
        nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.post(
    path,
    {
      config: forAdministrators,
      schema: {
        tags,
        summary: 'Create a router',
        description: 'With its rules, in order. Each leads to a scheduler of this tenant or of its network.',
        params: OfTenant,
        body: RouterBody,
        response: { 201: Router },
      },
    },
    async (req, reply) => {
      const tenantId = Number(req.params.tenantId);
      const { router, revision } = await createRouter(db, actorOf(req), tenantId, req.body, clock());
      tagWith(reply.code(201), revision);
      return router;
    },
  );

  app.get(
    `${path}/:routerId`,
    {
      config: forMembers,
      schema: { tags, summary: 'Show a router and its rules', params: OfRouter, response: { 200: Router } },
    },
    async (req, reply) => {
      const { tenantId, routerId } = req.params;
      const { router, revision } = await showRouter(db, Number(tenantId), routerId);
      tagWith(reply, revision);
      return router;
    },
  );

  app.put(
    `${path}/:routerId`,
    {
      config: forAdministrators,
      schema: {
        tags,
        summary: 'Replace a router and all of its rules',
        params: OfRouter,
        headers: IfMatch,
        body: RouterBody,
        response: { 200: Router },
      },
    },
    async (req, reply) => {
      const { tenantId, routerId } = req.params;
      const target = { tenantId: Number(tenantId), routerId, revision: revisionIn(req) };
      const { router, revision } = await changeRouter(db, actorOf(req), target, req.body, clock());
      tagWith(reply, revision);
      return router;
    },
  );

  app.delete(
    `${path}/:routerId`,
    {
      config: forAdministrators,
      schema: {
        tags,
        summary: 'Delete a router that no visitor has opened',
        params: OfRouter,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const { tenantId, routerId } = req.params;
      await removeRouter(db, actorOf(req), Number(tenantId), routerId, clock());
      return reply.code(204).send(null);
    },
  );
}
