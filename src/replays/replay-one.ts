import { type Actor, recordAudit } from '../audit/record.ts';
import { judgeRefusal, type RefusalCode } from '../delivery-log/judge-refusal.ts';
import { requireDelivery } from '../delivery-log/read-log.ts';
import type { Refusal } from '../delivery-log/refusal.ts';
import type { Db } from '../lib/db.ts';
import { ApiError } from '../lib/errors.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { queueOne } from './queue-one.ts';

/**
 * Queues a delivery to be sent now, whatever state it is in; returns the id of the replay, which its attempt carries. What is
 * queued is the queue's own row, so of two who ask at once one is refused. A pending delivery keeps its automatic retry.
 * @throws ApiError not_found, and 409 with the reason where it may not be sent
 */
export async function replayOne(
  db: Db,
  {
    appId,
    deliveryId,
    actor,
  }: { readonly appId: string; readonly deliveryId: string; readonly actor: Actor },
  now: Date,
): Promise<string> {
  const { tenant_id: tenantId, id, event_type: eventType } = await requireDelivery(db, appId, deliveryId);
  const replayId = newTimeOrderedId(now);
  await db.transaction().execute(async (trx) => {
    const answer = await queueOne(trx, { tenantId, deliveryId: id, replayId }, now);
    if (!answer.isQueued) {
      // Not refused and not being replayed, it is being sent.
      const code = judgeRefusal({ ...answer, isLeased: true }) ?? 'delivery_under_way';
      throw new ApiError(code, { deliveryId: [advice[code]] });
    }
    const detail = { deliveryId: id, eventType, replayId };
    await recordAudit(trx, actor, now, { action: 'delivery.replayed', appId, tenantId, detail });
  });
  return replayId;
}

/** What was found of a delivery that was not queued. */
export interface Unqueued {
  readonly state: string;
  readonly refusal: Refusal | null;
  readonly isReplaying: boolean;
}

const advice: Record<RefusalCode, string> = {
  delivery_cancelled: 'is cancelled and is never sent again.',
  payload_erased: 'has nothing left to be sent.',
  already_replaying: 'is being replayed; wait for its attempt.',
  delivery_under_way: 'is being sent at this moment; look at what comes of it.',
  consent_missing:
    'cannot be sent: the tenant has disabled the connection, accepted no version with this event, or consented only after it.',
  webhook_disabled: 'cannot be sent until its webhook is enabled.',
  webhook_removed: 'has no webhook any more.',
};
