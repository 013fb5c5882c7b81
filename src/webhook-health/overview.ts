import { type Static, Type } from 'typebox';
import type { Db } from '../lib/db.ts';
import { listLongestFailing, MOST_WAITING, readBacklog, readTotals } from './overview-queries.ts';
import { MOST_EVENTS, readRecent, SLOWEST_LISTED, WINDOW_MINUTES } from './recent-queries.ts';
import { Circuit, LastError } from './schema.ts';
import { describeError, stateOfCircuit } from './show-health.ts';

const MOST_LISTED = 50;
const share = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
const webhook = {
  webhookId: Type.String(),
  appId: Type.String(),
  appName: Type.String(),
  organisationId: Type.String(),
  organisation: Type.String({ description: 'Its name.' }),
  eventType: Type.String(),
  deliveryHost: Type.String({ description: 'Of the delivery URL; the rest of it may hold secrets.' }),
};
const capped = { description: `${MOST_WAITING} stands for that many or more.` };

export const DeliveryHealth = Type.Object({
  backlog: Type.Object({
    ready: Type.Integer({ description: `Due, those being sent included. ${capped.description}` }),
    waiting: Type.Integer({ description: `Waits for a later retry. ${capped.description}` }),
    oldestDueSeconds: Type.Union([Type.Number(), Type.Null()], {
      description:
        'For how long the oldest delivery has been due that nothing keeps from being sent; null: there is none. More than a few seconds: too few workers.',
    }),
  }),
  webhooks: Type.Object({
    total: Type.Integer(),
    circuits: Type.Object({ closed: Type.Integer(), open: Type.Integer(), halfOpen: Type.Integer() }),
    throttled: Type.Integer({ description: 'Held back by their Retry-After.' }),
    failing: Type.Integer({ description: 'Enabled, and nothing but failures since the last success.' }),
    disabled: Type.Object({ paused: Type.Integer(), gone: Type.Integer(), failing: Type.Integer() }),
  }),
  recent: Type.Object(
    {
      since: Type.String({ format: 'date-time' }),
      attempts: Type.Integer(),
      succeeded: Type.Integer({ description: 'Answered with 2xx in time.' }),
      successRate: share('succeeded ÷ attempts; null: there were none.'),
      endpoints: Type.Integer({ description: 'Webhooks that had these attempts.' }),
      slowest: Type.Array(
        Type.Object({
          ...webhook,
          attempts: Type.Integer(),
          successRate: Type.Number(),
          medianMs: Type.Integer(),
          p95Ms: Type.Integer({ description: '95 of 100 attempts took no longer.' }),
        }),
        { description: `By their p95Ms, ${SLOWEST_LISTED} at most.` },
      ),
    },
    {
      description: `Attempts of the newest ${MOST_EVENTS} events of the last ${WINDOW_MINUTES} minutes; of more events, these are a sample.`,
    },
  ),
  failing: Type.Array(
    Type.Object({
      ...webhook,
      circuit: Circuit,
      failingSince: Type.String({ format: 'date-time' }),
      failedAttempts: Type.Integer(),
      lastError: Type.Union([LastError, Type.Null()]),
    }),
    { description: `The longest failing first, ${MOST_LISTED} at most.` },
  ),
});
export type DeliveryHealth = Static<typeof DeliveryHealth>;

/** How deliveries do over all tenants. Every count has a bound, so that it costs as little when most is wrong. */
export async function readDeliveryHealth(db: Db, now: Date): Promise<DeliveryHealth> {
  const backlog = await readBacklog(db, now);
  const totals = await readTotals(db, now);
  const recent = await readRecent(db, now);
  const failing = await listLongestFailing(db, MOST_LISTED);
  const { oldest_due_at: oldestDueAt } = backlog;
  return {
    backlog: {
      ready: backlog.ready,
      waiting: backlog.waiting,
      oldestDueSeconds: oldestDueAt === null ? null : (now.getTime() - oldestDueAt.getTime()) / 1000,
    },
    webhooks: {
      total: totals.webhooks,
      circuits: {
        closed: totals.webhooks - totals.open - totals.half_open,
        open: totals.open,
        halfOpen: totals.half_open,
      },
      throttled: totals.throttled,
      failing: totals.failing,
      disabled: { paused: totals.paused, gone: totals.gone, failing: totals.disabled_failing },
    },
    recent,
    failing: failing.map((row) => ({
      webhookId: row.webhook_id,
      appId: row.app_id,
      appName: row.app_name,
      organisationId: row.organisation_id,
      organisation: row.organisation,
      eventType: row.event_type,
      deliveryHost: new URL(row.url).host,
      circuit: stateOfCircuit(row.circuit),
      failingSince: row.failing_since.toISOString(),
      failedAttempts: row.failed_attempts,
      lastError: describeError(row.last_error),
    })),
  };
}
