import { instantOfId } from '../lib/ids.ts';
import type { ClaimedDelivery } from './claim.ts';

const REMEMBERED_WEBHOOKS = 10_000;

type Target = Pick<ClaimedDelivery, 'webhookId' | 'url' | 'leaseId'>;

/** Which webhooks have answered 410 in this process, and when. */
export interface Gone {
  add(target: Target, answeredAt: Date): void;
  /** Whether the answer came after this delivery was claimed: a busy endpoint has hundreds that were claimed ahead. */
  hasBecome(target: Target): boolean;
}

export function rememberGone(): Gone {
  const known = new Map<string, { readonly url: string; readonly answeredAt: Date }>();
  return {
    add({ webhookId, url }, answeredAt) {
      if (known.size >= REMEMBERED_WEBHOOKS) known.clear();
      known.set(webhookId, { url, answeredAt });
    },
    hasBecome({ webhookId, url, leaseId }) {
      const found = known.get(webhookId);
      return found !== undefined && found.url === url && instantOfId(leaseId) < found.answeredAt;
    },
  };
}
