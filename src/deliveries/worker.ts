import { setTimeout as delay } from 'node:timers/promises';
import { addSeconds, type Clock } from '../lib/clock.ts';
import { runDueLoop, Wakeable } from '../lib/due-loop.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import type { Logger } from '../lib/log.ts';
import type { Deliver } from './deliver.ts';
import type { ClaimedDelivery, DeliveryRecord } from './queries.ts';

export interface DeliveryWorkerDeps {
  readonly claim: (claim: {
    now: Date;
    limit: number;
    leaseUntil: Date;
    leaseId: string;
  }) => Promise<ClaimedDelivery[]>;
  readonly deliver: Deliver;
  readonly record: (records: readonly DeliveryRecord[]) => Promise<void>;
  readonly release: (claimed: readonly ClaimedDelivery[]) => Promise<void>;
  readonly wake: Wakeable;
  readonly clock: Clock;
  readonly log: Logger;
  /** POSTs under way at once. */
  readonly concurrency: number;
}

const LEASE_SECONDS = 60;
/** A POST may take 15 s and its record some more: with less than this left, another worker could start the same one. */
const LEAST_LEASE_LEFT_SECONDS = 20;
const REST_MS = 250;
const RECORD_BATCH = 500;
const RECORD_RETRY_MS = 200;

/**
 * Claims due deliveries, sends them and records what came of them until the signal aborts; then starts no more, waits for
 * those under way and records them. It claims half of what it can send at once in advance, so that no connection waits
 * for the database, and never holds more than twice that many unrecorded results, so that a stalled database stops it.
 */
export async function runDeliveryWorker(deps: DeliveryWorkerDeps, signal: AbortSignal): Promise<void> {
  const { clock, log, concurrency } = deps;
  const waiting: { claimed: ClaimedDelivery; startBefore: Date }[] = [];
  const unrecorded: DeliveryRecord[] = [];
  const room = new Wakeable();
  let sending = 0;
  let recorder: Promise<void> | undefined;

  const freeRoom = (): number => {
    if (unrecorded.length > 2 * concurrency) return 0;
    return concurrency + Math.ceil(concurrency / 2) - sending - waiting.length;
  };

  const startWaiting = (): void => {
    while (sending < concurrency) {
      const next = waiting.shift();
      if (next === undefined) return;
      if (signal.aborted || clock() > next.startBefore) {
        void handBack([next.claimed]);
        continue;
      }
      sending += 1;
      void send(next.claimed);
    }
  };

  const send = async (claimed: ClaimedDelivery): Promise<void> => {
    try {
      unrecorded.push(await deps.deliver(claimed));
      recorder ??= recordAll().finally(() => (recorder = undefined));
    } catch (err) {
      // A bug or a key that cannot be opened. The lease lapses, so it is tried again and is seen in the log as lost.
      log.error({ err, deliveryId: claimed.deliveryId }, 'a delivery could not be attempted');
    } finally {
      sending -= 1;
      startWaiting();
      room.wake();
    }
  };

  // One recorder at a time: while a batch is being written the next one gathers, so batches grow with the load.
  const recordAll = async (): Promise<void> => {
    while (unrecorded.length > 0) {
      const batch = unrecorded.slice(0, RECORD_BATCH);
      try {
        await deps.record(batch);
        unrecorded.splice(0, batch.length);
        room.wake();
      } catch (err) {
        log.error({ err, results: batch.length }, 'results could not be recorded yet');
        if (signal.aborted) return;
        await delay(RECORD_RETRY_MS);
      }
    }
  };

  const handBack = async (claimed: readonly ClaimedDelivery[]): Promise<void> => {
    await deps.release(claimed).catch((err: unknown) => log.warn({ err }, 'leases could not be handed back'));
  };

  const runOnce = async (): Promise<'more' | 'idle'> => {
    const limit = freeRoom();
    if (limit < Math.min(concurrency / 4, 16)) {
      await Promise.race([room.next(), delay(REST_MS)]);
      return 'more';
    }
    const now = clock();
    const leaseUntil = addSeconds(now, LEASE_SECONDS);
    const claimed = await deps.claim({ now, limit, leaseUntil, leaseId: newTimeOrderedId(now) });
    const startBefore = addSeconds(leaseUntil, -LEAST_LEASE_LEFT_SECONDS);
    for (const one of claimed) waiting.push({ claimed: one, startBefore });
    startWaiting();
    return claimed.length < limit ? 'idle' : 'more';
  };

  await runDueLoop({ name: 'deliveries', runOnce, restMs: REST_MS, wake: deps.wake, log }, signal);
  const unsent = waiting.splice(0).map(({ claimed }) => claimed);
  if (unsent.length > 0) await handBack(unsent);
  while (sending > 0) await room.next();
  await recorder;
}
