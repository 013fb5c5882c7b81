import { validate as isUuid } from 'uuid';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { type EntitledEvent, findEntitled } from './queries.ts';

export type PastEvent = EntitledEvent;

/**
 * An event that this app would find in its list.
 * @throws ApiError not_found, the same whether it is somebody else's, was erased, or never was
 */
export async function requireEntitledEvent(db: Db, appId: string, eventId: string): Promise<PastEvent> {
  const event = isUuid(eventId) ? await findEntitled(db, appId, eventId) : undefined;
  if (event === undefined) throw new ApiError('not_found');
  return event;
}
