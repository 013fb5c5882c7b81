import type { FastifyRequest } from 'fastify';
import { loadWhole } from '../apps/app-view.ts';
import { requireApp } from '../apps/edit.ts';
import { reachOf } from '../apps/portal-request.ts';
import { requireWebhook } from '../apps/webhooks.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import { actorOf } from '../people/principal.ts';
import { readReplay } from './read-replays.ts';
import type { ReplayDeps } from './routes.ts';
import {
  BackfillBody,
  BackfillFilterBody,
  BackfillPreview,
  ReplayView,
  SkippedOffer,
  WebhookParams,
} from './schema.ts';
import { offerSkipped } from './skipped-offer.ts';
import { previewBackfill, startBackfill } from './start-replay.ts';

const common = { config: { access: { by: 'developer' } }, onRequest: forbidCaching } as const;
const tags = ['Portal'];
const webhook = '/api/portal/apps/:appId/webhooks/:eventType';

/** What a webhook has missed: events from before it was there, and deliveries that were skipped while it was disabled. */
export function missedRoutes(server: Server, { db, clock }: ReplayDeps): void {
  const webhookOf = async (req: FastifyRequest) => {
    const whole = await loadWhole(db, await requireApp(db, reachOf(req)));
    const { eventType } = req.params as { eventType: string };
    return { appId: whole.row.id, webhook: requireWebhook(whole.webhooks, eventType), at: clock() };
  };

  server.post(
    `${webhook}/backfill/preview`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Count what a backfill would send',
        params: WebhookParams,
        body: BackfillFilterBody,
        response: { 200: BackfillPreview },
      },
    },
    async (req) => {
      const { appId, webhook: wanted, at } = await webhookOf(req);
      const { total, isExact } = await previewBackfill(db, { appId, at }, wanted, req.body.days);
      return { total, isExact };
    },
  );

  server.post(
    `${webhook}/backfill`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Give a webhook the events of the last days',
        description:
          'Those of tenants that are connected now, since they connected, if the version they accepted has the event. What has a delivery already is left alone. The answer is a job like a replay.',
        params: WebhookParams,
        body: BackfillBody,
        response: { 202: ReplayView },
      },
    },
    async (req, reply) => {
      const { appId, webhook: wanted, at } = await webhookOf(req);
      const id = await startBackfill(db, { appId, actor: actorOf(req), at }, wanted, req.body);
      reply.code(202).header('location', `/api/portal/apps/${appId}/replays/${id}`);
      return readReplay(db, appId, id);
    },
  );

  server.get(
    `${webhook}/skipped`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Count what a webhook was not sent while it was disabled',
        description: 'Of the last 31 days, with the filter of the replay that sends it.',
        params: WebhookParams,
        response: { 200: SkippedOffer },
      },
    },
    async (req) => {
      const { appId, webhook: wanted, at } = await webhookOf(req);
      const { event_type: eventType, disabled_at: disabledAt } = wanted;
      return offerSkipped(db, { appId, eventType, disabledAt }, at);
    },
  );
}
