import { getEventListeners } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { asOwner, useDatabase } from '../../test/db.ts';
import { Wakeable } from './due-loop.ts';
import { silentLog } from './log.ts';
import { createNotifier, listenForWakeUps } from './wake-ups.ts';

const database = useDatabase();

function listen(url: string) {
  const stopping = new AbortController();
  const woken = new Wakeable();
  let wakeUps = 0;
  const onWakeUp = (): void => {
    wakeUps += 1;
    woken.wake();
  };
  const running = listenForWakeUps(url, onWakeUp, silentLog, stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  onTestFinished(stop);
  return { stop, stopping, wakeUps: () => wakeUps, woken };
}

/** The backends that listen; waits until there is one other than `except`. */
async function listenerPid(except = 0): Promise<number> {
  for (;;) {
    const { rows } = await database.current.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and pid <> $1 and state = 'idle'
       and application_name = 'fieldhook wake-ups' and query = 'listen fieldhook_due'`,
      [except],
    );
    if (rows[0] !== undefined) return rows[0].pid;
  }
}

test('a notification from another connection arrives', async () => {
  const { woken, wakeUps } = listen(database.current.url);
  await listenerPid();
  createNotifier(database.current.pool, silentLog)();
  await woken.rest(5_000);
  expect(wakeUps()).toBe(1);
});

test('many notifications in a moment are one', async () => {
  const { woken, wakeUps } = listen(database.current.url);
  await listenerPid();
  const notify = createNotifier(database.current.pool, silentLog);
  for (let index = 0; index < 1_000; index += 1) notify();
  await woken.rest(5_000);
  // A query after the wake-up would be answered after any second notification sent with it.
  await database.current.pool.query('select 1');
  expect(wakeUps()).toBe(1);
});

test('a listener whose connection is killed connects anew, again and again, and leaves nothing behind', async () => {
  const { woken, wakeUps, stopping } = listen(database.current.url);
  let pid = await listenerPid();
  for (let round = 1; round <= 2; round += 1) {
    await asOwner(database.current.url, 'select pg_terminate_backend($1)', [pid]);
    pid = await listenerPid(pid);
    createNotifier(database.current.pool, silentLog)();
    await woken.rest(5_000);
    expect(wakeUps()).toBe(round);
  }
  expect(getEventListeners(stopping.signal, 'abort').length).toBeLessThanOrEqual(1);
});

test('a stop ends it at once, connected or not', async () => {
  const connected = listen(database.current.url);
  await listenerPid();
  const from = performance.now();
  await connected.stop();
  const refused = listen('postgresql://127.0.0.1:1/none');
  await refused.stop();
  expect(performance.now() - from).toBeLessThan(2_000);
});

test('a server that accepts and says nothing does not hold a stop up for long', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { stop } = listen(`postgresql://127.0.0.1:${port}/none`);
  const from = performance.now();
  await stop();
  expect(performance.now() - from).toBeLessThan(3_000);
});

test('notifying without a database is no error', async () => {
  const pool = new pg.Pool({ connectionString: 'postgresql://127.0.0.1:1/none' });
  const warned = Promise.withResolvers<void>();
  const log = { ...silentLog, warn: () => warned.resolve() } as typeof silentLog;
  createNotifier(pool, log)();
  // The notifier's own timer keeps no process alive; here one must.
  const alive = setTimeout(() => undefined, 5_000);
  await warned.promise;
  clearTimeout(alive);
  await pool.end();
});
