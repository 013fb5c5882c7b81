import { setTimeout as delay } from 'node:timers/promises';
import { addSeconds, type Clock } from '../lib/clock.ts';
import { runDueLoop, Wakeable } from '../lib/due-loop.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import type { Logger } from '../lib/log.ts';
import { type Deliver, postpone } from './deliver.ts';
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
const POSTPONE_SECONDS = 60;
const RECORD_BATCH = 500;
const MOST_UNRECORDED = 2_000;
const MOST_AHEAD = 600;
const AHEAD_MS = 50;
/** How long results of a busy worker gather, so that a batch is worth its commit. */
const GATHER_MS = 10;
const RECORD_RETRY_MS = 200;
const RECORD_TRIES_WHEN_STOPPING = 10;

/**
 * Claims due deliveries, sends them and records what came of them until the signal aborts; then starts no more, waits for
 * those under way and records them.
 *
 * It claims in advance what it lately sent within 50 ms: enough that no connection waits for the database when receivers
 * are quick, and next to nothing when they are slow, since what waits here cannot be sent by another process. It stops
 * claiming while many results are unrecorded, so that a stalled database stops it.
 */
export async function runDeliveryWorker(deps: DeliveryWorkerDeps, signal: AbortSignal): Promise<void> {
  const { clock, log, concurrency } = deps;
  const waiting: { claimed: ClaimedDelivery; startBefore: Date }[] = [];
  const unrecorded: DeliveryRecord[] = [];
  const room = new Wakeable();
  let sending = 0;
  let ended = 0;
  let ahead = Math.ceil(concurrency / 2);
  let claimedAt = -Infinity;
  let recorder: Promise<void> | undefined;

  const freeRoom = (): number => {
    if (unrecorded.length > MOST_UNRECORDED) return 0;
    return concurrency + ahead - sending - waiting.length;
  };

  const startWaiting = (): void => {
    // What waits when the worker stops is handed back all at once, at the end.
    if (signal.aborted) return;
    const late: ClaimedDelivery[] = [];
    while (sending < concurrency) {
      const next = waiting.shift();
      if (next === undefined) break;
      if (clock() > next.startBefore) {
        late.push(next.claimed);
      } else {
        sending += 1;
        void send(next.claimed);
      }
    }
    if (late.length > 0) void handBack(late);
  };

  const send = async (claimed: ClaimedDelivery): Promise<void> => {
    try {
      unrecorded.push(await deps.deliver(claimed));
    } catch (err) {
      // A bug of ours or a key that SECRET_KEYS lacks: the receiver did nothing wrong, so no retry is used up.
      log.error({ err, deliveryId: claimed.deliveryId }, 'a delivery could not be attempted');
      unrecorded.push(postpone(claimed, addSeconds(clock(), POSTPONE_SECONDS)));
    } finally {
      sending -= 1;
      ended += 1;
      recorder ??= recordAll();
      startWaiting();
      room.wake();
    }
  };

  // One recorder at a time: while a batch is being written the next one gathers, so batches grow with the load.
  const recordAll = async (): Promise<void> => {
    let triesLeft = RECORD_TRIES_WHEN_STOPPING;
    while (unrecorded.length > 0) {
      if (sending > concurrency / 2 && unrecorded.length < RECORD_BATCH) await delay(GATHER_MS);
      const batch = unrecorded.slice(0, RECORD_BATCH);
      try {
        await deps.record(batch);
        unrecorded.splice(0, batch.length);
        room.wake();
      } catch (err) {
        log.error({ err, results: batch.length }, 'results could not be recorded yet');
        if (signal.aborted && (triesLeft -= 1) === 0) break;
        await delay(RECORD_RETRY_MS);
      }
    }
    // At once, not when the promise has settled: a result that came in between would wait for the next one.
    recorder = undefined;
  };

  const handBack = async (claimed: readonly ClaimedDelivery[]): Promise<void> => {
    await deps.release(claimed).catch((err: unknown) => log.warn({ err }, 'leases could not be handed back'));
  };

  const runOnce = async (): Promise<'more' | 'idle'> => {
    const limit = freeRoom();
    // A small claim costs as much as a large one, so it waits for more room; but not for long, since receivers that hang
    // may never make any.
    const sinceClaimMs = performance.now() - claimedAt;
    if (limit <= 0 || (sinceClaimMs < REST_MS && limit < (concurrency + ahead) / 3)) {
      await room.rest(REST_MS);
      return 'more';
    }
    ahead = Math.min(Math.ceil((ended / sinceClaimMs) * AHEAD_MS), MOST_AHEAD);
    ended = 0;
    claimedAt = performance.now();
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
  while (sending > 0) await room.rest(REST_MS);
  await recorder;
}
