import { IfMatch, revisionIn, tagWith } from '../http/entity-tag.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import { actorOf } from '../people/principal.ts';
import { changeScheduler, createScheduler, requireScheduler } from './manage.ts';
import { listSchedulers } from './queries.ts';
import { toView } from './scheduler-view.ts';
import {
  NewScheduler,
  SchedulerChange,
  SchedulerPage,
  SchedulerParams,
  SchedulersQuery,
  SchedulerView,
  TenantParams,
} from './schema.ts';

const tags = ['Settings'];
const url = '/api/settings/tenants/:tenantId/schedulers';
const forMembers = {
  config: { access: { by: 'tenant', needs: 'member' } },
  onRequest: forbidCaching,
} as const;
const forAdministrators = {
  config: { access: { by: 'tenant', needs: 'administrator' } },
  onRequest: forbidCaching,
} as const;

const DEFAULT_LIMIT = 200;

export interface SchedulerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly baseUrl: () => string;
}

/** The schedulers of a tenant: its people read them, its administrators change them. */
export function schedulerRoutes(app: Server, { db, clock, baseUrl }: SchedulerDeps): void {
  app.get(
    url,
    {
      ...forMembers,
      preValidation: readQueryText(SchedulersQuery),
      schema: {
        tags,
        summary: 'List the schedulers',
        params: TenantParams,
        querystring: SchedulersQuery,
        response: { 200: SchedulerPage },
      },
    },
    async (req) => {
      const tenantId = Number(req.params.tenantId);
      const { limit = DEFAULT_LIMIT, cursor: after } = req.query;
      const rows = await withTenant(db, tenantId, (trx) => listSchedulers(trx, tenantId, { limit, after }));
      const page = rows.slice(0, limit);
      return {
        data: page.map((row) => toView(row, baseUrl())),
        nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.post(
    url,
    {
      ...forAdministrators,
      schema: {
        tags,
        summary: 'Create a scheduler',
        description:
          'Left out: Active, Standard, no default, creates bookings, files leads; abandoned after 45 s, 5, 10 and 30 minutes.',
        params: TenantParams,
        body: NewScheduler,
        response: { 201: SchedulerView },
      },
    },
    async (req, reply) => {
      const row = await createScheduler(db, actorOf(req), Number(req.params.tenantId), req.body, clock());
      tagWith(reply.code(201), row.revision);
      return toView(row, baseUrl());
    },
  );

  app.get(
    `${url}/:schedulerId`,
    {
      ...forMembers,
      schema: {
        tags,
        summary: 'Read a scheduler',
        params: SchedulerParams,
        response: { 200: SchedulerView },
      },
    },
    async (req, reply) => {
      const tenantId = Number(req.params.tenantId);
      const row = await withTenant(db, tenantId, (trx) =>
        requireScheduler(trx, tenantId, req.params.schedulerId),
      );
      tagWith(reply, row.revision);
      return toView(row, baseUrl());
    },
  );

  app.patch(
    `${url}/:schedulerId`,
    {
      ...forAdministrators,
      schema: {
        tags,
        summary: 'Change a scheduler',
        description:
          'What is left out stays. New times hold for a session from its next sign of life on. Under another brand it is embedded with that brand’s key.',
        params: SchedulerParams,
        headers: IfMatch,
        body: SchedulerChange,
        response: { 200: SchedulerView },
      },
    },
    async (req, reply) => {
      const { tenantId, schedulerId } = req.params;
      const edit = { tenantId: Number(tenantId), schedulerId, revision: revisionIn(req), change: req.body };
      const row = await changeScheduler(db, actorOf(req), edit, clock());
      tagWith(reply, row.revision);
      return toView(row, baseUrl());
    },
  );
}
