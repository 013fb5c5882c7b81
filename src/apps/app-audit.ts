import { hideOutsiders } from '../audit/hide-outsiders.ts';
import { type AuditPage, type AuditQuery, listAudit } from '../audit/list.ts';
import type { Db } from '../lib/db.ts';
import { withApp } from '../lib/isolation.ts';

/**
 * The audit log of an app as its developers read it. Until a tenant has connected, they must not learn that it exists or is in
 * a network: its refusal is left out.
 */
export async function listAppAudit(
  db: Db,
  app: { readonly id: string; readonly organisation_id: string },
  query: AuditQuery,
): Promise<AuditPage> {
  const filter = { appId: app.id, hidesStrangersRefusals: true };
  const page = await withApp(db, app.id, (trx) => listAudit(trx, filter, query));
  return hideOutsiders(db, { kind: 'developer', organisationId: app.organisation_id }, page);
}
