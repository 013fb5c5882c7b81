import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';

/** Waits until `isDone`, looking every `everyMs`; gives up with the reason after `withinMs`. */
export async function until(
  what: string,
  isDone: () => Promise<boolean>,
  { everyMs, withinMs }: { readonly everyMs: number; readonly withinMs: number },
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain until ${what}`);
    await delay(everyMs);
  }
}

/** Whether something that was due at `dueAt` is still in the queue, leased or not. */
export async function isQueued(pool: Pool, dueAt: Date): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>({
    name: 'bench_is_queued',
    text: `
      select exists (select from delivery_queue where ready)
        or exists (select from delivery_queue where not ready and due_at <= $1) as found`,
    values: [dueAt],
  });
  return rows[0]?.found ?? false;
}

/** Since the last clearing: deliveries with a recorded success, and attempts that failed, of which there should be none. */
export async function countRecorded(
  pool: Pool,
): Promise<{ readonly delivered: number; readonly failedAttempts: number }> {
  const { rows } = await pool.query<{ delivered: number; failed: number }>(`
    select count(*) filter (where d.state = 'delivered' and a.status = 204)::int as delivered,
      count(*) filter (where a.error is not null)::int as failed
    from deliveries d join attempts a on a.tenant_id = d.tenant_id and a.delivery_id = d.id`);
  return { delivered: rows[0]?.delivered ?? 0, failedAttempts: rows[0]?.failed ?? 0 };
}
