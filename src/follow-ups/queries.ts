import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import type { SessionRow } from '../sessions/session-response.ts';
import type { Position } from '../session-history/cursor.ts';
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

export interface LeadFilter {
  readonly state?: State | undefined;
  readonly kind?: Kind | undefined;
}

/** The newest before the position; one row more than a page holds, if there is one. Each state of each kind is a walk over its index. */
export async function listLeads(
  trx: Db,
  tenantId: number,
  { state, kind }: LeadFilter,
  { limit, before }: { readonly limit: number; readonly before: Position | null },
): Promise<LeadRow[]> {
  const states = state === undefined ? followUpStates : [state];
  const kinds: Kind[] = kind === undefined ? ['lead', 'booking'] : [kind];
  const walks = kinds.flatMap((one) =>
    states.map(
      (
        followUp,
      ) => sql`(select session_id, ${sql.lit(one)} as kind, id, created_at, follow_up, follow_up_at, follow_up_by
        from ${sql.table(tables[one])}
        where tenant_id = ${tenantId} and follow_up = ${followUp} ${filed(one)}
          ${before === null ? sql`` : sql`and (created_at, session_id) < (${before.at}, ${before.id})`}
        order by created_at desc, session_id desc
        limit ${limit + 1})`,
    ),
  );
  return select(
    trx,
    tenantId,
    sql`select * from (${sql.join(walks, sql` union all `)}) walks
      order by created_at desc, session_id desc limit ${limit + 1}`,
  );
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

async function select(trx: Db, tenantId: number, filings: RawBuilder<unknown>): Promise<LeadRow[]> {
  const { rows } = await sql<LeadRow>`
    select f.session_id, f.kind, f.id, f.created_at as filed_at, f.follow_up, f.follow_up_at, f.follow_up_by,
      p.name as person_name, s.scheduler_id, s.session_outcome, s.booked_at, s.last_step, s.blocker_type, s.category,
      s.first_name, s.last_name, s.email, s.phone, s.contact_phone, s.zip, s.campaign_name, s.utm_source, s.erased_at
    from (${filings}) f
    join sessions s on s.tenant_id = ${tenantId} and s.id = f.session_id
    left join people p on p.id = f.follow_up_by
    order by f.created_at desc, f.session_id desc`.execute(trx);
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
