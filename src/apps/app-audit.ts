import { type AuditReader, findInsiders, hideOutsiders } from '../audit/hide-outsiders.ts';
import { type AuditPage, listAudit } from '../audit/list.ts';
import { readReaderFilter, type ReaderAuditQuery } from '../audit/reader-query.ts';
import type { Db } from '../lib/db.ts';
import { withApp } from '../lib/isolation.ts';

/**
 * The audit log of an app as its developers read it. Until a tenant has connected, they must not learn that it exists or is in
 * a network: its refusal is left out. Nor do they find by a person's id what others did.
 * @throws ApiError `validation_failed` naming the parameters
 */
export async function listAppAudit(
  db: Db,
  app: { readonly id: string; readonly organisation_id: string },
  query: ReaderAuditQuery,
): Promise<AuditPage> {
  const reader: AuditReader = { kind: 'developer', organisationId: app.organisation_id };
  const { personId } = query;
  const isOfOthers = personId !== undefined && !(await findInsiders(db, reader, [personId])).has(personId);
  const filter = {
    ...readReaderFilter(query),
    appId: app.id,
    hidesStrangersRefusals: true,
    // Somebody who has left since acted for them all the same.
    ...(isOfOthers && { actor: reader.kind }),
  };
  const page = await withApp(db, app.id, (trx) => listAudit(trx, filter, query));
  return hideOutsiders(db, reader, page);
}
