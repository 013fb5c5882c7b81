import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createSubscribed, deliveriesOf, queueOf } from '../../test/deliveries.ts';
import { createScheduler } from '../../test/factories.ts';
import {
  complaintsIn,
  completeVisit,
  startFieldhook,
  testSecretKeys,
  until,
} from '../../test/fieldhook-process.ts';
import { startReceiver } from '../../test/receiver.ts';

const database = useDatabase();

test('two api and two worker processes on one database deliver each completion once', async () => {
  const { db, pool, url } = database.current;
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const subscribed = await createSubscribed(db, receiver.origin);
  const scheduler = { ...subscribed, schedulerId: await createScheduler(db, subscribed) };
  const env = {
    DATABASE_URL: url,
    SECRET_KEYS: testSecretKeys,
    DELIVERY_ALLOWED_ORIGINS: receiver.origin,
    EVENT_SOURCE: 'http://fieldhook.test',
  };
  const apis = await Promise.all([startFieldhook(env, 'api'), startFieldhook(env, 'api')]);

  // Without a worker it waits.
  await completeVisit(apis[0], scheduler);
  expect(await queueOf(db, subscribed.tenantId)).toHaveLength(1);
  const workers = await Promise.all([startFieldhook(env, 'worker'), startFieldhook(env, 'worker')]);
  await receiver.arrived(1);
  await until(async () => {
    const { rows } = await pool.query(
      "select from pg_stat_activity where datname = current_database() and application_name = 'fieldhook wake-ups'",
    );
    return rows.length === workers.length;
  });

  const visits = Array.from({ length: 10 }, (_, index) =>
    completeVisit(index % 2 === 0 ? apis[0] : apis[1], scheduler),
  );
  const sessionIds = await Promise.all(visits);
  await receiver.arrived(11);
  await until(async () => (await queueOf(db, subscribed.tenantId)).length === 0);
  const bodies = receiver.received.map(({ body }) => body.toString());
  for (const sessionId of sessionIds) {
    expect(bodies.filter((body) => body.includes(sessionId))).toHaveLength(1);
  }
  const deliveries = await deliveriesOf(db, subscribed.tenantId);
  expect(deliveries.map(({ state, attempts }) => [state, attempts])).toEqual(
    deliveries.map(() => ['delivered', 1]),
  );
  const exits = await Promise.all([...apis, ...workers].map((one) => one.end('SIGTERM')));
  expect(exits.map((exit) => [exit.code, complaintsIn(exit)])).toEqual(exits.map(() => [0, []]));
});
