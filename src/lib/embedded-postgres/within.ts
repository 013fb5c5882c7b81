import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a promise, at most so long. @returns whether it settled in time */
export async function within(promise: Promise<unknown>, boundMs: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise.then(() => true),
      sleep(boundMs, false, { signal: timer.signal }).catch(() => false),
    ]);
  } finally {
    timer.abort();
  }
}
