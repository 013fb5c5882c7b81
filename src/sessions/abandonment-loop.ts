import type { Publish } from '../events/publish.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { DueLoop } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import { decideAbandonment } from './abandon.ts';
import { claimDueSessions } from './abandonment-queries.ts';

const BATCH = 100;
const LEASE_SECONDS = 60;
const REST_MS = 500;

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
  const claimed = await claimDueSessions(deps.db, deps.clock(), BATCH, LEASE_SECONDS);
  if (claimed.length === 0) return 'idle';
  try {
    await decideTogether(deps, claimed);
  } catch (err) {
    deps.log.warn({ err, sessions: claimed.length }, 'deciding a batch failed; deciding one by one');
    await decideOneByOne(deps, claimed);
  }
  deps.onCommitted();
  return claimed.length === BATCH ? 'more' : 'idle';
}

async function decideTogether({ db, publish, clock }: AbandonmentDeps, sessionIds: string[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await decideAbandonment(trx, publish, sessionIds, clock());
  });
}

/** One session that cannot be decided must not keep the others: it stays leased and is tried again when that lapses. */
async function decideOneByOne(deps: AbandonmentDeps, sessionIds: string[]): Promise<void> {
  for (const sessionId of sessionIds) {
    try {
      await decideTogether(deps, [sessionId]);
    } catch (err) {
      deps.log.error({ err, sessionId }, 'a session could not be decided');
    }
  }
}
