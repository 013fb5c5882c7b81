import type { Db } from '../lib/db.ts';
import { insertLog } from './log-queries.ts';

/** Writes into the log of a session that the office followed its contact up, in the caller's transaction. */
export async function noteFollowUp(
  trx: Db,
  done: {
    readonly tenantId: number;
    readonly sessionId: string;
    readonly from: string;
    readonly to: string;
    readonly personId: string | null;
  },
  now: Date,
): Promise<void> {
  const { tenantId, sessionId, ...detail } = done;
  await insertLog(trx, tenantId, sessionId, now, [{ kind: 'followed_up', detail }]);
}
