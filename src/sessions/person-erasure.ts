import { type Actor } from '../audit/record.ts';
import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { withTenant } from '../lib/isolation.ts';
import { eraseVisit } from './erase.ts';
import type { PersonVisits } from './erasure-schema.ts';
import { findSessionsOf, type PersonContact } from './find-person.ts';

/** Visits per call, and how long a call goes on beginning with another: nobody left as many contacts, and no answer shall take a minute. */
const MOST_VISITS = 100;
const MOST_MS = 15_000;

export interface PersonErasure {
  /** The sessions of the tenant that were erased, those of its routers that led to them among them. */
  readonly sessionIds: string[];
  /** Whether there are more: what is erased is not found again, so the same call goes on. */
  readonly hasMore: boolean;
}

/**
 * Erases what a person told in all visits to a tenant in which this e-mail address or phone number was left.
 * @throws ApiError temporarily_unavailable as `eraseVisit`; what was erased before stays so
 */
export async function erasePerson(
  db: Db,
  by: { readonly actor: Actor; readonly clock: Clock; readonly tenantId: number },
  person: PersonContact,
): Promise<PersonErasure> {
  const { tenantId, actor, clock } = by;
  const found = await withTenant(db, tenantId, (trx) =>
    findSessionsOf(trx, tenantId, person, MOST_VISITS + 1),
  );
  const erasure = { actor, ofTenant: tenantId, clock, nameTokens: new Map<string, number>() };
  const sessionIds = new Set<string>();
  const beganAtMs = performance.now();
  let done = 0;
  for (const id of found.slice(0, MOST_VISITS)) {
    if (performance.now() - beganAtMs > MOST_MS) break;
    // One of them may have been erased along with another.
    for (const erased of await eraseVisit(db, erasure, id)) {
      if (erased.tenantId === tenantId) sessionIds.add(erased.sessionId);
    }
    done += 1;
  }
  return { sessionIds: [...sessionIds], hasMore: done < found.length };
}

/** What `erasePerson` would erase with its first call, to be looked at before. To be called inside `withTenant`. */
export async function listVisitsOf(trx: Db, tenantId: number, person: PersonContact): Promise<PersonVisits> {
  const found = await findSessionsOf(trx, tenantId, person, MOST_VISITS + 1);
  const ids = found.slice(0, MOST_VISITS);
  if (ids.length === 0) return { data: [], hasMore: false };
  const rows = await trx
    .selectFrom('sessions')
    .select(['id', 'created_at', 'first_name', 'last_name', 'email', 'phone', 'session_outcome'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return {
    data: rows.map((row) => ({
      id: row.id,
      createdOn: row.created_at.toISOString(),
      firstName: row.first_name,
      lastName: row.last_name,
      email: row.email,
      phone: row.phone,
      sessionOutcome: row.session_outcome as PersonVisits['data'][number]['sessionOutcome'],
    })),
    hasMore: found.length > ids.length,
  };
}
