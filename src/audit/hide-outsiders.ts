import { sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { AuditLine, AuditPage } from './list.ts';
import type { AuditAction } from './record.ts';

/** Who reads: the people of the tenant whose log it is, or of the organisation whose app's log it is. */
export type AuditReader =
  | { readonly kind: 'tenant'; readonly tenantId: number }
  | { readonly kind: 'developer'; readonly organisationId: string };

/** What an operator writes with these is for operators: it may quote what others said. */
const NOTED: ReadonlySet<string> = new Set<AuditAction>([
  'tenant.preview_switched',
  'app.approved',
  'app.approval_withdrawn',
]);

/**
 * A page of the audit log as its readers may see it. Of their own people it tells everything, of others only as whom they acted:
 * who they are and where they sat is nothing that the other side of a contract needs. Operators read it whole instead.
 */
export async function hideOutsiders(db: Db, reader: AuditReader, page: AuditPage): Promise<AuditPage> {
  const personIds = [...new Set(page.data.flatMap(({ personId }) => personId ?? []))];
  const insiders = await findInsiders(db, reader, personIds);
  return { ...page, data: page.data.map((line) => hideIn(line, reader.kind, insiders)) };
}

/** Pure. Whoever acted for the readers' side was one of them, even if they have left since. */
export function hideIn(line: AuditLine, kind: AuditReader['kind'], insiders: ReadonlySet<string>): AuditLine {
  const detail = NOTED.has(line.action) ? withoutNote(line.detail) : line.detail;
  const isInsider = line.actor === kind || (line.personId !== null && insiders.has(line.personId));
  if (isInsider) return { ...line, detail };
  return { ...line, detail, personId: null, personEmail: null, ipAddress: null };
}

function withoutNote(detail: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(detail).filter(([name]) => name !== 'note'));
}

/** Those of them who belong to the readers, whatever they acted as. */
export async function findInsiders(
  db: Db,
  reader: AuditReader,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found =
    reader.kind === 'tenant'
      ? sql<{ person_id: string }>`
          select person_id from tenant_members
          where tenant_id = ${reader.tenantId} and person_id = any(${personIds})`
      : sql<{ person_id: string }>`
          select person_id from organisation_members
          where organisation_id = ${reader.organisationId} and person_id = any(${personIds})
          union
          select m.person_id from developer_organisations o join tenant_members m on m.tenant_id = o.tenant_id
          where o.id = ${reader.organisationId} and m.person_id = any(${personIds})
            and (m.role = 'administrator' or m.may_generate_app_key)`;
  const { rows } = await found.execute(db);
  return new Set(rows.map((row) => row.person_id));
}
