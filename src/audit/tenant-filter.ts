import { type Static, Type } from 'typebox';
import type { AuditFilter } from './list.ts';
import { readReaderFilter, ReaderAuditQuery } from './reader-query.ts';

/** What people of a tenant ask their log for; all of it must fit. */
export const TenantAuditQuery = Type.Object({
  appId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })),
  ...ReaderAuditQuery.properties,
});
export type TenantAuditQuery = Static<typeof TenantAuditQuery>;

/** @throws ApiError `validation_failed` naming the parameters */
export function readTenantAuditFilter(tenantId: number, query: TenantAuditQuery): AuditFilter {
  const { appId, personId } = query;
  return { ...readReaderFilter(query), tenantId, appId, isByInsider: personId !== undefined };
}
