import type { AuditAction } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import type { WholeApp } from './app-view.ts';
import { type Edit, editApp } from './edit.ts';
import { overlapEnd } from './overlap.ts';
import { updateWebhook, type WebhookValues } from './queries.ts';
import { requireWebhook } from './webhooks.ts';

/** From now on the old HMAC key signs nothing: for when every receiver has the new one, or the old one has leaked. */
export function endKeyOverlap(db: Db, edit: Edit, eventType: string): Promise<WholeApp> {
  return endOverlap(db, edit, eventType, {
    until: 'previous_signing_key_until',
    without: { previous_signing_key: null, previous_signing_key_until: null },
    action: 'webhook.key_overlap_ended',
  });
}

/** Likewise the old key pair, whose public half is no longer published either. */
export function endKeyPairOverlap(db: Db, edit: Edit, eventType: string): Promise<WholeApp> {
  return endOverlap(db, edit, eventType, {
    until: 'previous_key_pair_until',
    without: { previous_key_pair: null, previous_public_key: null, previous_key_pair_until: null },
    action: 'webhook.key_pair_overlap_ended',
  });
}

interface Overlap {
  readonly until: 'previous_signing_key_until' | 'previous_key_pair_until';
  readonly without: WebhookValues;
  readonly action: AuditAction;
}

function endOverlap(
  db: Db,
  edit: Edit,
  eventType: string,
  { until, without, action }: Overlap,
): Promise<WholeApp> {
  return editApp(db, edit, ({ webhooks }) => {
    const webhook = requireWebhook(webhooks, eventType);
    const end = overlapEnd(webhook[until], edit.at);
    if (end === null) return undefined;
    return {
      write: (trx) => updateWebhook(trx, webhook.id, without),
      audit: [{ action, detail: { eventType, wouldHaveEndedAt: end.toISOString() } }],
    };
  });
}
