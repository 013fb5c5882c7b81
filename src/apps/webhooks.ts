import { randomUUID } from 'node:crypto';
import { type Actor, type AuditEntry, recordAudit } from '../audit/record.ts';
import type { EventType } from '../events/catalogue.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import type { Sealer } from '../lib/seal.ts';
import { readDeliveryUrl, readHmacKey, throwIfAny } from './app-input.ts';
import { overlapEnd, type WholeApp } from './app-view.ts';
import { keepChanged } from './changes.ts';
import { type Edit, editApp, type Reach, requireApp } from './edit.ts';
import { newHmacKey, openKey, SIGNING_KEY_PURPOSE } from './hmac-key.ts';
import {
  findLivingWebhook,
  insertWebhook,
  type LivingWebhookRow,
  updateWebhook,
  type WebhookValues,
} from './queries.ts';
import type { ChangeWebhookBody, RevealedKey } from './schema.ts';

/** What making or changing webhooks needs beside the database. */
export interface WebhookTools {
  readonly sealer: Sealer;
  /** Origins that may be sent to although they are not https or not public. */
  readonly allowedOrigins: ReadonlySet<string>;
}

/** A webhook about to be made; the key is generated unless it was typed. */
export interface NewWebhook {
  readonly eventType: EventType;
  readonly url: string;
  readonly hmacKey: string;
  readonly isKeyTyped: boolean;
  readonly contentType: string | undefined;
  readonly retrySchedule: string | undefined;
}

export function newWebhook(
  given: Omit<NewWebhook, 'hmacKey' | 'isKeyTyped'> & { readonly hmacKey: string | undefined },
): NewWebhook {
  return { ...given, hmacKey: given.hmacKey ?? newHmacKey(), isKeyTyped: given.hmacKey !== undefined };
}

export async function writeWebhook(
  trx: Db,
  appId: string,
  webhook: NewWebhook,
  { sealer }: WebhookTools,
  now: Date,
): Promise<void> {
  await insertWebhook(trx, {
    id: randomUUID(),
    app_id: appId,
    event_type: webhook.eventType,
    url: webhook.url,
    signing_key: sealer.seal(webhook.hmacKey, SIGNING_KEY_PURPOSE),
    content_type: webhook.contentType ?? 'application/json',
    retry_schedule: webhook.retrySchedule ?? 'standard',
    created_at: now,
  });
}

/** How the audit log names a new webhook. Of the URL only the origin: what follows often holds a secret of the receiver. */
export function describeWebhook({ eventType, url, isKeyTyped }: NewWebhook) {
  return { eventType, deliveryOrigin: new URL(url).origin, key: isKeyTyped ? 'typed' : 'generated' };
}

/** What setting these values does to a webhook, or undefined when it has them already. */
export function planWebhookChange(
  webhook: LivingWebhookRow,
  values: WebhookValues,
): { values: WebhookValues; audit: Omit<AuditEntry, 'appId'> } | undefined {
  const changed = keepChanged(webhook, values);
  const columns = Object.keys(changed);
  if (columns.length === 0) return undefined;
  const { url, content_type, retry_schedule, disabled_at } = changed;
  const detail = {
    eventType: webhook.event_type,
    ...(url !== undefined && {
      deliveryOrigin: { from: new URL(webhook.url).origin, to: new URL(url).origin },
      deliveryUrl: 'changed',
    }),
    ...(content_type !== undefined && { contentType: { from: webhook.content_type, to: content_type } }),
    ...(retry_schedule !== undefined && {
      retrySchedule: { from: webhook.retry_schedule, to: retry_schedule },
    }),
    ...(disabled_at !== undefined && { enabled: { from: disabled_at !== null, to: disabled_at === null } }),
  };
  return { values: changed, audit: { action: 'webhook.changed', detail } };
}

export async function changeWebhook(
  db: Db,
  { allowedOrigins }: WebhookTools,
  edit: Edit,
  eventType: string,
  body: ChangeWebhookBody,
): Promise<WholeApp> {
  const errors: FieldErrors = {};
  const url = readDeliveryUrl('deliveryUrl', body.deliveryUrl, allowedOrigins, errors);
  throwIfAny(errors);
  return editApp(db, edit, (before) => {
    const webhook = requireWebhook(before.webhooks, eventType);
    const isEnabled = webhook.disabled_at === null;
    const change = planWebhookChange(webhook, {
      ...(url !== undefined && { url }),
      ...(body.contentType !== undefined && { content_type: body.contentType }),
      ...(body.retrySchedule !== undefined && { retry_schedule: body.retrySchedule }),
      // A webhook that is paused already keeps the instant since when.
      ...(body.enabled !== undefined &&
        body.enabled !== isEnabled &&
        (body.enabled
          ? { disabled_at: null, disabled_reason: null }
          : { disabled_at: edit.at, disabled_reason: 'paused' })),
    });
    return (
      change && {
        write: (trx) => updateWebhook(trx, webhook.id, change.values),
        audit: [change.audit],
      }
    );
  });
}

export interface Rotation {
  readonly hmacKey: string | undefined;
  /** How long the old key signs along; 0 ends it at once. */
  readonly overlapHours: number;
}

/** Gives a webhook a new key; the old one signs along for the overlap, and one that still did before ends now. */
export async function rotateKey(
  db: Db,
  { sealer }: WebhookTools,
  edit: Edit,
  eventType: string,
  { hmacKey: typed, overlapHours }: Rotation,
): Promise<{ whole: WholeApp; hmacKey: string }> {
  const errors: FieldErrors = {};
  readHmacKey('hmacKey', typed, errors);
  throwIfAny(errors);
  const hmacKey = typed ?? newHmacKey();
  const whole = await editApp(db, edit, ({ webhooks }) => {
    const webhook = requireWebhook(webhooks, eventType);
    const oldKey = openKey(sealer, webhook.signing_key);
    if (oldKey === hmacKey) {
      throw new ApiError('validation_failed', { hmacKey: ['is the key that the webhook has now.'] });
    }
    const overlaps = overlapHours > 0 && oldKey !== undefined;
    return {
      write: (trx) =>
        updateWebhook(trx, webhook.id, {
          signing_key: sealer.seal(hmacKey, SIGNING_KEY_PURPOSE),
          previous_signing_key: overlaps ? webhook.signing_key : null,
          previous_signing_key_until: overlaps ? addSeconds(edit.at, overlapHours * 3_600) : null,
        }),
      audit: [
        {
          action: 'webhook.key_rotated',
          detail: { eventType, key: typed === undefined ? 'generated' : 'typed', overlapHours },
        },
      ],
    };
  });
  return { whole, hmacKey };
}

/** The keys that sign a webhook now. That they were shown stands in the audit log, or they are not shown. */
export async function revealKey(
  db: Db,
  { sealer }: WebhookTools,
  { actor, at, ...reach }: Reach & { readonly actor: Actor; readonly at: Date },
  eventType: string,
): Promise<RevealedKey> {
  return db.transaction().execute(async (trx) => {
    const { id: appId } = await requireApp(trx, reach);
    const webhook = await findLivingWebhook(trx, appId, eventType);
    if (webhook === undefined) throw new ApiError('not_found');
    const hmacKey = openKey(sealer, webhook.signing_key);
    if (hmacKey === undefined) throw new ApiError('key_lost', { hmacKey: ['Rotate it to a new one.'] });
    await recordAudit(trx, actor, at, { action: 'webhook.key_revealed', appId, detail: { eventType } });
    const until = overlapEnd(webhook, at);
    const previous = until === null ? null : webhook.previous_signing_key;
    return {
      eventType,
      hmacKey,
      previousHmacKey: previous === null ? null : (openKey(sealer, previous) ?? null),
      previousKeyUntil: until?.toISOString() ?? null,
    };
  });
}

export function requireWebhook(webhooks: readonly LivingWebhookRow[], eventType: string): LivingWebhookRow {
  const webhook = webhooks.find((candidate) => candidate.event_type === eventType);
  if (webhook === undefined) throw new ApiError('not_found');
  return webhook;
}
