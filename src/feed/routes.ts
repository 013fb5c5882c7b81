import { listAppIds } from '../apps/app-lists.ts';
import { readQueryText } from '../http/query-text.ts';
import type { Server } from '../http/server.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { principalOf } from '../people/principal.ts';
import { beginning, requirePosition, toCursor } from './cursor.ts';
import { toFeedItem } from './feed-item.ts';
import { readFeed } from './read-feed.ts';
import { FeedAnswer, FeedQuery } from './schema.ts';

export interface FeedDeps {
  readonly db: Db;
  readonly clock: Clock;
}

const DEFAULT_LIMIT = 100;

/** What an app was told or should have been told, for a consumer that wants to be sure. */
export function feedRoutes(app: Server, { db, clock }: FeedDeps): void {
  app.get(
    '/api/portal/events',
    {
      config: { access: { by: 'developer' } },
      preValidation: readQueryText(FeedQuery),
      schema: {
        tags: ['Portal'],
        summary: 'List the events that an app was entitled to, in the order in which they were committed',
        description:
          'Nothing is skipped and nothing comes twice: what is committed later stands behind every cursor answered before.',
        querystring: FeedQuery,
        response: { 200: FeedAnswer },
      },
    },
    async (req, reply) => {
      const { appId, after, limit = DEFAULT_LIMIT } = req.query;
      const position = after === undefined ? beginning : requirePosition(after, 'after');
      const appIds = await listAppIds(db, principalOf(req).organisationIds, appId);
      const { rows, next, hasMore } = await readFeed(db, { appIds, after: position, limit }, clock());
      reply.header('cache-control', 'no-store');
      return { data: rows.map(toFeedItem), nextCursor: toCursor(next), hasMore };
    },
  );
}
