import { Type } from 'typebox';
import { requireApp } from '../apps/edit.ts';
import { reachOf } from '../apps/portal-request.ts';
import { anyone } from '../http/access.ts';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { withApp } from '../lib/isolation.ts';
import { ensureInboxUrl } from './ensure-inbox-url.ts';
import { INBOX_SECRET, inboxUrl } from './own-inbox.ts';
import { type ArrivalRow, deleteArrivals, findInboxSecret, listArrivals } from './queries.ts';
import { type InboxDeps, KEPT_SECONDS, readEnvelope, receive } from './receive.ts';
import { AppParams, type Arrival, Inbox } from './schema.ts';

export interface InboxRouteDeps extends InboxDeps {
  readonly baseUrl: () => string;
}

const tags = ['Portal'];
const common = { config: { access: { by: 'developer' } }, onRequest: forbidCaching } as const;
const url = '/api/portal/apps/:appId/inbox';
const MAX_BODY_BYTES = 256 * 1024;

/** A receiver inside this server, so that a developer sees a first webhook arrive before having a server of their own. */
export function inboxRoutes(app: Server, deps: InboxRouteDeps): void {
  const { db, clock, baseUrl } = deps;
  const show = async (appId: string): Promise<Inbox> => {
    const since = addSeconds(clock(), -KEPT_SECONDS);
    return withApp(db, appId, async (trx) => {
      const secret = await findInboxSecret(trx, appId);
      const arrivals = await listArrivals(trx, appId, since);
      return {
        url: secret === undefined ? null : inboxUrl(baseUrl(), secret),
        arrivals: arrivals.map(toArrival),
      };
    });
  };

  app.get(
    url,
    {
      ...common,
      schema: {
        tags,
        summary: 'Read what arrived in the inbox of an app',
        params: AppParams,
        response: { 200: Inbox },
      },
    },
    async (req) => show((await requireApp(db, reachOf(req))).id),
  );

  app.post(
    url,
    {
      ...common,
      schema: {
        tags,
        summary: 'Make the inbox of an app, if it has none',
        description:
          'Answers its URL. Set that as the delivery URL of a webhook; tests and deliveries then arrive here until another one is set.',
        params: AppParams,
        response: { 200: Inbox },
      },
    },
    async (req) => {
      const { id } = await requireApp(db, reachOf(req));
      await ensureInboxUrl(db, id, { baseUrl: baseUrl(), at: clock() });
      return show(id);
    },
  );

  app.delete(
    `${url}/arrivals`,
    {
      ...common,
      schema: {
        tags,
        summary: 'Empty the inbox of an app',
        params: AppParams,
        response: { 204: Type.Null() },
      },
    },
    async (req, reply) => {
      const { id } = await requireApp(db, reachOf(req));
      await withApp(db, id, (trx) => deleteArrivals(trx, id));
      return reply.code(204).send(null);
    },
  );

  app.register(async (raw: Server) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_req, body, done) => done(null, body));
    raw.post(
      '/inbox/:secret',
      { schema: { hide: true }, config: anyone, bodyLimit: MAX_BODY_BYTES },
      async (req, reply) => {
        const { secret } = req.params as { secret: string };
        if (!INBOX_SECRET.test(secret)) throw new ApiError('not_found');
        const headers = Object.fromEntries(
          Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
        );
        await receive(deps, secret, headers, Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));
        return reply.code(204).send();
      },
    );
  });
}

function toArrival(row: ArrivalRow): Arrival {
  const headers = row.headers as Record<string, string>;
  const { type } = readEnvelope(row.body);
  return {
    id: row.id,
    at: row.at.toISOString(),
    eventType: typeof type === 'string' ? type : null,
    isTest: headers['webhook-test'] === 'true',
    headers,
    body: row.body.toString(),
    verdict: row.verdict as Arrival['verdict'],
  };
}
