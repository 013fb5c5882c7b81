import type { Db } from '../../lib/db.ts';
import { finishUnqueued, type Withheld } from '../finish-unqueued.ts';

/** A delivery that was taken out of the queue. */
export type Unqueued = Omit<Withheld, 'reason'>;

/** Ends deliveries that were taken out of the queue in this transaction because what they would send is erased. */
export function cancelErased(trx: Db, unqueued: readonly Unqueued[], now: Date): Promise<void> {
  return finishUnqueued(
    trx,
    unqueued.map((row) => ({ ...row, reason: 'erased' })),
    now,
  );
}
