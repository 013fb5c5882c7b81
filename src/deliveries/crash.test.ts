import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import {
  attemptsOf,
  createSubscribed,
  deliveriesOf,
  publishEvents,
  queueOf,
  startTestWorker,
} from '../../test/deliveries.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { startReceiver } from '../../test/receiver.ts';
import { addSeconds } from '../lib/clock.ts';

const database = useDatabase();

test('a worker process killed in the middle of its POSTs: a second one delivers them all after the lease, and the log says so', async () => {
  const { db, pool, url } = database.current;
  let isKilled = false;
  const receiver = await startReceiver((res) => {
    if (isKilled) res.writeHead(204).end();
  });
  onTestFinished(() => receiver.close());
  const { tenantId } = await createSubscribed(db, receiver.origin);
  await publishEvents(db, { tenantId }, testStart, 5);

  const fixture = join(import.meta.dirname, 'run-worker.fixture.ts');
  const child = spawn(process.execPath, [fixture, '--database', url, '--origin', receiver.origin]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await receiver.arrived(5);
  isKilled = true;
  child.kill('SIGKILL');
  await once(child, 'exit');
  const leases = new Set((await queueOf(db, tenantId)).map(({ lease_id }) => lease_id));

  let now = addSeconds(new Date(), 45);
  let rounds = 0;
  startTestWorker(pool, [receiver.origin], () => {
    rounds += 1;
    return now;
  });
  while (rounds < 12) await delay(10);
  expect(receiver.received).toHaveLength(5);
  now = addSeconds(new Date(), 61);
  await receiver.arrived(10);
  while ((await queueOf(db, tenantId)).length > 0) await delay(10);

  const deliveries = await deliveriesOf(db, tenantId);
  expect(deliveries.map(({ state, attempts }) => [state, attempts])).toEqual(
    Array.from({ length: 5 }, () => ['delivered', 1]),
  );
  const log = await attemptsOf(db, tenantId);
  const lost = log.filter(({ error }) => error === 'worker_lost');
  expect(lost).toHaveLength(5);
  expect(lost.every(({ id, number, status }) => leases.has(id) && number === null && status === null)).toBe(
    true,
  );
  expect(log.filter(({ number }) => number === 1)).toHaveLength(5);
});
