import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { deliveryBody } from '../src/events/body.ts';
import { newTimeOrderedId } from '../src/lib/ids.ts';
import { silentLog } from '../src/lib/log.ts';
import { createNotifier } from '../src/lib/wake-ups.ts';
import { EVENT_TYPE, type World } from './seed.ts';

export interface Batch {
  readonly count: number;
  readonly dueAt: Date;
  /** What the deliveries share; see `sharedBody`. */
  readonly body: string;
  /** Which of all lanes (tenant and webhook) is the next: the deliveries go round. */
  readonly firstLane?: number;
}

/**
 * The text that all deliveries of an event share, such that the body of a delivery has exactly this many bytes. Not one
 * repeated letter: neither PostgreSQL nor TLS must find it easy.
 */
export function sharedBody(bytes: number): string {
  const start = `"type":"${EVENT_TYPE}","data":"`;
  const rest = bytes - deliveryBody(newTimeOrderedId(new Date()), `${start}"}`).length;
  return `${start}${randomBytes(Math.ceil(rest / 2))
    .toString('hex')
    .slice(0, rest)}"}`;
}

// What publishing an event does, for many events at once.
const queueText = `
  with made as (
    select overlay(gen_random_uuid()::text placing substr(uuid_floor(now())::text, 1, 13) from 1 for 13)::uuid as id,
      ($1::bigint[])[1 + lane % $2::int] as tenant_id, 1 + lane / $2::int % $3::int as webhook
    from generate_series($4::bigint, $4::bigint + $5::int - 1) as lane
  ),
  event as (
    insert into events (tenant_id, id, type, session_id, occurred_at, body)
    select tenant_id, id, '${EVENT_TYPE}', 'sess_bench', $6::timestamptz, $7 from made
  ),
  delivery as (
    insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, created_at)
    select tenant_id, delivery_id_for(id, ($8::uuid[])[webhook]), id, ($8::uuid[])[webhook], ($9::uuid[])[webhook],
      'pending', $6::timestamptz
    from made
    returning tenant_id, id, event_id, webhook_id
  )
  insert into delivery_queue (tenant_id, delivery_id, event_id, webhook_id, due_at)
  select tenant_id, id, event_id, webhook_id, $6::timestamptz from delivery`;

/** Publishes `count` events, each with one delivery, over all pairs of tenant and webhook in turn. */
export async function queueDeliveries(pool: Pool, world: World, batch: Batch): Promise<void> {
  const { tenantIds, webhooks } = world;
  await pool.query({
    name: 'bench_queue',
    text: queueText,
    values: [
      tenantIds,
      tenantIds.length,
      webhooks.length,
      batch.firstLane ?? 0,
      batch.count,
      batch.dueAt,
      batch.body,
      webhooks.map(({ id }) => id),
      webhooks.map(({ appId }) => appId),
    ],
  });
}

export async function clearDeliveries(pool: Pool): Promise<void> {
  await pool.query('truncate delivery_queue, events, deliveries, attempts');
}

export interface OpenLoop {
  readonly perSecond: number;
  readonly seconds: number;
  readonly body: string;
  /** What to do when a batch could not be published; without it the loop ends. */
  readonly onLost?: (err: unknown) => void;
}

export interface Published {
  /** How many were committed. */
  readonly count: number;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

const BATCH_MS = 10;

/**
 * Open loop: what falls due by the clock is published, whatever became of what was before, and workers are woken as an api
 * process wakes them. A batch is due at the moment at which its transaction begins, so the time to commit it counts.
 */
export async function publishAtRate(pool: Pool, world: World, loop: OpenLoop): Promise<Published> {
  const notify = createNotifier(pool, silentLog);
  const startedAt = performance.now();
  const startedAtMs = Date.now();
  let [next, count] = [0, 0];
  for (;;) {
    const elapsedSeconds = Math.min((performance.now() - startedAt) / 1000, loop.seconds);
    const due = Math.floor(elapsedSeconds * loop.perSecond) - next;
    if (due > 0) {
      const batch = { count: due, dueAt: new Date(), body: loop.body, firstLane: next };
      next += due;
      try {
        await queueDeliveries(pool, world, batch);
        count += due;
        notify();
      } catch (err) {
        if (loop.onLost === undefined) throw err;
        loop.onLost(err);
      }
    }
    if (elapsedSeconds >= loop.seconds) return { count, startedAtMs, endedAtMs: Date.now() };
    await delay(BATCH_MS);
  }
}
