import { hideOutsiders } from '../audit/hide-outsiders.ts';
import { listAudit } from '../audit/list.ts';
import type { Db } from '../lib/db.ts';
import type { ErasurePage } from './erasure-schema.ts';

/**
 * What was erased of a tenant, as its audit log has it: the log of a tenant has a line for each deed of a person, so reading
 * over the others is cheap. To be called inside `withTenant`.
 */
export async function listErasures(
  trx: Db,
  tenantId: number,
  cursor: string | undefined,
): Promise<ErasurePage> {
  const query = cursor === undefined ? {} : { cursor };
  const lines = await listAudit(trx, { tenantId, action: 'session.erased' }, query);
  const { data, nextCursor } = await hideOutsiders(trx, { kind: 'tenant', tenantId }, lines);
  return {
    data: data.map(({ id, at, actor, personEmail, detail }) => ({
      id,
      sessionId: (detail as { sessionId?: string }).sessionId ?? '',
      erasedAt: at,
      actor,
      personEmail,
    })),
    nextCursor,
  };
}
