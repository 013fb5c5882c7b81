import { expect, test } from 'vitest';
import { claimedDelivery, recordOf } from '../../test/deliveries.ts';
import { TestClock, testStart } from '../../test/db.ts';
import { Wakeable } from '../lib/due-loop.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { silentLog } from '../lib/log.ts';
import { sleep, systemTimers, type Timers } from '../lib/timers.ts';
import type { ClaimedDelivery } from './claim.ts';
import { Handover } from './handover.ts';
import { runDeliveryWorker } from './worker.ts';

const deliveryTo = (tenantId: number, index: number): ClaimedDelivery =>
  claimedDelivery({ tenantId, deliveryId: `${index}`, webhookId: 'w', leaseId: newTimeOrderedId(testStart) });

test('a webhook with more tenants than one look shows is served without a rest', async () => {
  const queue = Array.from({ length: 4_000 }, (_, index) => deliveryTo((index % 40) + 1, index));
  const { length } = queue;
  // Who rests for a quarter of a second does so for ever.
  const timers: Timers = {
    ...systemTimers,
    after: (ms, call) => (ms === 250 ? () => undefined : systemTimers.after(ms, call)),
  };
  const { now } = new TestClock();
  const stopping = new AbortController();
  let recorded = 0;
  await runDeliveryWorker(
    {
      handover: new Handover(() => undefined),
      look: async ({ from }) => {
        const tenants = new Set(queue.map(({ tenantId }) => tenantId));
        const [first, ...others] = [...tenants].toSorted((a, b) => a - b);
        const next = others.filter((tenantId) => tenantId > (from.get('w') ?? 0)).slice(0, 31);
        const lanes = first === undefined ? [] : [first, ...next];
        return { lanes: lanes.map((tenantId) => ({ webhookId: 'w', tenantId })), blocked: [], after: null };
      },
      claim: async ({ lanes }) => {
        await sleep(systemTimers, 3);
        return lanes.flatMap((lane) => {
          const own = queue.filter(({ tenantId }) => tenantId === lane.tenantId).slice(0, lane.share);
          for (const one of own) queue.splice(queue.indexOf(one), 1);
          return own;
        });
      },
      deliver: async (claimed) => {
        await sleep(systemTimers, 20);
        return { record: recordOf(claimed, now()), sign: { signal: 'success', retryAfterSeconds: null } };
      },
      record: async (records) => {
        recorded += records.length;
        if (recorded === length) stopping.abort();
      },
      promote: async () => ({ promoted: 0, nextDueAt: null }),
      reserveSlots: async () => new Map(),
      health: { merge: async () => undefined, listBlocked: async () => [], takeProbes: async () => [] },
      release: async () => undefined,
      wake: new Wakeable(timers),
      clock: now,
      timers,
      log: silentLog,
      concurrency: 256,
    },
    stopping.signal,
  );
  expect(recorded).toBe(length);
});
