import { expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import {
  createSubscribed,
  deliveriesOf,
  publishEvents,
  queueOf,
  startTestWorker,
} from '../../test/deliveries.ts';
import { completed } from '../../test/portal.ts';
import { startReceiver } from '../../test/receiver.ts';
import { until } from '../../test/fieldhook-process.ts';
import { addSeconds } from '../lib/clock.ts';
import { showHealth } from './show-health.ts';
import { watchHealth } from './watch.ts';

const database = useDatabase();

test('a real 410 disables the webhook, and at once ends even what would have waited for hours', async () => {
  const { db, pool } = database.current;
  const clock = new TestClock();
  const receiver = await startReceiver((res) => void res.writeHead(410).end());
  const app = await createSubscribed(db, receiver.origin);
  await publishEvents(db, app, clock.now());
  await db
    .updateTable('delivery_queue')
    .set({ ready: false, due_at: addSeconds(clock.now(), 36_000) })
    .execute();
  const goneHeard = Promise.withResolvers<void>();
  startTestWorker(pool, [receiver.origin], clock.now, { onGone: () => goneHeard.resolve() });
  await publishEvents(db, app, clock.now());
  await goneHeard.promise;
  await watchHealth({ db, clock: clock.now });
  const skipped = { state: 'skipped', reason: 'webhook_disabled' };
  expect(await deliveriesOf(db, app.tenantId)).toMatchObject([skipped, skipped]);
  expect(await queueOf(db, app.tenantId)).toEqual([]);
  expect(receiver.received).toHaveLength(1);
  const lines = await db
    .selectFrom('audit_log')
    .selectAll()
    .where('action', '=', 'webhook.disabled')
    .execute();
  expect(lines).toMatchObject([{ actor: 'system', app_id: app.appId, detail: { reason: 'gone' } }]);
  await receiver.close();
});

test('what a real worker sees is what the portal shows and the watch goes by', async () => {
  const { db, pool } = database.current;
  const clock = new TestClock();
  const receiver = await startReceiver((res) => void res.writeHead(500).end());
  const app = await createSubscribed(db, receiver.origin);
  const id = app.webhooks[completed];
  await publishEvents(db, app, clock.now(), 25);
  startTestWorker(pool, [receiver.origin], clock.now);
  const health = async () => (await showHealth(db, [{ id, disabled_at: null }], clock.now())).get(id)!;
  await until(async () => (await health()).circuit === 'open');
  const { failingSince, willBeDisabledAt, lastError } = await health();
  const since = new Date(failingSince!);
  expect(since.getTime() - clock.now().getTime()).toBeLessThan(5_000);
  expect(willBeDisabledAt).toBe(addSeconds(since, 5 * 86_400).toISOString());
  expect(lastError).toMatchObject({ code: 'unexpected_status' });
  expect((await health()).failedAttempts).toBeGreaterThanOrEqual(20);
  clock.advance(86_400 + 5);
  await watchHealth({ db, clock: clock.now });
  const notices = await db
    .selectFrom('webhook_notices')
    .select(['kind', 'since'])
    .where('webhook_id', '=', id)
    .execute();
  expect(notices).toEqual([{ kind: 'failing_1_day', since }]);
  await receiver.close();
});
