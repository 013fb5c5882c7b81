import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Search, SessionFilter } from './read-filter.ts';

/** Whether a filter asks for more than what the keys of a session say. */
export function looksInside(filter: SessionFilter): boolean {
  const { from: _, until: __, schedulerId: ___, routerId: ____, ...rest } = filter;
  return Object.values(rest).some((value) => value !== undefined);
}

/** Whether a session `s` fits, apart from its entry point and time, which the index finds. */
export function matches(filter: SessionFilter): RawBuilder<SqlBool> {
  const { outcome, qualified, lastStep, search } = filter;
  return sql<SqlBool>`true
    ${outcome === undefined ? sql`` : sql`and ${hasOutcome(outcome)}`}
    ${
      qualified === undefined
        ? sql``
        : sql`and s.abandoned_at is not null and (s.abandoned_event_id is not null) = ${qualified}`
    }
    ${lastStep === undefined ? sql`` : sql`and s.last_step = ${lastStep}`}
    ${filter.source === undefined ? sql`` : sql`and lower(${sourceOf}) = lower(${filter.source})`}
    ${isText('utm_source', filter.utmSource)} ${isText('utm_medium', filter.utmMedium)}
    ${isText('utm_campaign', filter.utmCampaign)} ${isText('campaign_name', filter.campaignName)}
    ${search === undefined ? sql`` : sql`and ${isFound(search)}`}`;
}

function hasOutcome(outcome: NonNullable<SessionFilter['outcome']>): RawBuilder<SqlBool> {
  return outcome === 'open'
    ? sql`s.session_outcome is null and s.sent_on_session_id is null and s.erased_at is null`
    : sql`s.session_outcome = ${outcome}`;
}

/** Where the visitor of a session `s` came from, in one word. */
export const sourceOf = sql<string>`coalesce(s.campaign_name, s.utm_source, 'Direct')`;

function isText(column: string, wanted: string | undefined): RawBuilder<unknown> {
  return wanted === undefined ? sql`` : sql`and lower(${sql.ref(`s.${column}`)}) = lower(${wanted})`;
}

/** Whether a session `s` is meant by what somebody typed. */
export function isFound({ sessionId, digits, pattern }: Search): RawBuilder<SqlBool> {
  return sql<SqlBool>`(
    s.id = ${sessionId ?? ''}
    or concat_ws(' ', s.first_name, s.last_name) ilike ${pattern}
    or s.email ilike ${pattern}
    or s.phone ilike ${pattern}
    ${
      digits === undefined
        ? sql``
        : sql`or regexp_replace(concat_ws(' ', s.contact_phone, s.phone), '[^0-9]', '', 'g') like ${`%${digits}%`}`
    })`;
}
