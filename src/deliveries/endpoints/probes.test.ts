import { expect, onTestFinished, test } from 'vitest';
import { createSubscribed, publishEvents } from '../../../test/deliveries.ts';
import { testStart, useDatabase } from '../../../test/db.ts';
import { completed } from '../../../test/portal.ts';
import { addSeconds } from '../../lib/clock.ts';
import { newTimeOrderedId } from '../../lib/ids.ts';
import { claimDue } from '../claim.ts';
import { takeProbes } from './health.ts';

const database = useDatabase();
const after = (seconds: number): Date => addSeconds(testStart, seconds);

/** A webhook with a delivery that waits, and what is known of its health. */
async function waitingFor(health: object) {
  const { db } = database.current;
  const { tenantId, webhooks } = await createSubscribed(db, 'https://receiver.test/');
  await publishEvents(db, { tenantId }, testStart);
  const webhookId = webhooks[completed];
  await db
    .insertInto('webhook_health')
    .values({ webhook_id: webhookId, ...health })
    .execute();
  return { tenantId, webhookId };
}

test('a probe that another process is taking at this moment is left to it, without waiting', async () => {
  const { pool } = database.current;
  const { webhookId } = await waitingFor({ circuit: 'open', opened_at: testStart, probe_at: after(10) });
  const other = await pool.connect();
  onTestFinished(() => other.release());
  await other.query('begin');
  await other.query('select from webhook_health where webhook_id = $1 for update', [webhookId]);
  expect(await takeProbes(pool, after(10))).toEqual([]);
  await other.query('rollback');
  expect(await takeProbes(pool, after(10))).toEqual([webhookId]);
});

test('of an endpoint that asked to wait nothing is claimed by a process that does not know it', async () => {
  const { pool } = database.current;
  const lane = await waitingFor({ throttled_until: after(30) });
  const claim = (now: Date, isTrusted: boolean) =>
    claimDue(pool, {
      now,
      lanes: [{ ...lane, share: 8, isTrusted }],
      leaseUntil: addSeconds(now, 60),
      leaseId: newTimeOrderedId(now),
    });
  expect(await claim(after(29), false)).toEqual([]);
  expect(await claim(after(30), false)).toHaveLength(1);
});
