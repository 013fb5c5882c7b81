import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { type Reach, requireApp } from './edit.ts';
import { findLivingWebhook, type LivingWebhookRow, listLivingWebhooks } from './queries.ts';

export type { LivingWebhookRow } from './queries.ts';

/** @throws ApiError not_found when the app is not theirs, or has no such webhook that somebody needs */
export async function requireLivingWebhook(
  db: Db,
  reach: Reach,
  eventType: string,
): Promise<LivingWebhookRow> {
  const { id } = await requireApp(db, reach);
  const webhook = await findLivingWebhook(db, id, eventType);
  if (webhook === undefined) throw new ApiError('not_found');
  return webhook;
}

/** By event type. */
export async function mapLivingWebhooks(
  db: Db,
  appId: string,
): Promise<ReadonlyMap<string, LivingWebhookRow>> {
  const webhooks = await listLivingWebhooks(db, appId);
  return new Map(webhooks.map((webhook) => [webhook.event_type, webhook]));
}
