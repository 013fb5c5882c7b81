import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { IfMatch, tagWith } from '../http/entity-tag.ts';
import type { Server } from '../http/server.ts';
import { SkippedOffer } from '../replays/schema.ts';
import { offerSkipped } from '../replays/skipped-offer.ts';
import { showHealth } from '../webhook-health/show-health.ts';
import { toWebhookView } from './app-view.ts';
import { requireApp } from './edit.ts';
import { listLivingWebhooks, type LivingWebhookRow } from './queries.ts';
import { editOf, type PortalDeps, reachOf } from './portal-request.ts';
import { ChangeWebhookBody, WebhookWithHealth } from './schema.ts';
import { changeWebhook, requireWebhook } from './webhooks.ts';

const tags = ['Portal'];
const config = { access: { by: 'developer' } } as const;
const AppParams = Type.Object({ appId: Type.String() });
const Params = Type.Object({ appId: Type.String(), eventType: Type.String() });
const url = '/api/portal/apps/:appId/webhooks';

const ChangedWebhook = Type.Object({
  ...WebhookWithHealth.properties,
  skipped: Type.Optional(SkippedOffer),
});

/** Where an app's events go and what signs them. */
export function webhookRoutes(app: Server, deps: PortalDeps): void {
  const { db, clock, sealer } = deps;

  const show = async (webhooks: readonly LivingWebhookRow[]): Promise<WebhookWithHealth[]> => {
    const now = clock();
    const health = await showHealth(db, webhooks, now);
    return webhooks.map((webhook) => ({
      ...toWebhookView(webhook, sealer, now),
      health: health.get(webhook.id)!,
    }));
  };

  /** Since when a webhook has been disabled that is about to be enabled: afterwards nobody knows. */
  const findDisabledAt = async (req: FastifyRequest, eventType: string): Promise<Date | null> => {
    const webhooks = await listLivingWebhooks(db, (await requireApp(db, reachOf(req))).id);
    return requireWebhook(webhooks, eventType).disabled_at;
  };

  app.get(
    url,
    {
      config,
      schema: {
        tags,
        summary: 'List the webhooks of an app with their health',
        description:
          'Those of the newest version, and those that tenants connected to an older one still receive.',
        params: AppParams,
        response: { 200: Type.Object({ data: Type.Array(WebhookWithHealth) }) },
      },
    },
    async (req, reply) => {
      const { id, revision } = await requireApp(db, reachOf(req));
      tagWith(reply, revision);
      reply.header('cache-control', 'no-store');
      return { data: await show(await listLivingWebhooks(db, id)) };
    },
  );

  app.patch(
    `${url}/:eventType`,
    {
      config,
      schema: {
        tags,
        summary: 'Change, pause or resume a webhook',
        params: Params,
        headers: IfMatch,
        body: ChangeWebhookBody,
        description:
          'The answer to enabling counts what was skipped meanwhile, with the filter of the replay that sends it.',
        response: { 200: ChangedWebhook },
      },
    },
    async (req, reply) => {
      const { eventType } = req.params;
      const { enabled } = req.body;
      const disabledAt = enabled === true ? await findDisabledAt(req, eventType) : null;
      const whole = await changeWebhook(db, deps, editOf(req, clock()), eventType, req.body);
      tagWith(reply, whole.row.revision);
      reply.header('cache-control', 'no-store');
      const [shown] = await show([requireWebhook(whole.webhooks, eventType)]);
      const skipped =
        disabledAt && (await offerSkipped(db, { appId: whole.row.id, eventType, disabledAt }, clock()));
      return { ...shown!, ...(skipped && { skipped }) };
    },
  );
}
