import type { FastifyRequest } from 'fastify';
import { requireApp } from '../apps/edit.ts';
import { reachOf } from '../apps/portal-request.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { actorOf } from '../people/principal.ts';
import { cancelReplay } from './cancel-replay.ts';
import { countMatching } from './count-matching.ts';
import { countRefused } from './count-refused.ts';
import { readFilter } from './filter.ts';
import { readReplay, readReplays } from './read-replays.ts';
import { replayOne } from './replay-one.ts';
import {
  AppParams,
  DeliveryParams,
  QueuedReplay,
  ReplayBody,
  ReplayFilterBody,
  ReplayParams,
  ReplayPreview,
  ReplaysPage,
  ReplaysQuery,
  ReplayView,
} from './schema.ts';
import { type Order, startReplay } from './start-replay.ts';

export interface ReplayDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Called after a commit that may have made deliveries due. */
  readonly onCommitted: () => void;
}

const common = { config: { access: { by: 'developer' } }, onRequest: forbidCaching } as const;
const tags = ['Portal'];
const app = '/api/portal/apps/:appId';

const DEFAULT_LIMIT = 20;

/** Sending again: one delivery, or many. */
export function replayRoutes(server: Server, { db, clock, onCommitted }: ReplayDeps): void {
  /** @throws ApiError not_found before anything else is looked at */
  const orderOf = async (req: FastifyRequest): Promise<Order> => {
    const { id } = await requireApp(db, reachOf(req));
    return { appId: id, actor: actorOf(req), at: clock() };
  };

  server.post(
    `${app}/deliveries/:deliveryId/replay`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Replay a delivery',
        description:
          'Sends it now, once, with the same ids and a new timestamp and signature. Not counted as a retry: one that waits keeps its time. 409 says why not.',
        params: DeliveryParams,
        response: { 202: QueuedReplay },
      },
    },
    async (req, reply) => {
      const { appId, actor, at } = await orderOf(req);
      const { deliveryId } = req.params;
      const replayId = await replayOne(db, { appId, deliveryId, actor }, at);
      onCommitted();
      reply.code(202);
      return { deliveryId, replayId };
    },
  );

  server.post(
    `${app}/replays/preview`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Count what a replay would send, and what of it would be refused',
        params: AppParams,
        body: ReplayFilterBody,
        response: { 200: ReplayPreview },
      },
    },
    async (req) => {
      const { appId, at } = await orderOf(req);
      const filter = readFilter(req.body, at);
      return {
        ...(await countMatching(db, appId, filter)),
        refused: await countRefused(db, appId, filter),
      };
    },
  );

  server.post(
    `${app}/replays`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Replay deliveries by filter',
        description:
          'Queues them some at a time; consent is looked at when each is queued and again when it is sent. At most five of an app queue at once.',
        params: AppParams,
        body: ReplayBody,
        response: { 202: ReplayView },
      },
    },
    async (req, reply) => {
      const order = await orderOf(req);
      const id = await startReplay(db, order, req.body);
      reply.code(202).header('location', `${req.url}/${id}`);
      return readReplay(db, order.appId, id);
    },
  );

  server.get(
    `${app}/replays`,
    {
      ...common,
      preValidation: readQueryText(ReplaysQuery),
      schema: {
        tags,
        summary: 'List replays and backfills, the newest first',
        params: AppParams,
        querystring: ReplaysQuery,
        response: { 200: ReplaysPage },
      },
    },
    async (req) => {
      const { appId } = await orderOf(req);
      const { limit = DEFAULT_LIMIT, cursor } = req.query;
      return readReplays(db, appId, { limit, before: cursor });
    },
  );

  server.get(
    `${app}/replays/:replayId`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Read a replay or backfill with its progress',
        params: ReplayParams,
        response: { 200: ReplayView },
      },
    },
    async (req) => readReplay(db, (await orderOf(req)).appId, req.params.replayId),
  );

  server.post(
    `${app}/replays/:replayId/cancel`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Cancel a replay or backfill',
        description:
          'Nothing more is queued, and what waits and was not attempted yet is taken back. Again, or when it is done, changes nothing.',
        params: ReplayParams,
        response: { 200: ReplayView },
      },
    },
    async (req) => {
      const order = await orderOf(req);
      await cancelReplay(db, order, req.params.replayId);
      return readReplay(db, order.appId, req.params.replayId);
    },
  );
}
