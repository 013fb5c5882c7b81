import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { AuditPage } from '../audit/list.ts';
import { ReaderAuditQuery } from '../audit/reader-query.ts';
import { USUAL_SCHEDULES } from '../deliveries/retry-schedule.ts';
import { IfMatch, tagWith } from '../http/entity-tag.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { FieldErrors } from '../lib/errors.ts';
import { actorOf, principalOf } from '../people/principal.ts';
import { CatalogueView } from './catalogue-schema.ts';
import { listAppAudit } from './app-audit.ts';
import { throwIfAny } from './app-input.ts';
import { listSummaries, listVersionViews } from './app-lists.ts';
import { loadWhole, toAppView, type WholeApp } from './app-view.ts';
import { askAgain } from './ask-again.ts';
import { readNetworks, readTenants } from './audience.ts';
import { changeApp } from './change-app.ts';
import { changeAudience } from './change-audience.ts';
import { createApp } from './create-app.ts';
import { deleteApp } from './delete-app.ts';
import { editOf, type PortalDeps, reachOf } from './portal-request.ts';
import { requireApp } from './edit.ts';
import {
  AppsQuery,
  AppSummaries,
  AppView,
  AppViewWithKeys,
  categories,
  ChangeAppBody,
  NetworksBody,
  NewAppBody,
  TenantsBody,
  VersionView,
} from './schema.ts';
import { portalCatalogue } from './scope-catalogue.ts';
import type { NewWebhook } from './webhooks.ts';

const tags = ['Portal'];
const config = { access: { by: 'developer' } } as const;
const AppParams = Type.Object({ appId: Type.String() });
const url = '/api/portal/apps';

/** The developer portal: apps, their versions, and whom they are for. */
export function portalRoutes(app: Server, deps: PortalDeps): void {
  const { db, clock, sealer, retrySchedules = USUAL_SCHEDULES } = deps;

  /** Never kept by a cache: keys may be in it, and what is shown is what changes are based on. */
  const show = (reply: FastifyReply, whole: WholeApp): AppView => {
    tagWith(reply, whole.row.revision);
    void reply.header('cache-control', 'no-store');
    return toAppView(whole, sealer, clock());
  };
  const showWithKeys = (reply: FastifyReply, whole: WholeApp, webhooks: readonly NewWebhook[]) => ({
    ...show(reply, whole),
    hmacKeys: webhooks.map(({ eventType, hmacKey }) => ({ eventType, hmacKey })),
  });

  app.get(
    '/api/portal/catalogue',
    {
      config,
      schema: {
        tags,
        summary: 'What there is to choose from: scopes by product, event types, categories, retry schedules',
        response: { 200: CatalogueView },
      },
    },
    () => ({
      ...portalCatalogue(),
      categories: [...categories],
      localDeliveryUrls: deps.isLocalServer !== undefined,
      retrySchedules: { standard: [...retrySchedules.standard], extended: [...retrySchedules.extended] },
    }),
  );

  app.get(
    url,
    {
      config,
      preValidation: readQueryText(AppsQuery),
      schema: {
        tags,
        summary: 'List the apps of the organisations one acts for, the newest first',
        querystring: AppsQuery,
        response: { 200: AppSummaries },
      },
    },
    (req) => listSummaries(db, principalOf(req).organisationIds, req.query),
  );

  app.post(
    url,
    {
      config,
      schema: {
        tags,
        summary: 'Register an app',
        description: 'Answers the app key, and once the HMAC keys of the webhooks.',
        body: NewAppBody,
        response: { 201: AppViewWithKeys },
      },
    },
    async (req, reply) => {
      const { organisationIds } = principalOf(req);
      const maker = { actor: actorOf(req), organisationIds, at: clock() };
      const { whole, webhooks } = await createApp(db, deps, maker, req.body);
      reply.code(201).header('location', `${url}/${whole.row.id}`);
      return showWithKeys(reply, whole, webhooks);
    },
  );

  app.get(
    `${url}/:appId`,
    {
      config,
      schema: { tags, summary: 'Read an app', params: AppParams, response: { 200: AppView } },
    },
    async (req, reply) => show(reply, await loadWhole(db, await requireApp(db, reachOf(req)))),
  );

  app.patch(
    `${url}/:appId`,
    {
      config,
      schema: {
        tags,
        summary: 'Change an app',
        description:
          'What is left out stays. Other scopes or another set of events make a new version, which each tenant accepts for itself.',
        params: AppParams,
        headers: IfMatch,
        body: ChangeAppBody,
        response: { 200: AppViewWithKeys },
      },
    },
    async (req, reply) => {
      const { whole, webhooks } = await changeApp(db, deps, editOf(req, clock()), req.body);
      return showWithKeys(reply, whole, webhooks);
    },
  );

  app.post(
    `${url}/:appId/approval-request`,
    {
      config,
      schema: {
        tags,
        summary: 'Ask again for the approval of an app that was refused',
        description: 'It awaits approval like the others. Asking twice is asking once.',
        params: AppParams,
        response: { 200: AppView },
      },
    },
    async (req, reply) => show(reply, await askAgain(db, reachOf(req), actorOf(req), clock())),
  );

  app.delete(
    `${url}/:appId`,
    {
      config,
      schema: {
        tags,
        summary: 'Delete an app',
        description: 'Ends its key, its calls and its deliveries, for every tenant and for good.',
        params: AppParams,
        headers: IfMatch,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      await deleteApp(db, editOf(req, clock()));
      return reply.code(204).send(null);
    },
  );

  app.put(
    `${url}/:appId/tenants`,
    {
      config,
      schema: {
        tags,
        summary: 'Replace the tenants that an app is meant for',
        params: AppParams,
        headers: IfMatch,
        body: TenantsBody,
        response: { 200: AppView },
      },
    },
    async (req, reply) => {
      const errors: FieldErrors = {};
      const named = readTenants(req.body.tenants, errors);
      throwIfAny(errors);
      return show(reply, await changeAudience(db, editOf(req, clock()), 'tenants', named));
    },
  );

  app.put(
    `${url}/:appId/networks`,
    {
      config,
      schema: {
        tags,
        summary: 'Replace the networks that an app is meant for',
        params: AppParams,
        headers: IfMatch,
        body: NetworksBody,
        response: { 200: AppView },
      },
    },
    async (req, reply) => {
      const errors: FieldErrors = {};
      const named = readNetworks(req.body.networks, errors);
      throwIfAny(errors);
      return show(reply, await changeAudience(db, editOf(req, clock()), 'networks', named));
    },
  );

  app.get(
    `${url}/:appId/versions`,
    {
      config,
      schema: {
        tags,
        summary: 'List the versions of an app with who made them and what each changed',
        params: AppParams,
        response: { 200: Type.Object({ data: Type.Array(VersionView) }) },
      },
    },
    async (req, reply) => {
      const { id, revision } = await requireApp(db, reachOf(req));
      tagWith(reply, revision);
      return { data: await listVersionViews(db, id) };
    },
  );

  app.get(
    `${url}/:appId/audit`,
    {
      config,
      schema: {
        tags,
        summary: 'Read who changed what of an app, the newest first',
        description:
          'All filters must fit. Of people outside the organisation it tells only as whom they acted, and of a tenant that has never been connected nothing.',
        params: AppParams,
        querystring: ReaderAuditQuery,
        response: { 200: AuditPage },
      },
    },
    async (req) => listAppAudit(db, await requireApp(db, reachOf(req)), req.query),
  );
}
