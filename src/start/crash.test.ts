import { expect, onTestFinished, test } from 'vitest';
import { attemptsOf, deliveriesOf, queueOf } from '../../test/deliveries.ts';
import {
  completeVisit,
  type Demo,
  openVisit,
  postgresPid,
  preparedDataDirectory,
  readDemo,
  startFieldhook,
  until,
} from '../../test/fieldhook-process.ts';
import { startReceiver } from '../../test/receiver.ts';
import { type Database, openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

function openDemoDatabase({ databaseUrl }: Demo): Database {
  const database = openDatabase({ url: databaseUrl, poolSize: 1, log: silentLog });
  onTestFinished(() => database.close());
  return database;
}

test('after kill -9 the next start on the data directory works, and delivers what was under way', async () => {
  const DATA_DIR = await preparedDataDirectory();
  let isKilled = false;
  const receiver = await startReceiver((res) => {
    if (isKilled) res.writeHead(204).end();
  });
  onTestFinished(() => receiver.close());
  const env = { DATA_DIR, DEMO_WEBHOOK_URL: receiver.origin };
  const first = await startFieldhook(env);
  const orphan = await postgresPid(DATA_DIR);
  await completeVisit(first, await readDemo(DATA_DIR));
  await receiver.arrived(1);
  await first.end('SIGKILL');
  isKilled = true;
  expect(await postgresPid(DATA_DIR)).toBe(orphan);

  const second = await startFieldhook(env);
  expect(await postgresPid(DATA_DIR)).not.toBe(orphan);
  const demo = await readDemo(DATA_DIR);
  const { db } = openDemoDatabase(demo);
  const [queued] = await queueOf(db, demo.tenantId);
  expect(queued).toMatchObject({ lease_id: expect.any(String), attempts: 0 });
  expect(receiver.received).toHaveLength(1);
  await db.updateTable('delivery_queue').set({ leased_until: new Date() }).execute();
  await until(async () => (await queueOf(db, demo.tenantId)).length === 0);
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    queued?.delivery_id,
    queued?.delivery_id,
  ]);
  expect(await deliveriesOf(db, demo.tenantId)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  expect(await attemptsOf(db, demo.tenantId)).toMatchObject([
    { id: queued?.lease_id, error: 'worker_lost', number: null },
    { error: null, number: 1, status: 204 },
  ]);
  expect((await second.end('SIGTERM')).code).toBe(0);
});

test('kill -9 of PostgreSQL alone: the process goes on, answers 503 meanwhile, and loses nothing', async () => {
  const DATA_DIR = await preparedDataDirectory();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const fieldhook = await startFieldhook({ DATA_DIR, DEMO_WEBHOOK_URL: receiver.origin });
  const demo = await readDemo(DATA_DIR);
  const visit = await openVisit(fieldhook, demo);
  const killed = await postgresPid(DATA_DIR);
  process.kill(killed ?? 0, 'SIGKILL');

  const answers: [number, string | null][] = [];
  await until(async () => {
    const { status, headers } = await visit.complete();
    answers.push([status, headers.get('retry-after')]);
    return status === 200;
  });
  for (const answer of answers.slice(0, -1)) expect(answer).toEqual([503, '2']);
  expect(await postgresPid(DATA_DIR)).not.toBe(killed);
  expect(fieldhook.output().stdout).toContain('PostgreSQL ended unexpectedly and is being restarted.');
  await receiver.arrived(1);
  const { db } = openDemoDatabase(demo);
  await until(async () => (await queueOf(db, demo.tenantId)).length === 0);
  expect(await deliveriesOf(db, demo.tenantId)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  const exit = await fieldhook.end('SIGTERM');
  expect(exit.code).toBe(0);
  expect(exit.stderr).not.toContain('unexpected error');
});

test('killed together with its PostgreSQL, it starts the next time as if nothing had been', async () => {
  const DATA_DIR = await preparedDataDirectory();
  const first = await startFieldhook({ DATA_DIR });
  const pid = await postgresPid(DATA_DIR);
  process.kill(pid ?? 0, 'SIGKILL');
  await first.end('SIGKILL');
  const second = await startFieldhook({ DATA_DIR });
  await completeVisit(second, await readDemo(DATA_DIR));
  expect((await second.end('SIGTERM')).code).toBe(0);
});
