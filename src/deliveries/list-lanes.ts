import type { Pool } from 'pg';
import { isBlockedAt } from './endpoints/health.ts';

/** What one webhook has to receive of one tenant. */
export interface Lane {
  readonly webhookId: string;
  readonly tenantId: number;
}

export interface Look {
  readonly now: Date;
  /** Where to begin; null: at the first lane. */
  readonly after: Lane | null;
  /** The tenant after which to begin in a webhook that has too many for one look. */
  readonly from: ReadonlyMap<string, number>;
  /** Webhooks that this process knows: whether it may send to them. What it does not know, their circuit says. */
  readonly mayReceive: ReadonlyMap<string, boolean>;
}

export interface Looked {
  readonly lanes: readonly Lane[];
  /** Webhooks for which something waits, and to which nothing may be sent. */
  readonly blocked: readonly string[];
  /** There were too many to see all; the next look goes on after this one. */
  readonly after: Lane | null;
}

/** Seen in one look; a step of it takes about 10 us. */
export const MOST_LANES = 300;
/** Seen of one webhook in one look. */
export const LANES_OF_A_WEBHOOK = 32;

/** Whether anything may be sent to the webhook: as this process says, else not unless its circuit is closed, nor while it asked us to wait. */
const mayReceiveOf = (lane: string): string => `coalesce(
        ($4::jsonb ->> ${lane}.webhook_id::text)::boolean,
        not exists (select from webhook_health h
          where h.webhook_id = ${lane}.webhook_id and ${isBlockedAt('h', '$1')}))`;

// The lanes are seen by skipping from one to the next in their index: past a whole webhook when enough of its lanes are
// seen or nothing may be sent to it, so that its size does not matter, and from the first of a webhook to where the last look ended.
const lookText = `
  with recursive lane (webhook_id, tenant_id, may_receive, nth, step) as (
    (
      select q.webhook_id, q.tenant_id, ${mayReceiveOf('q')}, 1, 1
      from delivery_queue q
      where q.ready and (q.webhook_id, q.tenant_id) > ($2::uuid, $3::bigint)
      order by q.webhook_id, q.tenant_id
      limit 1
    )
    union all
    select n.webhook_id, n.tenant_id, case when n.webhook_id = l.webhook_id then l.may_receive else ${mayReceiveOf('n')} end,
      case when n.webhook_id = l.webhook_id then l.nth + 1 else 1 end, l.step + 1
    from lane l
    cross join lateral (
      select q.webhook_id, q.tenant_id
      from delivery_queue q
      where q.ready
        and (q.webhook_id, q.tenant_id) > (l.webhook_id, case
          when not l.may_receive or l.nth >= ${LANES_OF_A_WEBHOOK} then 9223372036854775807
          when l.nth = 1 then greatest(l.tenant_id, ($5::jsonb ->> l.webhook_id::text)::bigint)
          else l.tenant_id
        end)
      order by q.webhook_id, q.tenant_id
      limit 1
    ) n
    where l.step < ${MOST_LANES}
  )
  select webhook_id as "webhookId", tenant_id as "tenantId", may_receive as "mayReceive" from lane order by step`;

const BEFORE_ALL: Lane = { webhookId: '00000000-0000-0000-0000-000000000000', tenantId: 0 };

/** Lists lanes with something to send, also those of which all is under way. It locks nothing and writes nothing. */
export async function listLanes(pool: Pool, { now, after, from, mayReceive }: Look): Promise<Looked> {
  const { webhookId, tenantId } = after ?? BEFORE_ALL;
  const { rows } = await pool.query<Lane & { mayReceive: boolean }>({
    name: 'list_lanes',
    text: lookText,
    values: [
      now,
      webhookId,
      tenantId,
      JSON.stringify(Object.fromEntries(mayReceive)),
      JSON.stringify(Object.fromEntries(from)),
    ],
  });
  return {
    lanes: rows.filter((row) => row.mayReceive),
    blocked: rows.filter((row) => !row.mayReceive).map((row) => row.webhookId),
    after: rows.length < MOST_LANES ? null : (rows.at(-1) ?? null),
  };
}
