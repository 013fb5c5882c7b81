import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { Terms } from './schema.ts';

export async function findNewestTerms(db: Db, personId: string, now: Date): Promise<Terms> {
  const terms = await db
    .selectFrom('terms_versions as newest')
    .leftJoin('terms_acceptances as own', (join) =>
      join.onRef('own.version', '=', 'newest.version').on('own.person_id', '=', personId),
    )
    .select(['newest.version', 'newest.text', 'newest.published_at', 'own.accepted_at'])
    .where('newest.published_at', '<=', now)
    .orderBy('newest.version', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return {
    version: terms.version,
    text: terms.text,
    publishedAt: terms.published_at.toISOString(),
    acceptedAt: terms.accepted_at?.toISOString() ?? null,
  };
}

/** Whether `version` is the newest; if so it is accepted now, if it was not before. */
export async function insertAcceptance(
  db: Db,
  { personId, version, ipAddress }: { personId: string; version: number; ipAddress: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ isNewest: boolean }>`
    with newest as (select max(version) as version from terms_versions where published_at <= ${now}),
    accepted as (
      insert into terms_acceptances (person_id, version, accepted_at, ip_address)
        select ${personId}, version, ${now}, ${ipAddress} from newest where version = ${version}
      on conflict do nothing
    )
    select version = ${version} as "isNewest" from newest`.execute(db);
  return rows[0]?.isNewest ?? false;
}
