import { type Static, Type } from 'typebox';
import { readBound } from '../delivery-log/read-filter.ts';
import { ApiError, type FieldErrors } from '../lib/errors.ts';
import { type AuditFilter, AuditQuery } from './list.ts';
import { auditActions } from './record.ts';

const instant = (description: string) => Type.String({ format: 'date-time', maxLength: 40, description });

/** What the people of a tenant or of an organisation ask their log for; all of it must fit. */
export const ReaderAuditQuery = Type.Object({
  action: Type.Optional(Type.Enum([...auditActions])),
  personId: Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,200}$',
      description: 'Somebody who works for those whose log it is.',
    }),
  ),
  from: Type.Optional(instant('Done then or later; RFC 3339 with a zone.')),
  until: Type.Optional(instant('Done before then.')),
  ...AuditQuery.properties,
});
export type ReaderAuditQuery = Static<typeof ReaderAuditQuery>;

/** @throws ApiError `validation_failed` naming the parameters */
export function readReaderFilter(query: ReaderAuditQuery): AuditFilter {
  const errors: FieldErrors = {};
  const [from, until] = [readBound(query, 'from', errors), readBound(query, 'until', errors)];
  if (from !== null && until !== null && from > until) errors['from'] = ['must not be after until.'];
  if (Object.keys(errors).length > 0) throw new ApiError('validation_failed', errors);
  const { action, personId } = query;
  return { action, personId, ...(from !== null && { from }), ...(until !== null && { until }) };
}
