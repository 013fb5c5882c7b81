import type { Logger } from '../lib/log.ts';
import { sleep, type Timers } from '../lib/timers.ts';
import type { DeliveryRecord } from './record.ts';

export interface RecorderDeps {
  readonly record: (records: readonly DeliveryRecord[]) => Promise<void>;
  /** Whether more results are about to come. */
  readonly isBusy: () => boolean;
  readonly onRecorded: () => void;
  readonly log: Logger;
  readonly timers: Timers;
}

export interface Recorder {
  /** Results that are not recorded yet. */
  readonly backlog: number;
  add(record: DeliveryRecord): void;
  /** Resolves when all is recorded, or, after the signal has aborted, when trying for about two seconds was in vain. */
  settled(): Promise<void>;
}

const BATCH = 500;
/** How long results of a busy worker gather, so that a batch is worth its commit. */
const GATHER_MS = 10;
const RETRY_MS = 200;
const TRIES_WHEN_STOPPING = 10;

/** Records results as they come. One batch at a time: while it is being written the next one gathers, so batches grow with the load. */
export function createRecorder(
  { record, isBusy, onRecorded, log, timers }: RecorderDeps,
  signal: AbortSignal,
): Recorder {
  const unrecorded: DeliveryRecord[] = [];
  let running: Promise<void> | undefined;

  const recordAll = async (): Promise<void> => {
    let triesLeft = TRIES_WHEN_STOPPING;
    while (unrecorded.length > 0) {
      if (isBusy() && unrecorded.length < BATCH) await sleep(timers, GATHER_MS);
      const batch = unrecorded.slice(0, BATCH);
      try {
        await record(batch);
        unrecorded.splice(0, batch.length);
        onRecorded();
      } catch (err) {
        log.error({ err, results: batch.length }, 'results could not be recorded yet');
        if (signal.aborted && (triesLeft -= 1) === 0) break;
        await sleep(timers, RETRY_MS);
      }
    }
    // At once, not when the promise has settled: a result that came in between would wait for the next one.
    running = undefined;
  };

  return {
    get backlog() {
      return unrecorded.length;
    },
    add(result) {
      unrecorded.push(result);
      running ??= recordAll();
    },
    settled: async () => running,
  };
}
