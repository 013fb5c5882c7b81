import { deliveryBody } from '../events/body.ts';
import { toCursor } from './cursor.ts';
import type { FeedRow } from './queries.ts';
import { positionOf } from './read-feed.ts';
import type { FeedItem } from './schema.ts';

export function toFeedItem(row: FeedRow): FeedItem {
  const { state, reason, attempts, finished_at } = row;
  return {
    cursor: toCursor(positionOf(row)),
    appId: row.app_id,
    tenantId: row.tenant_id,
    eventId: row.event_id,
    deliveryId: row.delivery_id,
    event:
      row.body === null
        ? null
        : (JSON.parse(deliveryBody(row.delivery_id ?? row.event_id, row.body).toString()) as object),
    delivery:
      state === null
        ? null
        : { state, reason, attempts: attempts ?? 0, finishedAt: finished_at?.toISOString() ?? null },
  };
}
