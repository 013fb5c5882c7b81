import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './log.ts';

const CHANNEL = 'fieldhook_due';
const THROTTLE_MS = 20;
const RECONNECT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
const GOODBYE_MS = 500;

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
      if (pool.ending) return;
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
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    const { promise: broken, resolve: endListening } = Promise.withResolvers<void>();
    const end = (): void => endListening();
    // Every time, not once: a connection may report several errors, and one without a listener ends the process.
    client.on('error', end);
    client.once('end', end);
    signal.addEventListener('abort', end, { once: true });
    try {
      await Promise.race([beginListening(client, onWakeUp), broken]);
      await broken;
    } catch (err) {
      log.warn({ err }, 'cannot listen for wake-ups; polling goes on');
    }
    signal.removeEventListener('abort', end);
    // A server that no longer answers would keep us waiting for its goodbye.
    await Promise.race([client.end().catch(() => undefined), delay(GOODBYE_MS, undefined, { ref: false })]);
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function beginListening(client: pg.Client, onWakeUp: () => void): Promise<void> {
  await client.connect();
  client.on('notification', onWakeUp);
  await client.query(`listen ${CHANNEL}`);
}
