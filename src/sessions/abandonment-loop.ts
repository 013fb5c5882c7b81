import type { Publish } from '../events/publish.ts';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { DueLoop } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import { decideAbandonment } from './abandon.ts';
import { claimDueSessions, putOff } from './abandonment-queries.ts';

const BATCH = 200;
const LEASE_SECONDS = 60;
const PUT_OFF_SECONDS = 0.2;
const REST_MS = 100;

export interface AbandonmentDeps {
  readonly db: Db;
  readonly publish: Publish;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called after a commit that may have made deliveries. */
  readonly onCommitted: () => void;
}

/** Decides about sessions that fell due; any number of processes may run it. */
export function abandonmentLoop(deps: AbandonmentDeps): DueLoop {
  return { name: 'abandonment', runOnce: () => decideDueSessions(deps), restMs: REST_MS, log: deps.log };
}

/** Claims one batch and decides it in one transaction and few statements: one each would be the cost of it. */
export async function decideDueSessions(deps: AbandonmentDeps): Promise<'more' | 'idle'> {
  const leaseUntil = addSeconds(deps.clock(), LEASE_SECONDS);
  const claimed = await claimDueSessions(deps.db, deps.clock(), BATCH, leaseUntil);
  if (claimed.length === 0) return 'idle';
  try {
    await decideTogether(deps, claimed, leaseUntil);
  } catch (err) {
    deps.log.warn({ err, sessions: claimed.length }, 'deciding a batch failed; deciding one by one');
    await decideOneByOne(deps, claimed, leaseUntil);
  }
  deps.onCommitted();
  return claimed.length === BATCH ? 'more' : 'idle';
}

async function decideTogether(
  { db, publish, clock }: AbandonmentDeps,
  sessionIds: readonly string[],
  leaseUntil: Date,
): Promise<void> {
  const passedOver = await db
    .transaction()
    .execute((trx) => decideAbandonment(trx, publish, sessionIds, clock()));
  // Not a sign of life for certain: another worker that was about to claim it holds a session for a moment, too.
  if (passedOver.length > 0) {
    await putOff(db, passedOver, leaseUntil, addSeconds(clock(), PUT_OFF_SECONDS));
  }
}

/** One session that cannot be decided must not keep the others: it stays leased and is tried again when that lapses. */
async function decideOneByOne(
  deps: AbandonmentDeps,
  sessionIds: readonly string[],
  leaseUntil: Date,
): Promise<void> {
  for (const sessionId of sessionIds) {
    try {
      await decideTogether(deps, [sessionId], leaseUntil);
    } catch (err) {
      deps.log.error({ err, sessionId }, 'a session could not be decided');
    }
  }
}
