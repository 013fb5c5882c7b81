import { expect, onTestFinished, test } from 'vitest';
import { createSubscribed, claimAt, deliveriesOf, publishEvents, queueOf } from '../../test/deliveries.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { completed } from '../../test/portal.ts';
import { endWithheld } from './end-withheld.ts';

const database = useDatabase();

test('what a claim holds at this moment, or has leased, is passed over and left to its worker; the rest ends', async () => {
  const { db, pool } = database.current;
  const { tenantId, webhooks } = await createSubscribed(db, 'https://receiver.test/');
  await publishEvents(db, { tenantId }, testStart, 4);
  const [leased] = await claimAt(pool, testStart, 1);
  const claiming = await pool.connect();
  onTestFinished(() => claiming.release());
  await claiming.query('begin');
  const { rows } = await claiming.query<{ delivery_id: string }>(
    'select delivery_id from delivery_queue where tenant_id = $1 and lease_id is null limit 1 for update',
    [tenantId],
  );
  const webhookId = webhooks[completed];
  await db
    .updateTable('webhooks')
    .set({ disabled_at: testStart, disabled_reason: 'paused' })
    .where('id', '=', webhookId)
    .execute();
  // It does not wait for the claim, which may be waiting for what this transaction holds.
  await db.transaction().execute(async (trx) => {
    await endWithheld(trx, { webhookId }, testStart);
  });
  await claiming.query('rollback');
  const left = [leased!.deliveryId, rows[0]!.delivery_id].toSorted();
  expect((await queueOf(db, tenantId)).map((row) => row.delivery_id).toSorted()).toEqual(left);
  const pending = (await deliveriesOf(db, tenantId)).filter(({ state }) => state === 'pending');
  expect(pending.map(({ id }) => id).toSorted()).toEqual(left);
});
