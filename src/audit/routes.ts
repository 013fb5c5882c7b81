import { type Static, Type } from 'typebox';
import { forbidCaching } from '../http/forbid-caching.ts';
import type { Server } from '../http/server.ts';
import type { Db } from '../lib/db.ts';
import { principalOf } from '../people/principal.ts';
import { AuditPage, AuditQuery, listAudit } from './list.ts';
import { auditActions } from './record.ts';

const OperatorAuditQuery = Type.Object({
  appId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })),
  tenantId: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,15}$' })),
  personId: Type.Optional(
    Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$', description: 'Who did it, whatever they acted as.' }),
  ),
  action: Type.Optional(Type.Enum([...auditActions])),
  ...AuditQuery.properties,
});

/** The whole audit log, for the vendor's staff: also of what is deleted, and of what is nobody's. */
export function operatorAuditRoutes(app: Server, { db }: { readonly db: Db }): void {
  app.get(
    '/api/operator/audit',
    {
      config: { access: { by: 'operator' } },
      onRequest: forbidCaching,
      schema: {
        tags: ['Operator'],
        summary: 'Read the audit log, the newest line first',
        description:
          'All filters must fit. Without the tenants of the other environment; what is of no tenant belongs to both. Deleted apps are in it, too.',
        querystring: OperatorAuditQuery,
        response: { 200: AuditPage },
      },
    },
    (req) => listAudit(db, readFilter(req.query, principalOf(req).environment), req.query),
  );
}

function readFilter(query: Static<typeof OperatorAuditQuery>, environment: string) {
  const { appId, personId, action, tenantId } = query;
  return { appId, personId, action, environment, ...(tenantId && { tenantId: Number(tenantId) }) };
}
