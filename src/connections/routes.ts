import type { FastifyRequest } from 'fastify';
import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import { actorOf } from '../people/principal.ts';
import { generateForTenant, revokeForTenant } from './credentials.ts';
import { allowApp, declineApp, upgradeConnection } from './decide.ts';
import { listApps, readApp, type TenantApp } from './find-app.ts';
import {
  AppDetail,
  AppList,
  AppParams,
  AppsQuery,
  GeneratedSecret,
  SecretParams,
  SharedData,
  TenantParams,
  VersionBody,
} from './schema.ts';
import { readSharedData } from './shared-data.ts';
import { skipTheRest, switchConnection } from './switch.ts';

const common = {
  config: { access: { by: 'tenant', needs: 'manage_api_access' } },
  onRequest: forbidCaching,
} as const;
const url = '/api/settings/tenants/:tenantId';
const base = { tags: ['Settings'] };

/** The screen API Application Access of a tenant's settings. */
export function settingsRoutes(app: Server, { db, clock }: { readonly db: Db; readonly clock: Clock }): void {
  app.get(
    `${url}/available-apps`,
    {
      ...common,
      preValidation: readQueryText(AppsQuery),
      schema: {
        ...base,
        summary: 'List the apps that can be connected, and those that are',
        description:
          'Apps that named this tenant or its network, once the vendor has approved them; those of the own network need no approval.',
        params: TenantParams,
        querystring: AppsQuery,
        response: { 200: AppList },
      },
    },
    (req) => inTenant(req, (trx, tenantId) => listApps(trx, tenantId, 'available', req.query)),
  );

  app.get(
    `${url}/connections`,
    {
      ...common,
      preValidation: readQueryText(AppsQuery),
      schema: {
        ...base,
        summary: 'List the connected apps, disabled ones too',
        params: TenantParams,
        querystring: AppsQuery,
        response: { 200: AppList },
      },
    },
    (req) => inTenant(req, (trx, tenantId) => listApps(trx, tenantId, 'connected', req.query)),
  );

  app.get(
    `${url}/apps/:appId`,
    {
      ...common,
      schema: {
        ...base,
        summary: 'Read an app: what it asks for, what was accepted, the client and its secrets',
        params: AppParams,
        response: { 200: AppDetail },
      },
    },
    (req) => inTenant(req, (trx) => readApp(trx, subjectOf(req))),
  );

  app.get(
    `${url}/apps/:appId/shared-data`,
    {
      ...common,
      schema: {
        ...base,
        summary: 'Read a sample of what is shared with an app',
        description:
          "Of what its newest version asks for: each event as the app is sent it, and a session as it reads it. From the tenant's own latest session where there is one, else the example of the catalogue; `from` says which.",
        params: AppParams,
        response: { 200: SharedData },
      },
    },
    (req) => readSharedData(db, subjectOf(req)),
  );

  app.post(
    `${url}/apps/:appId/connection`,
    {
      ...common,
      schema: {
        ...base,
        summary: 'Allow',
        description:
          'Connects the app and answers its client id. If the app named the network, the client is shared by the connected tenants of the network.',
        params: AppParams,
        body: VersionBody,
        response: { 201: AppDetail },
      },
    },
    async (req, reply) => {
      const subject = subjectOf(req);
      const detail = await inTenant(req, async (trx) => {
        await allowApp(trx, actorOf(req), { ...subject, ...req.body }, clock());
        return readApp(trx, subject);
      });
      reply.code(201);
      return detail;
    },
  );

  app.post(
    `${url}/apps/:appId/decline`,
    {
      ...common,
      schema: {
        ...base,
        summary: 'Decline',
        description: 'Only recorded in the audit log. Of an upgrade, the accepted version stays.',
        params: AppParams,
        body: VersionBody,
        response: { 200: AppDetail },
      },
    },
    (req) =>
      inTenant(req, async (trx) => {
        await declineApp(trx, actorOf(req), { ...subjectOf(req), ...req.body }, clock());
        return readApp(trx, subjectOf(req));
      }),
  );

  app.post(
    `${url}/apps/:appId/upgrade`,
    {
      ...common,
      schema: {
        ...base,
        summary: 'Upgrade to the new version',
        description: 'Client id and secrets stay. Again changes nothing.',
        params: AppParams,
        body: VersionBody,
        response: { 200: AppDetail },
      },
    },
    (req) =>
      changeConsent(req, (trx) =>
        upgradeConnection(trx, actorOf(req), { ...subjectOf(req), ...req.body }, clock()),
      ),
  );

  for (const [verb, summary, description, on] of switches) {
    app.post(
      `${url}/apps/:appId/${verb}`,
      {
        ...common,
        schema: { ...base, summary, description, params: AppParams, response: { 200: AppDetail } },
      },
      (req) =>
        changeConsent(req, (trx) => switchConnection(trx, actorOf(req), { ...subjectOf(req), on }, clock())),
    );
  }

  app.post(
    `${url}/apps/:appId/secrets`,
    {
      ...common,
      schema: {
        ...base,
        summary: 'Generate a secret',
        description:
          'Shown this once. Two may be active. If the developer configures the credentials: 409 `secret_by_developer`.',
        params: AppParams,
        response: { 201: GeneratedSecret },
      },
    },
    async (req, reply) => {
      const subject = subjectOf(req);
      const generated = await inTenant(req, (trx) => generateForTenant(trx, actorOf(req), subject, clock()));
      reply.code(201);
      return generated;
    },
  );

  app.delete(
    `${url}/apps/:appId/secrets/:secretId`,
    {
      ...common,
      schema: {
        ...base,
        summary: 'Revoke a secret',
        description: 'No new tokens from then on. Again changes nothing.',
        params: SecretParams,
        response: { 200: AppDetail },
      },
    },
    (req) =>
      inTenant(req, async (trx) => {
        const { secretId } = req.params;
        await revokeForTenant(trx, actorOf(req), { ...subjectOf(req), secretId }, clock());
        return readApp(trx, subjectOf(req));
      }),
  );

  function inTenant<Result>(
    req: FastifyRequest<{ Params: { tenantId: string } }>,
    work: (trx: Db, tenantId: number) => Promise<Result>,
  ): Promise<Result> {
    const tenantId = Number(req.params.tenantId);
    return withTenant(db, tenantId, (trx) => work(trx, tenantId));
  }

  /** `change` returns whether deliveries may be left to end; they are, before the answer. */
  async function changeConsent(
    req: FastifyRequest<{ Params: { tenantId: string; appId: string } }>,
    change: (trx: Db) => Promise<boolean>,
  ): Promise<AppDetail> {
    const subject = subjectOf(req);
    const { isMoreLeft, detail } = await inTenant(req, async (trx) => ({
      isMoreLeft: await change(trx),
      detail: await readApp(trx, subject),
    }));
    if (isMoreLeft) await skipTheRest(db, subject, clock());
    return detail;
  }
}

const switches = [
  [
    'disable',
    'Disable a connection',
    'Access stops at once, with tokens already issued too. Waiting deliveries and new events become skipped. Again changes nothing.',
    false,
  ],
  [
    'enable',
    'Enable a connection',
    'What was skipped meanwhile is not sent, but can be replayed. Again changes nothing.',
    true,
  ],
] as const;

function subjectOf(req: FastifyRequest<{ Params: { tenantId: string; appId: string } }>): TenantApp {
  return { tenantId: Number(req.params.tenantId), appId: req.params.appId };
}
