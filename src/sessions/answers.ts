import type { Updateable } from 'kysely';
import { ApiError } from '../lib/errors.ts';
import type { Sessions } from '../lib/tables.ts';
import { normaliseEmail, normalisePhone } from './contact.ts';
import type { SessionFields } from './schema.ts';
import { addressColumns, customerColumns, sessionColumns } from './session-fields.ts';
import type { SessionRow } from './session-response.ts';

/** What a visitor told, as column changes: left out stays, null is taken back. `region` is the tenant's, for phones. */
export function columnsOf(fields: SessionFields, region: string): Updateable<Sessions> {
  const changes: Record<string, unknown> = {
    ...renamed(fields, sessionColumns),
    ...renamed(fields.customer ?? {}, customerColumns),
    ...renamed(fields.customer?.address ?? {}, addressColumns),
  };
  const { phone, email } = fields.customer ?? {};
  if (phone !== undefined) changes['contact_phone'] = normalisePhone(phone, region);
  if (email !== undefined) {
    changes['email'] = email?.trim() ?? null;
    changes['contact_email'] = normaliseEmail(email);
  }
  for (const field of ['timeslotStart', 'timeslotEnd'] as const) {
    const typed = fields[field];
    if (typeof typed === 'string') changes[sessionColumns[field]] = toInstant(field, typed);
  }
  return changes;
}

const endOfFourDigitYears = Date.UTC(10_000, 0);

/** RFC 3339 knows leap seconds, and offsets that lead beyond the year 9999; neither could be stored and shown again. */
function toInstant(field: string, typed: string): Date {
  const instant = new Date(typed);
  if (instant.getTime() < endOfFourDigitYears) return instant;
  throw new ApiError('validation_failed', {
    [field]: ['Must be an instant as calendars show it, before the year 10000.'],
  });
}

function renamed(fields: Record<string, unknown>, columns: Record<string, string>): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(columns)) {
    if (fields[field] !== undefined) changes[column] = fields[field];
  }
  return changes;
}

/** Refuses an arrival window that is half given, ends before it starts, or has begun. */
export function checkWindow(window: Pick<SessionRow, 'timeslot_start' | 'timeslot_end'>, now: Date): void {
  const { timeslot_start: start, timeslot_end: end } = window;
  if (start === null && end === null) return;
  if (start === null || end === null) {
    throw new ApiError('validation_failed', {
      [start === null ? 'timeslotStart' : 'timeslotEnd']: ['An arrival window needs its start and its end.'],
    });
  }
  if (end <= start)
    throw new ApiError('timeslot_inverted', { timeslotEnd: ['Must be after timeslotStart.'] });
  if (start <= now)
    throw new ApiError('timeslot_in_the_past', { timeslotStart: ['Choose a window in the future.'] });
}
