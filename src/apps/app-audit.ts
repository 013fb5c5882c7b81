import { sql } from 'kysely';
import { type AuditLine, type AuditPage, type AuditQuery, listAudit } from '../audit/list.ts';
import type { Db } from '../lib/db.ts';
import { withApp } from '../lib/isolation.ts';

/**
 * The audit log of an app as its developers read it. What people outside their organisation did (a tenant's administrators,
 * operators) is told without who they are and where they sat: that is nothing a third party needs.
 */
export async function listAppAudit(
  db: Db,
  app: { readonly id: string; readonly organisation_id: string },
  query: AuditQuery,
): Promise<AuditPage> {
  const page = await withApp(db, app.id, (trx) => listAudit(trx, { appId: app.id }, query));
  const insiders = await findInsiders(db, app.organisation_id, page.data);
  return { ...page, data: page.data.map((line) => hideOutsider(line, insiders)) };
}

function hideOutsider(line: AuditLine, insiders: ReadonlySet<string>): AuditLine {
  if (line.personId === null || insiders.has(line.personId)) return line;
  return { ...line, personId: null, personEmail: null, ipAddress: null };
}

/** Those who did something and act for the organisation. */
async function findInsiders(
  db: Db,
  organisationId: string,
  lines: readonly AuditLine[],
): Promise<ReadonlySet<string>> {
  const personIds = [...new Set(lines.flatMap(({ personId }) => personId ?? []))];
  const { rows } = await sql<{ person_id: string }>`
    select person_id from organisation_members
    where organisation_id = ${organisationId} and person_id = any(${personIds})
    union
    select m.person_id from developer_organisations o join tenant_members m on m.tenant_id = o.tenant_id
    where o.id = ${organisationId} and m.person_id = any(${personIds})
      and (m.role = 'administrator' or m.may_generate_app_key)`.execute(db);
  return new Set(rows.map((row) => row.person_id));
}
