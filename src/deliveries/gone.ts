import { instantOfId } from '../lib/ids.ts';
import type { ClaimedDelivery } from './claim.ts';
import type { DeliveryRecord } from './record.ts';

const REMEMBERED_WEBHOOKS = 10_000;

type Target = Pick<ClaimedDelivery, 'webhookId' | 'renewals' | 'leaseId'>;

/** Which webhooks have answered 410 in this process, and when. */
export interface Gone {
  add(target: Target, answeredAt: Date): void;
  /** Whether the answer came after this delivery was claimed: a busy endpoint has hundreds that were claimed ahead. */
  hasBecome(target: Target): boolean;
}

export function rememberGone(): Gone {
  const known = new Map<string, { readonly renewals: number; readonly answeredAt: Date }>();
  return {
    add({ webhookId, renewals }, answeredAt) {
      if (known.size >= REMEMBERED_WEBHOOKS) known.clear();
      known.set(webhookId, { renewals, answeredAt });
    },
    hasBecome({ webhookId, renewals, leaseId }) {
      const found = known.get(webhookId);
      return found?.renewals === renewals && instantOfId(leaseId) < found.answeredAt;
    },
  };
}

/**
 * What is to be recorded once the database has said which of these answered for a webhook that is disabled. A 410 that came too late
 * for that is a failure like any other: what was sent anew may be wanted.
 */
export function settleGone(
  records: readonly DeliveryRecord[],
  disabling: ReadonlySet<DeliveryRecord>,
): readonly DeliveryRecord[] {
  return records.map((record) =>
    record.gone === undefined || disabling.has(record) ? record : record.gone.otherwise,
  );
}
