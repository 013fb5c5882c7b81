import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { attemptsOf, createSubscribed, deliveriesOf, queueOf } from '../../test/deliveries.ts';
import { createScheduler } from '../../test/factories.ts';
import {
  complaintsIn,
  completeVisit,
  type FieldhookProcess,
  openVisit,
  startFieldhook,
  testSecretKeys,
  until,
  untilItRefuses,
} from '../../test/fieldhook-process.ts';
import { type Receiver, startReceiver } from '../../test/receiver.ts';

const database = useDatabase();

/** A started fieldhook, and a tenant whose app's server is `receiver`. */
async function setScene(receiver: Receiver, env: Record<string, string> = {}) {
  onTestFinished(() => receiver.close());
  const { db, url } = database.current;
  const subscribed = await createSubscribed(db, receiver.origin);
  const schedulerId = await createScheduler(db, subscribed);
  const fieldhook = await startFieldhook({
    DATABASE_URL: url,
    SECRET_KEYS: testSecretKeys,
    DELIVERY_ALLOWED_ORIGINS: receiver.origin,
    ...env,
  });
  return { db, fieldhook, tenantId: subscribed.tenantId, scheduler: { ...subscribed, schedulerId } };
}

/** A receiver that answers when the test says so. */
async function startHeldReceiver() {
  const held: ServerResponse[] = [];
  const receiver = await startReceiver((res) => void held.push(res));
  const answerAll = (): void => {
    for (const res of held.splice(0)) res.writeHead(204).end();
  };
  return { receiver, answerAll };
}

/** Sends the signal again and again, as an impatient person does. */
async function insist(fieldhook: FieldhookProcess, signal: NodeJS.Signals): Promise<void> {
  await until(() =>
    Promise.race([
      fieldhook.end(signal).then(() => true),
      new Promise<false>((resolve) => setImmediate(resolve, false)),
    ]),
  );
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'at %s it accepts nothing more, finishes the webhook under way, records it, and exits with 0',
  async (signal) => {
    const { receiver, answerAll } = await startHeldReceiver();
    const { db, fieldhook, tenantId, scheduler } = await setScene(receiver);
    await completeVisit(fieldhook, scheduler);
    await receiver.arrived(1);
    const ended = fieldhook.end(signal);
    await untilItRefuses(fieldhook);
    expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'pending', attempts: 0 }]);
    answerAll();
    const exit = await ended;
    expect([exit.code, complaintsIn(exit)]).toEqual([0, []]);
    expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    expect(await attemptsOf(db, tenantId)).toMatchObject([{ number: 1, status: 204 }]);
  },
);

test('a completion under way at the stop is answered and kept', async () => {
  const { receiver, answerAll } = await startHeldReceiver();
  const { db, fieldhook, tenantId, scheduler } = await setScene(receiver);
  const visit = await openVisit(fieldhook, scheduler);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: setLocked } = Promise.withResolvers<void>();
  const locking = db.transaction().execute(async (trx) => {
    await trx.selectFrom('sessions').select('id').where('id', '=', visit.sessionId).forUpdate().execute();
    await trx
      .selectFrom('session_pulses')
      .select('session_id')
      .where('session_id', '=', visit.sessionId)
      .forUpdate()
      .execute();
    setLocked();
    await released;
  });
  await locked;
  const answer = visit.complete();
  await until(async () => {
    const { rows } = await database.current.pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rows.length === 1;
  });
  const ended = fieldhook.end('SIGTERM');
  await untilItRefuses(fieldhook);
  release();
  await locking;
  expect((await answer).status).toBe(200);
  answerAll();
  const exit = await ended;
  expect([exit.code, complaintsIn(exit)]).toEqual([0, []]);
  // Its webhook is sent by whoever works next: the stopping process starts no POST any more.
  expect(await queueOf(db, tenantId)).toMatchObject([{ attempts: 0, lease_id: null }]);
});

test('a receiver that never answers does not hold the stop up beyond SHUTDOWN_TIMEOUT_SECONDS', async () => {
  const { receiver } = await startHeldReceiver();
  const { db, fieldhook, tenantId, scheduler } = await setScene(receiver, { SHUTDOWN_TIMEOUT_SECONDS: '1' });
  await completeVisit(fieldhook, scheduler);
  await receiver.arrived(1);
  const startedAt = performance.now();
  const exit = await fieldhook.end('SIGTERM');
  expect(performance.now() - startedAt).toBeGreaterThan(950);
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(exit.code).toBe(0);
  expect(complaintsIn(exit)).toEqual([expect.stringContaining('will be sent again')]);
  expect(await queueOf(db, tenantId)).toMatchObject([{ attempts: 0, lease_id: expect.any(String) }]);
});

test('a second signal ends it at once, and two that come together, as npm makes them of a Ctrl-C, are one', async () => {
  const { receiver, answerAll } = await startHeldReceiver();
  const { fieldhook, scheduler } = await setScene(receiver);
  await completeVisit(fieldhook, scheduler);
  await receiver.arrived(1);
  const startedAt = performance.now();
  await insist(fieldhook, 'SIGTERM');
  expect((await fieldhook.exited).code).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(5_000);

  const patient = await setScene(receiver);
  await completeVisit(patient.fieldhook, patient.scheduler);
  await receiver.arrived(2);
  const ended = patient.fieldhook.end('SIGINT');
  process.kill(patient.fieldhook.pid, 'SIGINT');
  process.kill(patient.fieldhook.pid, 'SIGTERM');
  await untilItRefuses(patient.fieldhook);
  answerAll();
  expect((await ended).code).toBe(0);
});
