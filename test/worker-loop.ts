import { onTestFinished } from 'vitest';
import type { Claim, ClaimedDelivery } from '../src/deliveries/claim.ts';
import { Handover } from '../src/deliveries/handover.ts';
import type { DeliveryRecord } from '../src/deliveries/record.ts';
import { type DeliveryWorkerDeps, runDeliveryWorker } from '../src/deliveries/worker.ts';
import { Wakeable } from '../src/lib/due-loop.ts';
import { newTimeOrderedId } from '../src/lib/ids.ts';
import { silentLog } from '../src/lib/log.ts';
import { TestClock } from './db.ts';
import { claimedDelivery, recordOf } from './deliveries.ts';

type Given = Partial<Omit<DeliveryWorkerDeps, 'deliver'>> & {
  deliver?: (claimed: ClaimedDelivery) => Promise<DeliveryRecord>;
  /** What a claim gets although it asked for less. */
  claimsAtOnce?: number;
};

/** The loop alone: claims from a list, and everything that it hands on is kept. Each delivery is for an endpoint of its own. */
export function startLoop(count: number, { deliver, claimsAtOnce = 0, ...given }: Given = {}) {
  const clock = new TestClock();
  const stopping = new AbortController();
  const queue: ClaimedDelivery[] = Array.from({ length: count }, (_, index) => claimedOf(index, clock.now()));
  const [recorded, released] = [[] as DeliveryRecord[], [] as ClaimedDelivery[]];
  const progress = new Wakeable();
  const handover = new Handover(() => undefined);
  const running = runDeliveryWorker(
    {
      look: async () => ({ lanes: [...queue], blocked: [], after: null }),
      claim: async ({ lanes }) =>
        claimsAtOnce > 0 ? queue.splice(0, claimsAtOnce) : claimedFrom(queue, lanes),
      deliver: async (claimed) => ({
        record: deliver === undefined ? recordOf(claimed, clock.now()) : await deliver(claimed),
        sign: { signal: 'success', retryAfterSeconds: null },
      }),
      promote: async () => ({ promoted: 0, nextDueAt: null }),
      reserveSlots: async () => new Map(),
      health: { merge: async () => undefined, listBlocked: async () => [], takeProbes: async () => [] },
      record: async (records) => void recorded.push(...records),
      release: async (claimed) => void released.push(...claimed),
      wake: new Wakeable(),
      handover,
      clock: () => {
        progress.wake();
        return clock.now();
      },
      log: silentLog,
      concurrency: 4,
      ...given,
    },
    stopping.signal,
  );
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await progress.rest(10);
  };
  return { clock, queue, recorded, released, handover, stop, until };
}

/** Takes out what is queued in these lanes, whatever their shares. */
export function claimedFrom(queue: ClaimedDelivery[], lanes: Claim['lanes']): ClaimedDelivery[] {
  const asked = new Set(lanes.map(({ webhookId }) => webhookId));
  const claimed = queue.filter(({ webhookId }) => asked.has(webhookId));
  queue.splice(0, queue.length, ...queue.filter(({ webhookId }) => !asked.has(webhookId)));
  return claimed;
}

export const claimedOf = (index: number, at: Date): ClaimedDelivery =>
  claimedDelivery({ deliveryId: `${index}`, webhookId: `webhook ${index}`, leaseId: newTimeOrderedId(at) });
