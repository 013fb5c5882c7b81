import { expect, test } from 'vitest';
import { recordOf } from '../../test/deliveries.ts';
import { claimedFrom, claimedOf, startLoop } from '../../test/worker-loop.ts';
import { addSeconds } from '../lib/clock.ts';

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
