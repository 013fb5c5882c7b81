import type { Db } from '../lib/db.ts';
import { dueOf, feel, type Sign } from './pulse.ts';
import { insertLog } from './log-queries.ts';
import { lockPulse, updatePulse } from './queries.ts';
import { requireSecret } from './session-secret.ts';

export type CheckedIn = { kind: 'checked_in'; applied: boolean } | { kind: 'completed' };

/** A heartbeat or a hint: moves when the session is due, never what it says. */
export async function checkIn(
  db: Db,
  sessionId: string,
  secret: string | undefined,
  sign: Exclude<Sign, 'input'>,
  sequence: number,
  now: Date,
): Promise<CheckedIn> {
  return db.transaction().execute(async (trx): Promise<CheckedIn> => {
    const found = requireSecret(await lockPulse(trx, sessionId), secret);
    if (found.isBooked) return { kind: 'completed' };
    const pulse = feel(found.pulse, sign, sequence, now);
    if (pulse === undefined) return { kind: 'checked_in', applied: false };
    const dueAt = found.dueAt === null ? null : dueOf(pulse, found.thresholds).at;
    await updatePulse(trx, found.tenantId, sessionId, pulse, dueAt);
    if (sign !== 'heartbeat') {
      await insertLog(trx, found.tenantId, sessionId, now, [
        { kind: 'hint', detail: { hint: sign, sequence } },
      ]);
    }
    return { kind: 'checked_in', applied: true };
  });
}
