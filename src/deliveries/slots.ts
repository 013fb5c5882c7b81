import type { ClaimedDelivery } from './claim.ts';
import type { SlotRequest } from './endpoints/health.ts';

/** Slots for one second, however much was claimed: who has not sent to a webhook lately does not know its rate limit. */
export const slotsOf = (group: readonly ClaimedDelivery[], ratePerSecond: number): number =>
  Math.min(group.length, ratePerSecond);

/** What has to be reserved for what was claimed of each webhook, where there is a rate limit. */
export function slotRequests(got: ReadonlyMap<string, readonly ClaimedDelivery[]>): SlotRequest[] {
  return [...got].flatMap(([webhookId, group]) => {
    const ratePerSecond = group[0]?.rateLimitPerSecond ?? null;
    return ratePerSecond === null ? [] : [{ webhookId, ratePerSecond, count: slotsOf(group, ratePerSecond) }];
  });
}
