import { type Actor, recordAudit } from '../audit/record.ts';
import { newKeyPair } from '../deliveries/signing/key-pair.ts';
import { sealWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { readHmacKey, throwIfAny } from './app-input.ts';
import type { WholeApp } from './app-view.ts';
import { overlapEnd } from './overlap.ts';
import { type Edit, editApp, type Reach, requireApp } from './edit.ts';
import { newHmacKey, openKey } from './hmac-key.ts';
import { updateKeyUse } from './key-queries.ts';
import { findLivingWebhook, updateWebhook } from './queries.ts';
import type { RevealedKey } from './signing-schema.ts';
import { requireWebhook, type WebhookTools } from './webhooks.ts';

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
    const oldKey = openKey(sealer, webhook.id, webhook.signing_key);
    if (oldKey === hmacKey) {
      throw new ApiError('validation_failed', { hmacKey: ['is the key that the webhook has now.'] });
    }
    const overlaps = overlapHours > 0 && oldKey !== undefined;
    return {
      write: async (trx) => {
        await updateWebhook(trx, webhook.id, {
          signing_key: sealWebhookSecret(sealer, 'hmac_key', webhook.id, hmacKey),
          previous_signing_key: overlaps ? webhook.signing_key : null,
          previous_signing_key_until: overlaps ? addSeconds(edit.at, overlapHours * 3_600) : null,
        });
        await updateKeyUse(trx, webhook.id, 'hmac_key', overlaps);
      },
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

/** Likewise a new key pair, for a webhook that signs asymmetrically. Nobody has to be told: the public keys are published. */
export function rotateKeyPair(
  db: Db,
  { sealer }: WebhookTools,
  edit: Edit,
  eventType: string,
  overlapHours: number,
): Promise<WholeApp> {
  return editApp(db, edit, ({ webhooks }) => {
    const webhook = requireWebhook(webhooks, eventType);
    if (!webhook.asymmetric_signing) {
      throw new ApiError('validation_failed', { asymmetric: ['is off: switch it on first.'] });
    }
    const { secretKey, publicKey } = newKeyPair();
    const overlaps = overlapHours > 0;
    return {
      write: async (trx) => {
        await updateWebhook(trx, webhook.id, {
          key_pair: sealWebhookSecret(sealer, 'key_pair', webhook.id, secretKey),
          public_key: publicKey,
          previous_key_pair: overlaps ? webhook.key_pair : null,
          previous_public_key: overlaps ? webhook.public_key : null,
          previous_key_pair_until: overlaps ? addSeconds(edit.at, overlapHours * 3_600) : null,
        });
        await updateKeyUse(trx, webhook.id, 'key_pair', overlaps);
      },
      audit: [
        { action: 'webhook.key_pair_rotated', detail: { eventType, newPublicKey: publicKey, overlapHours } },
      ],
    };
  });
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
    const hmacKey = openKey(sealer, webhook.id, webhook.signing_key);
    if (hmacKey === undefined) throw new ApiError('key_lost', { hmacKey: ['Rotate it to a new one.'] });
    await recordAudit(trx, actor, at, { action: 'webhook.key_revealed', appId, detail: { eventType } });
    const until = overlapEnd(webhook.previous_signing_key_until, at);
    const previous = until === null ? null : webhook.previous_signing_key;
    return {
      eventType,
      hmacKey,
      previousHmacKey: previous === null ? null : (openKey(sealer, webhook.id, previous) ?? null),
      previousKeyUntil: until?.toISOString() ?? null,
    };
  });
}
