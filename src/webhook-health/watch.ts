import { endWithheld } from '../deliveries/end-withheld.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { DueLoop, Wakeable } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import { listEndedWithWaiting } from './queries.ts';
import { noteDisabled, warnAndDisable } from './warn-and-disable.ts';

export interface WatchDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** Woken when a webhook was disabled by an answer. */
  readonly wake: Wakeable;
  /** Called when there is something to mail; undefined: no mail is set up. */
  readonly onNotice?: (() => void) | undefined;
}

const REST_MS = 15_000;

/** Looks after webhooks that fail or are disabled; any number of processes may run it. */
export function webhookHealthLoop(deps: WatchDeps): DueLoop {
  const { wake, log } = deps;
  return { name: 'webhook health', runOnce: () => watchHealth(deps), restMs: REST_MS, wake, log };
}

/** One round: warnings, disabling and what follows from it, then a batch of what still waits for webhooks that are no more. */
export async function watchHealth({
  db,
  clock,
  onNotice,
}: Pick<WatchDeps, 'db' | 'clock' | 'onNotice'>): Promise<'more' | 'idle'> {
  const now = clock();
  const mailDueAt = onNotice === undefined ? null : now;
  const isToTell = await warnAndDisable(db, mailDueAt, now);
  const isNoted = await db.transaction().execute((trx) => noteDisabled(trx, mailDueAt, now));
  if (isToTell || isNoted) onNotice?.();
  let isMoreLeft = false;
  for (const webhookId of await db.transaction().execute(listEndedWithWaiting)) {
    const isBatchFull = await db.transaction().execute((trx) => endWithheld(trx, { webhookId }, now));
    isMoreLeft ||= isBatchFull;
  }
  return isMoreLeft ? 'more' : 'idle';
}
