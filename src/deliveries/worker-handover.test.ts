import { expect, onTestFinished, test } from 'vitest';
import { recordOf } from '../../test/deliveries.ts';
import { claimedOf, startLoop } from '../../test/worker-loop.ts';

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
