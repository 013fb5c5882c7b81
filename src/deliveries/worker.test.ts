import { expect, onTestFinished, test } from 'vitest';
import { claimedDelivery, recordOf } from '../../test/deliveries.ts';
import { TestClock } from '../../test/db.ts';
import { addSeconds } from '../lib/clock.ts';
import { Wakeable } from '../lib/due-loop.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { silentLog } from '../lib/log.ts';
import type { Claim, ClaimedDelivery } from './claim.ts';
import { Handover } from './handover.ts';
import type { DeliveryRecord } from './record.ts';
import { type DeliveryWorkerDeps, runDeliveryWorker } from './worker.ts';

type Given = Partial<Omit<DeliveryWorkerDeps, 'deliver'>> & {
  deliver?: (claimed: ClaimedDelivery) => Promise<DeliveryRecord>;
  /** What a claim gets although it asked for less. */
  claimsAtOnce?: number;
};

/** The loop alone: claims from a list, and everything that it hands on is kept. Each delivery is for an endpoint of its own. */
function startLoop(count: number, { deliver, claimsAtOnce = 0, ...given }: Given = {}) {
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
function claimedFrom(queue: ClaimedDelivery[], lanes: Claim['lanes']): ClaimedDelivery[] {
  const asked = new Set(lanes.map(({ webhookId }) => webhookId));
  const claimed = queue.filter(({ webhookId }) => asked.has(webhookId));
  queue.splice(0, queue.length, ...queue.filter(({ webhookId }) => !asked.has(webhookId)));
  return claimed;
}

const claimedOf = (index: number, at: Date): ClaimedDelivery =>
  claimedDelivery({ deliveryId: `${index}`, webhookId: `webhook ${index}`, leaseId: newTimeOrderedId(at) });

test('everything claimed is attempted once and recorded once', async () => {
  const { recorded, until } = startLoop(1_000);
  await until(() => recorded.length >= 1_000);
  expect(new Set(recorded.map(({ delivery_id }) => delivery_id)).size).toBe(1_000);
  expect(recorded).toHaveLength(1_000);
});

test('no more POSTs run at once than allowed', async () => {
  let [now, most] = [0, 0];
  const { recorded, until } = startLoop(200, {
    deliver: async (claimed) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return recordOf(claimed, new Date());
    },
  });
  await until(() => recorded.length === 200);
  expect(most).toBe(4);
});

test('what is handed over is sent without a claim, while there is room', async () => {
  const gate = Promise.withResolvers<void>();
  const { clock, handover, recorded, until } = startLoop(0, {
    look: async () => ({ lanes: [], blocked: [], after: null }),
    deliver: async (claimed) => {
      await gate.promise;
      return recordOf(claimed, clock.now());
    },
  });
  const hand = (index: number): void =>
    handover.dispatch({
      leased: { at: clock.now(), deliveries: [claimedOf(index, clock.now())] },
      isQueued: false,
    });
  let handed = 0;
  while (handover.offer(clock.now()) !== undefined) hand((handed += 1));
  gate.resolve();
  expect(handed).toBe(4);
  await until(() => recorded.length === 4);
  expect(handover.offer(clock.now())).toMatchObject({ leasedAt: clock.now(), refused: [] });
});

test('nothing is taken ahead of what waits for the same endpoint, and anything once that is gone', async () => {
  const gate = Promise.withResolvers<void>();
  let waiting = 30;
  const { clock, handover, recorded, until } = startLoop(0, {
    concurrency: 40,
    look: async () => ({
      lanes: waiting > 0 ? [{ webhookId: 'webhook 1', tenantId: 1 }] : [],
      blocked: [],
      after: null,
    }),
    claim: async ({ lanes: [lane] }) => {
      const count = Math.min(waiting, lane?.share ?? 0);
      waiting -= count;
      return Array.from({ length: count }, () => claimedOf(1, clock.now()));
    },
    deliver: async (claimed) => {
      await gate.promise;
      return recordOf(claimed, clock.now());
    },
  });
  const refused = (): readonly string[] | undefined => handover.offer(clock.now())?.refused;
  onTestFinished(() => gate.resolve());
  await until(() => refused()?.length === 1);
  gate.resolve();
  await until(() => recorded.length === 30 && refused()?.length === 0);
});

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
  'a result that comes in while a batch ends, %i turns later, does not wait for the next result',
  async (turns) => {
    const gate = Promise.withResolvers<void>();
    const isFirstSent = Promise.withResolvers<void>();
    const recorded: string[] = [];
    const { until, stop } = startLoop(2, {
      deliver: async (claimed) => {
        if (claimed.deliveryId === '1') {
          await gate.promise;
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        }
        return recordOf(claimed, new Date());
      },
      record: async (records) => {
        isFirstSent.resolve();
        if (recorded.length === 0) await gate.promise;
        recorded.push(...records.map(({ delivery_id }) => delivery_id));
      },
    });
    await isFirstSent.promise;
    gate.resolve();
    await until(() => recorded.length === 2);
    await stop();
    expect(recorded).toEqual(['0', '1']);
  },
);

test('what waited for more than 10 s is handed back and not sent', async () => {
  const gate = Promise.withResolvers<void>();
  const sent: string[] = [];
  const { clock, released, recorded, until, stop } = startLoop(6, {
    claimsAtOnce: 6,
    deliver: async (claimed) => {
      sent.push(claimed.deliveryId);
      await gate.promise;
      return recordOf(claimed, new Date());
    },
  });
  await until(() => sent.length === 4);
  clock.advance(10.001);
  gate.resolve();
  await until(() => recorded.length === 4 && released.length === 2);
  await stop();
  expect(sent).toEqual(['0', '1', '2', '3']);
  expect(released.map(({ deliveryId }) => deliveryId)).toEqual(['4', '5']);
});

test('after exactly 10 s it is still sent', async () => {
  const gate = Promise.withResolvers<void>();
  let sent = 0;
  const { clock, released, recorded, until } = startLoop(6, {
    claimsAtOnce: 6,
    deliver: async (claimed) => {
      sent += 1;
      await gate.promise;
      return recordOf(claimed, new Date());
    },
  });
  await until(() => sent === 4);
  clock.advance(10);
  gate.resolve();
  await until(() => recorded.length === 6);
  expect(released).toEqual([]);
});

test('a stop starts nothing new, finishes and records what runs, and hands the rest back before it returns', async () => {
  const gate = Promise.withResolvers<void>();
  let sent = 0;
  const { released, recorded, stop, until } = startLoop(6, {
    claimsAtOnce: 6,
    deliver: async (claimed) => {
      sent += 1;
      await gate.promise;
      return recordOf(claimed, new Date());
    },
  });
  await until(() => sent === 4);
  const stopped = stop();
  gate.resolve();
  await stopped;
  expect(sent).toBe(4);
  expect(recorded).toHaveLength(4);
  expect(released).toHaveLength(2);
});

test('results that cannot be recorded are kept and tried again, also while stopping', async () => {
  let failures = 3;
  const kept: string[] = [];
  const { stop, until } = startLoop(3, {
    record: async (records) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('database gone');
      }
      kept.push(...records.map(({ delivery_id }) => delivery_id));
    },
  });
  await until(() => failures === 2);
  await stop();
  expect(kept.toSorted()).toEqual(['0', '1', '2']);
});

test('a stop gives up when the database does not come back', async () => {
  let tries = 0;
  const { stop, until } = startLoop(1, {
    record: async () => {
      tries += 1;
      throw new Error('database gone');
    },
  });
  await until(() => tries === 1);
  await stop();
  expect(tries).toBeLessThanOrEqual(12);
});

test('receivers that hang hold up only their own: the last free connection is used', async () => {
  const gate = Promise.withResolvers<void>();
  const { queue, recorded, clock, until } = startLoop(7, {
    concurrency: 8,
    deliver: async (claimed) => {
      if (Number(claimed.deliveryId) < 7) await gate.promise;
      return recordOf(claimed, new Date());
    },
  });
  await until(() => queue.length === 0);
  queue.push(claimedOf(7, clock.now()));
  await until(() => recorded.length === 1);
  expect(recorded[0]?.delivery_id).toBe('7');
  gate.resolve();
});

test('a claim that fails is tried again', async () => {
  let failed = false;
  const { recorded, until, queue } = startLoop(3, {
    claim: async ({ lanes }) => {
      if (failed) return claimedFrom(queue, lanes);
      failed = true;
      throw new Error('database gone');
    },
  });
  await until(() => recorded.length === 3);
});

test('a delivery that cannot be attempted holds nothing up and is put off by a minute', async () => {
  const { clock, recorded, until } = startLoop(100, {
    deliver: async (claimed) => {
      if (Number(claimed.deliveryId) % 3 === 0) throw new Error('key cannot be opened');
      return recordOf(claimed, new Date());
    },
  });
  await until(() => recorded.length === 100);
  const putOff = recorded.filter((record) => record.state === 'pending');
  expect(putOff).toHaveLength(34);
  for (const { attempt, due_at } of putOff) {
    expect(attempt).toBeNull();
    expect(due_at).toEqual(addSeconds(clock.now(), 60));
  }
});

test('what was claimed of an endpoint and comes in while it is blocked is sent when it no longer is', async () => {
  const [claiming, blocked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let looks = 0;
  const { clock, queue, recorded, until } = startLoop(1, {
    claim: async ({ lanes }) => {
      const claimed = claimedFrom(queue, lanes);
      if (claimed[0]?.deliveryId !== '1') return claimed;
      claiming.resolve();
      await blocked.promise;
      return claimed;
    },
    health: {
      merge: async () => undefined,
      listBlocked: async (webhookIds) => {
        if (webhookIds.length > 0) looks += 1;
        if (looks === 1) {
          queue.push({ ...claimedOf(1, clock.now()), webhookId: 'webhook 0' });
          await claiming.promise;
          return [...webhookIds];
        }
        blocked.resolve();
        return [];
      },
      takeProbes: async () => [],
    },
  });
  await until(() => recorded.length === 2);
});
