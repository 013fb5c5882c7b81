import { type Static, Type } from 'typebox';
import { readBound } from '../delivery-log/read-filter.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { type AuditFilter, AuditQuery } from './list.ts';
import { auditActions } from './record.ts';

const instant = (description: string) => Type.String({ format: 'date-time', maxLength: 40, description });

/** What people of a tenant ask their log for; all of it must fit. */
export const TenantAuditQuery = Type.Object({
  action: Type.Optional(Type.Enum([...auditActions])),
  appId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })),
  personId: Type.Optional(
    Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$', description: 'Somebody who works for the tenant.' }),
  ),
  from: Type.Optional(instant('Done then or later; RFC 3339 with a zone.')),
  until: Type.Optional(instant('Done before then.')),
  ...AuditQuery.properties,
});
export type TenantAuditQuery = Static<typeof TenantAuditQuery>;

/** @throws ApiError `validation_failed` naming the parameters */
export function readTenantAuditFilter(tenantId: number, query: TenantAuditQuery): AuditFilter {
  const errors: FieldErrors = {};
  const [from, until] = [readBound(query, 'from', errors), readBound(query, 'until', errors)];
  if (from !== null && until !== null && from > until) errors['from'] = ['must not be after until.'];
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  const { action, appId, personId } = query;
  const bounds = { ...(from !== null && { from }), ...(until !== null && { until }) };
  return { tenantId, action, appId, personId, isByInsider: personId !== undefined, ...bounds };
}
