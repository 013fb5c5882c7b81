import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { SessionRow } from '../sessions/session-response.ts';
import type { Position } from '../session-history/cursor.ts';
import { isFound } from '../session-history/matches.ts';
import type { LeadFilter } from './read-filter.ts';
import { followUpStates, type LeadView } from './schema.ts';

// All to be called inside `withTenant`.

type State = LeadView['state'];
type Kind = LeadView['kind'];

export interface LeadRow extends Pick<
  SessionRow,
  | 'scheduler_id'
  | 'session_outcome'
  | 'booked_at'
  | 'last_step'
  | 'blocker_type'
  | 'category'
  | 'first_name'
  | 'last_name'
  | 'email'
  | 'phone'
  | 'contact_phone'
  | 'zip'
  | 'campaign_name'
  | 'utm_source'
  | 'erased_at'
> {
  readonly session_id: string;
  readonly kind: Kind;
  readonly id: number;
  readonly filed_at: Date;
  readonly follow_up: State;
  readonly follow_up_at: Date | null;
  readonly follow_up_by: string | null;
  readonly person_name: string | null;
}

const tables = { lead: 'leads', booking: 'bookings' } as const;

/** Of bookings those alone that were filed for an abandoned session, as the index has it. */
const filed = (kind: Kind): RawBuilder<unknown> =>
  kind === 'booking' ? sql`and source = 'abandoned_session'` : sql``;

/** How many filings one page looks into, however few of them fit: as many as the list of sessions. */
const WINDOW = 5_000;

export interface LeadsFound {
  readonly rows: LeadRow[];
  /** Where the next page goes on; null at the end. */
  readonly next: Position | null;
}

/**
 * The newest before the position, at most `limit`. Each state of each kind is a walk over its index; what only the session tells is
 * looked for in a bounded number of them.
 */
export async function listLeads(
  trx: Db,
  tenantId: number,
  filter: LeadFilter,
  { limit, before }: { readonly limit: number; readonly before: Position | null },
): Promise<LeadsFound> {
  const { search, schedulerId } = filter;
  const looksInside = search !== undefined || schedulerId !== undefined;
  const window = looksInside ? WINDOW : limit + 1;
  const filings = walkAll(tenantId, filter, window, before);
  const fits = sql<SqlBool>`true
    ${schedulerId === undefined ? sql`` : sql`and s.scheduler_id = ${schedulerId}`}
    ${search === undefined ? sql`` : sql`and ${isFound(search)}`}`;
  const rows = await select(trx, tenantId, filings, { fits, limit: limit + 1 });
  if (rows.length > limit) {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return { rows: shown, next: last === undefined ? null : { at: last.filed_at, id: last.session_id } };
  }
  return { rows, next: looksInside ? await findEndOf(trx, filings, window) : null };
}

function walkAll(
  tenantId: number,
  { state, kind, from, until }: LeadFilter,
  limit: number,
  before: Position | null,
): RawBuilder<unknown> {
  const states = state === undefined ? followUpStates : [state];
  const kinds: Kind[] = kind === undefined ? ['lead', 'booking'] : [kind];
  const walks = kinds.flatMap((one) =>
    states.map(
      (
        followUp,
      ) => sql`(select session_id, ${sql.lit(one)} as kind, id, created_at, follow_up, follow_up_at, follow_up_by
        from ${sql.table(tables[one])}
        where tenant_id = ${tenantId} and follow_up = ${followUp} ${filed(one)}
          ${from === null ? sql`` : sql`and created_at >= ${from}`}
          ${until === null ? sql`` : sql`and created_at < ${until}`}
          ${before === null ? sql`` : sql`and (created_at, session_id) < (${before.at}, ${before.id})`}
        order by created_at desc, session_id desc
        limit ${limit})`,
    ),
  );
  return sql`select * from (${sql.join(walks, sql` union all `)}) walks
    order by created_at desc, session_id desc limit ${limit}`;
}

/** The oldest of a whole window, before which more may fit. What is filed meanwhile makes it a newer one: nothing is left out. */
async function findEndOf(trx: Db, filings: RawBuilder<unknown>, window: number): Promise<Position | null> {
  const { rows } = await sql<Position>`
    select created_at as at, session_id as id from (${filings}) f
    order by created_at desc, session_id desc offset ${window - 1}`.execute(trx);
  return rows[0] ?? null;
}

/** What was filed for a session. */
export async function findLead(trx: Db, tenantId: number, sessionId: string): Promise<LeadRow | undefined> {
  const of = (
    kind: Kind,
  ) => sql`select session_id, ${sql.lit(kind)} as kind, id, created_at, follow_up, follow_up_at, follow_up_by
    from ${sql.table(tables[kind])} where tenant_id = ${tenantId} and session_id = ${sessionId} ${filed(kind)}`;
  const [row] = await select(trx, tenantId, sql`${of('lead')} union all ${of('booking')}`);
  return row;
}

async function select(
  trx: Db,
  tenantId: number,
  filings: RawBuilder<unknown>,
  { fits, limit }: { readonly fits: RawBuilder<SqlBool>; readonly limit: number } = {
    fits: sql`true`,
    limit: 1,
  },
): Promise<LeadRow[]> {
  const { rows } = await sql<LeadRow>`
    select f.session_id, f.kind, f.id, f.created_at as filed_at, f.follow_up, f.follow_up_at, f.follow_up_by,
      p.name as person_name, s.scheduler_id, s.session_outcome, s.booked_at, s.last_step, s.blocker_type, s.category,
      s.first_name, s.last_name, s.email, s.phone, s.contact_phone, s.zip, s.campaign_name, s.utm_source, s.erased_at
    from (${filings}) f
    join sessions s on s.tenant_id = ${tenantId} and s.id = f.session_id
    left join people p on p.id = f.follow_up_by
    where ${fits}
    order by f.created_at desc, f.session_id desc
    limit ${limit}`.execute(trx);
  return rows;
}

/** Whether the state was still the one given: that decides between two people who change it at once. */
export async function updateFollowUp(
  trx: Db,
  { tenantId, kind, id }: { readonly tenantId: number; readonly kind: Kind; readonly id: number },
  { from, to }: { readonly from: State; readonly to: State },
  by: { readonly at: Date; readonly personId: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable(tables[kind])
    .set({ follow_up: to, follow_up_at: by.at, follow_up_by: by.personId })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('follow_up', '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
