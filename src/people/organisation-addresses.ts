import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';

/** The e-mail addresses of who acts for a developer organisation, at most so many: its members and its tenant's permitted people. */
export async function listAddressesOf(db: Db, organisationId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    select p.email from people p
    where p.id in (
      select m.person_id from organisation_members m where m.organisation_id = ${organisationId}
      union
      select m.person_id from developer_organisations o join tenant_members m on m.tenant_id = o.tenant_id
      where o.id = ${organisationId} and (m.role = 'administrator' or m.may_generate_app_key)
    )
    order by p.created_at, p.id
    limit ${limit}`.execute(db);
  return rows.map(({ email }) => email);
}
