import type { FastifyReply } from 'fastify';
import { skipTheRest } from '../connections/switch.ts';
import { IfMatch, revisionIn, tagWith } from '../http/entity-tag.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { actorOf, principalOf } from '../people/principal.ts';
import { changeTenant, moveTenant } from './change.ts';
import { createTenant } from './create.ts';
import { idInPath } from './id-in-path.ts';
import { switchPreview } from './preview.ts';
import { findTenant, searchTenants, type TenantRow } from './queries.ts';
import {
  ChangeTenantBody,
  CreatedTenantView,
  MoveBody,
  NewTenantBody,
  PreviewBody,
  SearchQuery,
  TenantPage,
  TenantParams,
  TenantView,
} from './schema.ts';
import { toTenantView } from './tenant-view.ts';

const tags = ['Operator'];
const common = { config: { access: { by: 'operator' } }, onRequest: forbidCaching } as const;
const url = '/api/operator/tenants';

/** Tenants, for the vendor's staff: those of the environment of the sign-in, and no others. */
export function operatorTenantRoutes(
  app: Server,
  { db, clock }: { readonly db: Db; readonly clock: Clock },
): void {
  app.get(
    url,
    {
      ...common,
      schema: {
        tags,
        summary: 'List or search tenants',
        querystring: SearchQuery,
        response: { 200: TenantPage },
      },
    },
    async (req) => {
      const { rows, nextCursor } = await searchTenants(db, principalOf(req).environment, req.query);
      return { data: rows.map(toTenantView), nextCursor };
    },
  );

  app.post(
    url,
    {
      ...common,
      schema: {
        tags,
        summary: 'Create a tenant with its own developer organisation',
        description: 'In the environment of the sign-in, with the preview off.',
        body: NewTenantBody,
        response: { 201: CreatedTenantView },
      },
    },
    async (req, reply) => {
      const { environment } = principalOf(req);
      const made = await db.transaction().execute(async (trx) => {
        const created = await createTenant(trx, actorOf(req), { ...req.body, environment }, clock());
        return { ...created, tenant: await requireTenant(trx, created.tenantId, environment) };
      });
      reply.code(201).header('location', `${url}/${made.tenantId}`);
      const { organisationId, brand } = made;
      return { ...show(reply, made.tenant), organisationId, brand };
    },
  );

  app.get(
    `${url}/:tenantId`,
    {
      ...common,
      schema: { tags, summary: 'Read a tenant', params: TenantParams, response: { 200: TenantView } },
    },
    async (req, reply) => {
      const { environment } = principalOf(req);
      return show(reply, await requireTenant(db, idInPath(req.params.tenantId), environment));
    },
  );

  app.patch(
    `${url}/:tenantId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Change the name, time zone or region of a tenant',
        description: 'What is left out stays.',
        params: TenantParams,
        headers: IfMatch,
        body: ChangeTenantBody,
        response: { 200: TenantView },
      },
    },
    async (req, reply) => {
      const { environment } = principalOf(req);
      const tenantId = idInPath(req.params.tenantId);
      const of = { tenantId, environment, revision: revisionIn(req) };
      const tenant = await db
        .transaction()
        .execute((trx) => changeTenant(trx, actorOf(req), of, req.body, clock()));
      return show(reply, tenant);
    },
  );

  app.put(
    `${url}/:tenantId/network`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Put a tenant into a network, or with null into none',
        description:
          'The network is of the same environment. Connections through the clients of the network that is left end; the tenant starts not connected in the new one.',
        params: TenantParams,
        headers: IfMatch,
        body: MoveBody,
        response: { 200: TenantView },
      },
    },
    async (req, reply) => {
      const { environment } = principalOf(req);
      const tenantId = idInPath(req.params.tenantId);
      const of = { tenantId, environment, revision: revisionIn(req) };
      const { tenant, unfinished } = await db
        .transaction()
        .execute((trx) => moveTenant(trx, actorOf(req), of, req.body.networkId, clock()));
      for (const appId of unfinished) await skipTheRest(db, { tenantId, appId }, clock());
      return show(reply, tenant);
    },
  );

  app.post(
    `${url}/:tenantId/preview`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Switch the preview of a tenant on or off',
        description: 'Events that were recorded while it was off are not sent later.',
        params: TenantParams,
        body: PreviewBody,
        response: { 200: TenantView },
      },
    },
    async (req, reply) => {
      const { environment } = principalOf(req);
      const tenantId = idInPath(req.params.tenantId);
      const tenant = await db.transaction().execute(async (trx) => {
        await switchPreview(trx, actorOf(req), { tenantId, environment, ...req.body }, clock());
        return requireTenant(trx, tenantId, environment);
      });
      return show(reply, tenant);
    },
  );
}

function show(reply: FastifyReply, tenant: TenantRow): TenantView {
  tagWith(reply, tenant.revision);
  return toTenantView(tenant);
}

async function requireTenant(...query: Parameters<typeof findTenant>): Promise<TenantRow> {
  const tenant = await findTenant(...query);
  if (tenant === undefined) throw new ApiError('not_found');
  return tenant;
}
