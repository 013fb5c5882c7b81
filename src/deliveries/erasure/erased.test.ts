import { expect, test } from 'vitest';
import { testStart, useDatabase } from '../../../test/db.ts';
import {
  attemptsOf,
  claimAt,
  createSubscribed,
  deliveriesOf,
  deliverTo,
  publishEvents,
} from '../../../test/deliveries.ts';
import { recordResults } from '../record.ts';

const database = useDatabase();

test('a delivery whose payload is gone ends as cancelled: erased when it is claimed', async () => {
  const { db, pool } = database.current;
  const { tenantId } = await createSubscribed(db, 'https://receiver.test/hook');
  await publishEvents(db, { tenantId }, testStart);
  await db.updateTable('events').set({ body: null }).where('tenant_id', '=', tenantId).execute();
  const claimed = await claimAt(pool, testStart);
  expect(claimed).toMatchObject([{ withheld: 'erased' }]);
  const deliver = deliverTo([], () => testStart);
  await recordResults(pool, await Promise.all(claimed.map(deliver)));
  expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'cancelled', reason: 'erased' }]);
  expect(await attemptsOf(db, tenantId)).toEqual([]);
});
