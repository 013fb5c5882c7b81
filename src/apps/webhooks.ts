import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../audit/record.ts';
import { writeCustomHeaders } from '../deliveries/signing/custom-headers.ts';
import { newKeyPair } from '../deliveries/signing/key-pair.ts';
import type { TargetPolicy } from '../deliveries/sending/target-guard.ts';
import { sealWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import { endTheRest, endWithheld } from '../deliveries/end-withheld.ts';
import type { EventType } from '../events/event-types.ts';
import type { Db } from '../lib/db.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import type { Sealer } from '../lib/seal.ts';
import { resetHealth } from '../webhook-health/reset-health.ts';
import { readDeliveryUrl, throwIfAny } from './app-input.ts';
import type { WholeApp } from './app-view.ts';
import { keepChanged } from './changes.ts';
import { isSameHeaders, mergeCustomHeaders, openCustomHeaders } from './custom-header-input.ts';
import { type Edit, editApp } from './edit.ts';
import { newHmacKey } from './hmac-key.ts';
import { updateKeyUse } from './key-queries.ts';
import {
  insertWebhook,
  type LivingWebhookRow,
  updateRenewals,
  updateWebhook,
  type WebhookValues,
} from './queries.ts';
import type { ChangeWebhookBody } from './schema.ts';
import type { CustomHeaderInput } from './signing-schema.ts';

/** What making or changing webhooks needs beside the database. */
export interface WebhookTools extends TargetPolicy {
  readonly sealer: Sealer;
}

/** A webhook about to be made; the key is generated unless it was typed. */
export interface NewWebhook {
  readonly eventType: EventType;
  readonly url: string;
  readonly hmacKey: string;
  readonly isKeyTyped: boolean;
  readonly contentType: string | undefined;
  readonly retrySchedule: string | undefined;
  readonly rateLimitPerSecond: number | null | undefined;
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
  const id = randomUUID();
  const sealedFor = (webhookId: string): string =>
    sealWebhookSecret(sealer, 'hmac_key', webhookId, webhook.hmacKey);
  const insertedId = await insertWebhook(trx, {
    id,
    app_id: appId,
    event_type: webhook.eventType,
    url: webhook.url,
    signing_key: sealedFor(id),
    content_type: webhook.contentType ?? 'application/json',
    retry_schedule: webhook.retrySchedule ?? 'standard',
    rate_limit_per_second: webhook.rateLimitPerSecond ?? null,
    created_at: now,
  });
  if (insertedId === id) return;
  // It took an old webhook up again, and a key opens only in the row that it was sealed for.
  await updateWebhook(trx, insertedId, { signing_key: sealedFor(insertedId) });
  await updateKeyUse(trx, insertedId, 'hmac_key', false);
  await updateKeyUse(trx, insertedId, 'key_pair', false);
  await renew(trx, insertedId);
}

/** What was seen of the webhook until now no longer counts, nor does what comes of POSTs that are under way to it. */
async function renew(trx: Db, webhookId: string): Promise<void> {
  await updateRenewals(trx, webhookId);
  await resetHealth(trx, webhookId);
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
  const { url, content_type, retry_schedule, rate_limit_per_second, disabled_at } = changed;
  const { asymmetric_signing, custom_headers } = changed;
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
    ...(rate_limit_per_second !== undefined && {
      rateLimitPerSecond: { from: webhook.rate_limit_per_second, to: rate_limit_per_second },
    }),
    ...(asymmetric_signing !== undefined && {
      asymmetric: { from: webhook.asymmetric_signing, to: asymmetric_signing },
    }),
    // Not even their names: whoever may see the log need not know how the receiver lets us in.
    ...(custom_headers !== undefined && { customHeaders: 'changed' }),
    ...(disabled_at !== undefined && { enabled: { from: disabled_at !== null, to: disabled_at === null } }),
  };
  return { values: changed, audit: { action: 'webhook.changed', detail } };
}

/**
 * Writes a change that was planned. A webhook that is enabled, or goes to another URL, starts afresh; of one that is disabled, what
 * waits ends. Returns whether there may be more of that, for `endTheRest`.
 */
export async function applyWebhookChange(
  trx: Db,
  webhookId: string,
  values: WebhookValues,
  now: Date,
): Promise<boolean> {
  await updateWebhook(trx, webhookId, values);
  if (values.url !== undefined || values.disabled_at === null) await renew(trx, webhookId);
  return values.disabled_at instanceof Date && (await endWithheld(trx, { webhookId }, now));
}

export async function changeWebhook(
  db: Db,
  tools: WebhookTools,
  edit: Edit,
  eventType: string,
  body: ChangeWebhookBody,
): Promise<WholeApp> {
  const errors: FieldErrors = {};
  const url = readDeliveryUrl('deliveryUrl', body.deliveryUrl, tools, errors);
  throwIfAny(errors);
  let isMoreLeft = false;
  const whole = await editApp(db, edit, (before) => {
    const webhook = requireWebhook(before.webhooks, eventType);
    const isEnabled = webhook.disabled_at === null;
    const change = planWebhookChange(webhook, {
      ...(url !== undefined && { url }),
      ...(body.contentType !== undefined && { content_type: body.contentType }),
      ...(body.retrySchedule !== undefined && { retry_schedule: body.retrySchedule }),
      ...(body.rateLimitPerSecond !== undefined && { rate_limit_per_second: body.rateLimitPerSecond }),
      ...(body.asymmetric !== undefined && switchAsymmetric(tools.sealer, webhook, body.asymmetric)),
      ...(body.customHeaders !== undefined && planCustomHeaders(tools.sealer, webhook, body.customHeaders)),
      // A webhook that is paused already keeps the instant since when.
      ...(body.enabled !== undefined &&
        body.enabled !== isEnabled &&
        (body.enabled
          ? { disabled_at: null, disabled_reason: null }
          : { disabled_at: edit.at, disabled_reason: 'paused' })),
    });
    return (
      change && {
        write: async (trx) => {
          isMoreLeft = await applyWebhookChange(trx, webhook.id, change.values, edit.at);
        },
        audit: [change.audit],
      }
    );
  });
  if (isMoreLeft) {
    await endTheRest(db, { webhookId: requireWebhook(whole.webhooks, eventType).id }, edit.at);
  }
  return whole;
}

/** The first time there is a new key pair; it is kept, so that off and on again does not change the public key. */
function switchAsymmetric(sealer: Sealer, { id, key_pair }: LivingWebhookRow, on: boolean): WebhookValues {
  if (!on || key_pair !== null) return { asymmetric_signing: on };
  const { secretKey, publicKey } = newKeyPair();
  return {
    asymmetric_signing: true,
    key_pair: sealWebhookSecret(sealer, 'key_pair', id, secretKey),
    public_key: publicKey,
  };
}

/** @throws ApiError validation_failed with every header that must not be sent */
function planCustomHeaders(
  sealer: Sealer,
  webhook: LivingWebhookRow,
  given: readonly CustomHeaderInput[],
): WebhookValues {
  const before = openCustomHeaders(sealer, webhook);
  const errors: FieldErrors = {};
  const headers = mergeCustomHeaders(given, before ?? [], errors);
  throwIfAny(errors);
  if (before !== undefined && isSameHeaders(before, headers)) return {};
  if (headers.length === 0) return { custom_headers: null };
  const text = writeCustomHeaders(headers);
  return { custom_headers: sealWebhookSecret(sealer, 'custom_headers', webhook.id, text) };
}

export function requireWebhook(webhooks: readonly LivingWebhookRow[], eventType: string): LivingWebhookRow {
  const webhook = webhooks.find((candidate) => candidate.event_type === eventType);
  if (webhook === undefined) throw new ApiError('not_found');
  return webhook;
}
