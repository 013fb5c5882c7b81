import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import { addSeconds } from '../lib/clock.ts';
import { instantOfId, lowestIdOf } from '../lib/ids.ts';
import type { AskedReplay } from './schema.ts';

interface AskedRow {
  readonly id: string;
  readonly is_many: boolean;
  readonly name: string | null;
  readonly email: string | null;
}

/**
 * Who asked for these replays of an app, the newest first. A replay of many is a row of its own; one of a single delivery is known by
 * its line in the audit log, which has the same millisecond in its id.
 */
export async function findAskedReplays(
  db: Db,
  appId: string,
  replayIds: readonly string[],
): Promise<AskedReplay[]> {
  const ids = [...new Set(replayIds)].toSorted().toReversed();
  if (ids.length === 0) return [];
  const floors = ids.map((id) => lowestIdOf(instantOfId(id)));
  const ceilings = ids.map((id) => lowestIdOf(addSeconds(instantOfId(id), 0.001)));
  const { rows } = await sql<AskedRow>`
    select asked.id, job.id is not null as is_many, person.name, person.email
    from unnest(${ids}::uuid[], ${floors}::uuid[], ${ceilings}::uuid[]) as asked (id, floor, ceiling)
    left join replays job on job.id = asked.id and job.app_id = ${appId}
    left join lateral (
      select l.person_id from audit_log l
      where l.app_id = ${appId} and l.id >= asked.floor and l.id < asked.ceiling
        and l.action = 'delivery.replayed' and l.detail ->> 'replayId' = asked.id::text
      limit 1
    ) line on job.id is null
    left join people person on person.id = coalesce(job.created_by, line.person_id)
    order by asked.id desc`.execute(db);
  return rows.map(({ id, is_many: isMany, name, email }) => ({
    id,
    isMany,
    askedAt: instantOfId(id).toISOString(),
    askedBy: name === null || email === null ? null : { name, email },
  }));
}
