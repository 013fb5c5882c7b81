import { setTimeout as delay } from 'node:timers/promises';
import type { QueryConfig } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createSubscribed, publishEvents, queueOf, startTestWorker } from '../../test/deliveries.ts';
import { useDatabase } from '../../test/db.ts';
import { completed } from '../../test/portal.ts';
import { startReceiver } from '../../test/receiver.ts';
import { addSeconds } from '../lib/clock.ts';

const database = useDatabase(20);

test('what gets no slot of its rate limit in time is handed back, holds nothing up, and is sent when there are slots again', async () => {
  const { db, pool } = database.current;
  const [receiver, free] = [await startReceiver(), await startReceiver()];
  onTestFinished(async () => void (await Promise.all([receiver.close(), free.close()])));
  const limited = await createSubscribed(db, receiver.origin, { rate_limit_per_second: 10 });
  const other = await createSubscribed(db, free.origin);
  const webhookId = limited.webhooks[completed];
  // As many processes would have it that each wait for a slot.
  await db
    .insertInto('webhook_health')
    .values({ webhook_id: webhookId, next_slot_at: addSeconds(new Date(), 3_600) })
    .execute();
  await publishEvents(db, limited, new Date(), 3);
  await publishEvents(db, other, new Date());
  let asked = 0;
  const watched = new Proxy(pool, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name) as unknown;
      return (query: QueryConfig) => {
        if (query.name === 'reserve_slots') asked += 1;
        return target.query(query);
      };
    },
  });
  startTestWorker(watched, [receiver.origin, free.origin], () => new Date());
  await free.arrived(1);
  // Again and again, but not in a tight loop.
  while (asked < 2) await delay(10);
  while ((await queueOf(db, limited.tenantId)).some(({ lease_id }) => lease_id !== null)) await delay(10);
  expect(receiver.received).toEqual([]);
  await db
    .updateTable('webhook_health')
    .set({ next_slot_at: null })
    .where('webhook_id', '=', webhookId)
    .execute();
  await receiver.arrived(3);
});
