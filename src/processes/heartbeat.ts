import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { addSeconds, type Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { DueLoop } from '../lib/due-loop.ts';
import type { Logger } from '../lib/log.ts';
import { version } from '../lib/version.ts';
import { deleteProcess, deleteSilent, upsertProcess } from './queries.ts';

export type ProcessRole = 'all' | 'api' | 'worker';

export const BEAT_SECONDS = 10;
/** Three beats missed. */
export const ALIVE_SECONDS = 30;
const FORGOTTEN_SECONDS = 3_600;

/** The sign of life of this process for operators; `leave` takes it back at a stop. */
export function createHeartbeat(
  { db, clock, log }: { readonly db: Db; readonly clock: Clock; readonly log: Logger },
  role: ProcessRole,
): { loop: DueLoop; leave: () => Promise<void> } {
  const self = {
    id: randomUUID(),
    role,
    host_name: hostname().slice(0, 255),
    process_id: process.pid,
    version,
    started_at: clock(),
  };
  const runOnce = async (): Promise<'idle'> => {
    const now = clock();
    await upsertProcess(db, { ...self, beat_at: now });
    await deleteSilent(db, addSeconds(now, -FORGOTTEN_SECONDS));
    return 'idle';
  };
  return {
    loop: { name: 'heartbeat', runOnce, restMs: BEAT_SECONDS * 1000, log },
    leave: () => deleteProcess(db, self.id),
  };
}
