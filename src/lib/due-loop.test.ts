import { getEventListeners } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { runDueLoop, Wakeable } from './due-loop.ts';
import { silentLog } from './log.ts';

const FOREVER = 1_000_000;

function start(runOnce: (round: number) => Promise<'more' | 'idle'>, restMs = FOREVER) {
  const stopping = new AbortController();
  const wake = new Wakeable();
  let rounds = 0;
  const errors: object[] = [];
  const log = { ...silentLog, error: (given: object) => void errors.push(given) } as typeof silentLog;
  const loop = { name: 'test', runOnce: () => runOnce((rounds += 1)), restMs, wake, log };
  const running = runDueLoop(loop, stopping.signal);
  onTestFinished(() => stopping.abort());
  return { wake, stopping, running, errors, rounds: () => rounds };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('it goes on at once while there may be more, then rests until it is woken', async () => {
  const { wake, rounds } = start(async (round) => (round < 5 ? 'more' : 'idle'));
  await turn();
  expect(rounds()).toBe(5);
  wake.wake();
  await turn();
  expect(rounds()).toBe(6);
  await turn();
  expect(rounds()).toBe(6);
});

test('several wake-ups during one rest are one', async () => {
  const { wake, rounds } = start(async () => 'idle');
  await turn();
  for (let index = 0; index < 5; index += 1) wake.wake();
  await turn();
  expect(rounds()).toBe(2);
});

test('a wake-up while it is busy is kept for its next rest', async () => {
  const gate = Promise.withResolvers<void>();
  const { wake, rounds } = start(async (round) => {
    if (round === 1) await gate.promise;
    return 'idle';
  });
  wake.wake();
  gate.resolve();
  await turn();
  expect(rounds()).toBe(2);
});

test('a wake-up between two rests ends the second at once, also when the first ended by itself', async () => {
  const wake = new Wakeable();
  await wake.rest(1);
  wake.wake();
  await wake.rest(FOREVER);
});

test('a round that fails is logged and made again, after 0.1 s and then twice as long each time', async () => {
  const at: number[] = [];
  const done = Promise.withResolvers<void>();
  const { errors } = start(async () => {
    at.push(performance.now());
    if (at.length <= 3) throw new Error('database gone');
    done.resolve();
    return 'idle';
  });
  await done.promise;
  expect(errors).toMatchObject([{ retryInMs: 100 }, { retryInMs: 200 }, { retryInMs: 400 }]);
  const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(waits[0]).toBeGreaterThanOrEqual(99);
  expect(waits[2]).toBeGreaterThanOrEqual(399);
});

test('it returns after the round under way when the signal aborts, and wakes from its rest for that', async () => {
  const gate = Promise.withResolvers<void>();
  const busy = start(async () => {
    await gate.promise;
    return 'more';
  });
  busy.stopping.abort();
  gate.resolve();
  await busy.running;
  expect(busy.rounds()).toBe(1);
  const resting = start(async () => 'idle');
  await turn();
  resting.stopping.abort();
  await resting.running;
  const failing = start(async () => {
    throw new Error('x');
  });
  await turn();
  failing.stopping.abort();
  await failing.running;
});

test('an aborted signal lets no round begin', async () => {
  let rounds = 0;
  const runOnce = async () => ((rounds += 1), 'idle' as const);
  await runDueLoop({ name: 'test', runOnce, restMs: 1, log: silentLog }, AbortSignal.abort());
  expect(rounds).toBe(0);
});

test('a rest leaves nothing behind: no listener, no timer', async () => {
  const { signal } = new AbortController();
  const wake = new Wakeable();
  for (let index = 0; index < 50; index += 1) {
    const rest = wake.rest(FOREVER, signal);
    wake.wake();
    await rest;
    await wake.rest(0, signal);
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThan(20);
});
