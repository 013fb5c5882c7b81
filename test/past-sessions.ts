import type { Insertable } from 'kysely';
import type { Db } from '../src/lib/db.ts';
import { newRouterId, newSessionId } from '../src/lib/ids.ts';
import type { Sessions } from '../src/lib/tables.ts';

type Given = Omit<Partial<Insertable<Sessions>>, 'created_at'> & { readonly created_at: Date };

/** A session as it would stand in the table long after the visit, without going through it; returns its id. */
export async function insertPastSession(
  db: Db,
  tenantId: number,
  entry: { readonly scheduler_id: string } | { readonly router_id: string },
  given: Given,
): Promise<string> {
  const id = given.id ?? newSessionId();
  await db
    .insertInto('sessions')
    .values({
      tenant_id: tenantId,
      id,
      ...entry,
      secret_hash: Buffer.alloc(32),
      modified_at: given.created_at,
      opened_at: given.created_at,
      is_bot: false,
      ...given,
    })
    .execute();
  return id;
}

/** What a session that was completed at `at` has. */
export const bookedAt = (
  at: Date,
  outcome: 'booked' | 'completed',
): Omit<Partial<Insertable<Sessions>>, 'created_at'> => ({
  interacted_at: at,
  booked_at: at,
  session_outcome: outcome,
  completed_event_id: '01a209f7-ac3f-73ef-9ed5-5e23dd2efa73',
  completion_key: 'key',
  completion_body_hash: Buffer.alloc(32),
  completion_answer: '{}',
});

export async function createRouter(db: Db, tenantId: number): Promise<string> {
  const id = newRouterId();
  await db.insertInto('routers').values({ tenant_id: tenantId, id, name: 'All branches' }).execute();
  return id;
}
