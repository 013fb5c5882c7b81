import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './log.ts';

const CHANNEL = 'fieldhook_due';
const THROTTLE_MS = 20;
const RECONNECT_MS = 1_000;

/**
 * Tells the workers of other processes that something is due. NOTIFY takes a lock over the whole database when it commits,
 * so it never runs inside a transaction that matters, and at most once in 20 ms. If one is lost, polling is the backstop.
 */
export function createNotifier(pool: pg.Pool, log: Logger): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(() => {
      isScheduled = false;
      pool
        .query(`notify ${CHANNEL}`)
        .catch((err: unknown) => log.warn({ err }, 'workers could not be woken'));
    }, THROTTLE_MS).unref();
  };
}

/** Calls `onWakeUp` whenever another process notifies; connects anew when the connection breaks. Ends with the signal. */
export async function listenForWakeUps(
  databaseUrl: string,
  onWakeUp: () => void,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'fieldhook wake-ups',
      keepAlive: true,
    });
    const broken = new Promise<void>((resolve) => {
      client.once('error', () => resolve());
      client.once('end', () => resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await client.connect();
      client.on('notification', onWakeUp);
      await client.query(`listen ${CHANNEL}`);
      await broken;
    } catch (err) {
      log.warn({ err }, 'cannot listen for wake-ups; polling goes on');
    }
    await client.end().catch(() => undefined);
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}
