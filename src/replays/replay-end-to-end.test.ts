import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { attemptsOf, deliveriesOf, queueOf, startTestWorker } from '../../test/deliveries.ts';
import { until } from '../../test/fieldhook-process.ts';
import { startReceiver } from '../../test/receiver.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';

const database = useDatabase();
let db: Db;

beforeEach(async () => {
  ({ db } = database.current);
  await db.deleteFrom('delivery_queue').execute();
  await db.deleteFrom('replays').execute();
});

interface Sending extends ReplayScene {
  /** Resolves, when called, once the worker has stopped and everything is recorded. */
  startSending(): () => Promise<void>;
  /** Until the worker has looked for work some times more. */
  rounds(): Promise<void>;
  answer(status: number): void;
  sent(): number;
}

/** A receiver that answers as it is told, a tenant and an app for it, and a worker that sends once it is started. */
async function setScene(status = 204): Promise<Sending> {
  let answering = status;
  let looks = 0;
  const receiver = await startReceiver((res) => void res.writeHead(answering).end());
  onTestFinished(() => receiver.close());
  const scene = await setReplayScene(db, receiver.origin);
  return Object.assign(scene, {
    startSending: () => {
      const clock = () => {
        looks += 1;
        return scene.clock.now();
      };
      const worker = startTestWorker(database.current.pool, [receiver.origin], clock);
      return () => worker.stop();
    },
    rounds: async () => {
      const enough = looks + 5;
      await until(async () => looks >= enough);
    },
    answer: (next: number) => void (answering = next),
    sent: () => receiver.received.length,
  });
}

const untilQueued = (scene: ReplayScene, count: number) =>
  until(async () => (await queueOf(db, scene.subscribed.tenantId)).length === count);
const attempts = (scene: ReplayScene) => attemptsOf(db, scene.subscribed.tenantId);
const healthOf = (scene: ReplayScene) =>
  db
    .selectFrom('webhook_health')
    .selectAll()
    .where('webhook_id', '=', scene.subscribed.webhooks['tn.sp.session-completed'])
    .executeTakeFirst();

describe('one delivery, sent again by a real worker', () => {
  test('is delivered under the same ids with a fresh signature, and the log says that it was a replay', async () => {
    const scene = await setScene();
    const [id] = await scene.past('failed');
    scene.startSending();
    scene.clock.advance(86_400);
    const { replayId } = (await scene.call('POST', `/deliveries/${id}/replay`)).json<{ replayId: string }>();
    await untilQueued(scene, 0);
    const { log, body, ...shown } = (await scene.call('GET', `/deliveries/${id}`)).json<{
      log: { requestHeaders: Record<string, string> }[];
      body: string;
    }>();
    expect(shown).toMatchObject({ state: 'delivered', reason: null, attempts: 0, replaying: false });
    expect(log).toMatchObject([{ number: null, replayId, status: 204, error: null }]);
    expect(log[0]?.requestHeaders).toMatchObject({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(scene.clock.now().getTime() / 1_000)),
    });
    expect(JSON.parse(body)).toMatchObject({ id });
    expect(scene.sent()).toBe(1);
  });

  test('that fails again stays what it was, is sent once only, and is not held against the endpoint', async () => {
    const scene = await setScene(500);
    const [id] = await scene.past('failed');
    const stop = scene.startSending();
    await scene.call('POST', `/deliveries/${id}/replay`);
    await untilQueued(scene, 0);
    expect(await deliveriesOf(db, scene.subscribed.tenantId)).toMatchObject([
      { state: 'failed', reason: 'retries_exhausted', attempts: 0 },
    ]);
    expect(await attempts(scene)).toMatchObject([{ number: null, error: 'unexpected_status' }]);
    scene.clock.advance(3_600);
    await scene.rounds();
    expect(scene.sent()).toBe(1);
    // What it knows of endpoints is written at the latest when it stops.
    await stop();
    const health = await healthOf(scene);
    expect([health?.failing_since ?? null, health?.failed_attempts ?? 0]).toEqual([null, 0]);
  });

  test('that waits for its retry and fails keeps its retry at the old time, which counts as before', async () => {
    const scene = await setScene(500);
    const [id] = await scene.past('pending');
    scene.startSending();
    await until(async () => (await queueOf(db, scene.subscribed.tenantId))[0]?.attempts === 1);
    const [{ due_at: dueAt } = { due_at: null }] = await queueOf(db, scene.subscribed.tenantId);
    expect((await scene.call('POST', `/deliveries/${id}/replay`)).statusCode).toBe(202);
    await until(async () => (await attempts(scene)).length === 2);
    expect(await queueOf(db, scene.subscribed.tenantId)).toMatchObject([
      { due_at: dueAt, replay_id: null, resume_at: null, attempts: 1, ready: false },
    ]);
    expect(await deliveriesOf(db, scene.subscribed.tenantId)).toMatchObject([
      { state: 'pending', attempts: 1 },
    ]);
    scene.answer(204);
    await scene.rounds();
    expect(scene.sent()).toBe(2);
    scene.clock.advance(11);
    await untilQueued(scene, 0);
    expect(await deliveriesOf(db, scene.subscribed.tenantId)).toMatchObject([
      { state: 'delivered', attempts: 2 },
    ]);
    const numbers = (await attempts(scene)).map(({ number }) => number);
    expect(numbers.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([null, 1, 2]);
  });

  test('whose consent is withdrawn before its turn is not sent, and stays what it was', async () => {
    const scene = await setReplayScene(db, 'http://127.0.0.1:9');
    const [id] = await scene.past('failed');
    await scene.call('POST', `/deliveries/${id}/replay`);
    await db.updateTable('connections').set({ disabled_at: scene.clock.now() }).execute();
    startTestWorker(database.current.pool, ['http://127.0.0.1:9'], scene.clock.now);
    await untilQueued(scene, 0);
    expect(await deliveriesOf(db, scene.subscribed.tenantId)).toMatchObject([{ state: 'failed' }]);
    expect(await attempts(scene)).toEqual([]);
  });
});

describe('many', () => {
  test('are delivered, failed again and counted exactly', async () => {
    const scene = await setScene();
    const ids = await scene.past('failed', 12);
    scene.startSending();
    scene.clock.advance(1);
    const { id } = await scene.replay({ perSecond: 8 });
    scene.clock.advance(1);
    scene.answer(500);
    await scene.work();
    await untilQueued(scene, 0);
    expect(await scene.read(id)).toMatchObject({ progress: { queued: 12, delivered: 0, failed: 12 } });
    scene.answer(204);
    const again = await scene.replay({});
    await scene.work();
    await untilQueued(scene, 0);
    await scene.work();
    expect(await scene.read(again.id)).toMatchObject({
      state: 'done',
      progress: { queued: 12, delivered: 12, failed: 0, waiting: 0, skipped: {} },
    });
    expect(await attempts(scene)).toHaveLength(24);
    expect(scene.sent()).toBe(24);
    const states = await deliveriesOf(db, scene.subscribed.tenantId);
    expect(states.map(({ id: one, state }) => [one, state])).toEqual(
      ids.toSorted().map((one) => [one, 'delivered']),
    );
  });

  test(
    'are queued once each although the processes that queue them are killed again and again',
    { timeout: 60_000 },
    async () => {
      const scene = await setReplayScene(db);
      const ids = await scene.past('failed', 120);
      scene.clock.advance(1);
      const job = await scene.replay({ perSecond: 40 });
      await db
        .updateTable('replays')
        .set({ metered_until: addSeconds(new Date(), 0), next_at: new Date() })
        .where('id', '=', job.id)
        .execute();
      const fixture = join(import.meta.dirname, 'run-worker.fixture.ts');
      const count = async () => (await queueOf(db, scene.subscribed.tenantId)).length;
      let kills = 0;
      while ((await scene.read(job.id)).state === 'queueing') {
        const child = spawn(process.execPath, [fixture, '--database', database.current.url]);
        onTestFinished(() => void child.kill('SIGKILL'));
        const before = await count();
        await until(async () => (await count()) > before || (await scene.read(job.id)).state !== 'queueing');
        child.kill('SIGKILL');
        await once(child, 'exit');
        kills += 1;
      }
      expect(kills).toBeGreaterThan(2);
      const queue = await queueOf(db, scene.subscribed.tenantId);
      expect(queue.map((row) => row.delivery_id)).toEqual(ids.toSorted());
      expect(await scene.read(job.id)).toMatchObject({
        progress: { queued: 120, waiting: 120, skipped: {} },
      });
    },
  );
});
