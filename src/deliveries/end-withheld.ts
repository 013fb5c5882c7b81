import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../lib/db.ts';
import { finishUnqueued, type Withheld } from './finish-unqueued.ts';
import { withheldReason } from './withheld.ts';

/** One batch is a fraction of a second; far more may be waiting than one statement should touch. */
const BATCH = 5_000;

/** Among which deliveries to look: those of an app, of that app at one tenant, or of a webhook. */
export type Scope =
  | { readonly appId: string }
  | { readonly appId: string; readonly tenantId: number }
  | { readonly webhookId: string };

/**
 * Ends up to 5,000 deliveries in this scope that wait although they must not be sent any more (connection disabled or gone,
 * webhook disabled or removed, app deleted), each with its reason; returns whether there may be more. The reason is read in the
 * statement itself, so what may be sent again meanwhile is left alone.
 *
 * What is leased is left to its worker, and what is being published at this moment is not seen: the worker looks at the same
 * before every attempt, so neither is sent. Rows that a claim holds are passed over for the same reason; waiting for them in
 * another order than a claim does could deadlock.
 */
export async function endWithheld(trx: Db, scope: Scope, now: Date): Promise<boolean> {
  // In two parts, since no index holds both what is ready and what is not.
  const { rows } = await sql<Withheld>`
    with withheld as (
      select * from (
        ${waitingIn(scope, sql`q.ready`)} union all ${waitingIn(scope, sql`not q.ready`)}
      ) waiting
      where reason is not null
      limit ${BATCH}
    ),
    locked as (
      select q.tenant_id, q.delivery_id, w.reason
      from delivery_queue q join withheld w using (tenant_id, delivery_id)
      where q.leased_until is null
      for update of q skip locked
    )
    delete from delivery_queue q
    using locked l
    where q.tenant_id = l.tenant_id and q.delivery_id = l.delivery_id
    returning q.tenant_id, q.delivery_id, l.reason`.execute(trx);
  await finishUnqueued(trx, rows, now);
  return rows.length === BATCH;
}

/**
 * Ends what the first transaction left, batch by batch. It stops when a batch is not full; should this process die before, the
 * rest is ended by the loop that looks after webhooks, or by the worker at its due time.
 */
export async function endTheRest(db: Db, scope: Scope, now: Date): Promise<void> {
  while (await db.transaction().execute((trx) => endWithheld(trx, scope, now)));
}

function waitingIn(scope: Scope, readiness: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select q.tenant_id, q.delivery_id, ${sql.raw(withheldReason)} as reason
    from webhooks w
    join apps a on a.id = w.app_id
    join delivery_queue q on q.webhook_id = w.id
    left join connections c on c.tenant_id = q.tenant_id and c.app_id = w.app_id
    left join app_versions v on v.app_id = c.app_id and v.version = c.accepted_version
    where ${readiness} and q.leased_until is null and ${within(scope)}`;
}

function within(scope: Scope): RawBuilder<unknown> {
  if ('webhookId' in scope) return sql`w.id = ${scope.webhookId}`;
  const ofApp = sql`w.app_id = ${scope.appId}`;
  return 'tenantId' in scope ? sql`${ofApp} and q.tenant_id = ${scope.tenantId}` : ofApp;
}
