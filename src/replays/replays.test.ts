import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { consentSince } from '../../test/feed.ts';
import { lastHour, type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';
import { takeDueStep } from './replay-loop.ts';

const database = useDatabase();
let scene: ReplayScene;
let db: Db;

beforeEach(async () => {
  ({ db } = database.current);
  await db.deleteFrom('delivery_queue').execute();
  await db.deleteFrom('replays').execute();
  scene = await setReplayScene(db);
});

const queued = async () => {
  const rows = await db
    .selectFrom('delivery_queue')
    .select(['delivery_id', 'replay_id'])
    .orderBy('delivery_id')
    .execute();
  return rows.map((row) => row.delivery_id);
};
const step = () => takeDueStep({ db, clock: scene.clock.now, log: silentLog, onCommitted: () => undefined });

/** What a worker does with what is queued: all of it is attempted, and this is what comes of it. */
async function attemptAll(error: string | null): Promise<number> {
  const { rows } = await sql`
    with gone as (delete from delivery_queue returning *)
    insert into attempts (tenant_id, delivery_id, id, started_at, url, replay_id, error)
    select tenant_id, delivery_id, gen_random_uuid(), ${scene.clock.now()}, 'https://x.test', replay_id, ${error} from gone
    returning delivery_id`.execute(db);
  return rows.length;
}

describe('a replay by filter', () => {
  test('queues what failed or was skipped, unless other states are named, and says how far it is', async () => {
    const failed = await scene.past('failed', 3);
    const skipped = await scene.past('skipped', 2);
    await scene.past('delivered', 2);
    await scene.past('pending', 1);
    await db.deleteFrom('delivery_queue').execute();
    scene.clock.advance(1);
    const { id, ...begun } = await scene.replay({});
    expect(begun).toMatchObject({
      kind: 'replay',
      state: 'queueing',
      total: 5,
      isTotalExact: true,
      perSecond: 50,
      createdBy: { name: 'Robin Reed', email: scene.developer.email },
      progress: { queued: 0, waiting: 0, delivered: 0, failed: 0, takenBack: 0, skipped: {} },
    });
    await scene.work();
    expect(await queued()).toEqual([...failed, ...skipped].toSorted());
    expect(await scene.read(id)).toMatchObject({
      state: 'sending',
      progress: { queued: 5, waiting: 5, delivered: 0, failed: 0 },
    });
    expect(await attemptAll(null)).toBe(5);
    await scene.work();
    expect(await scene.read(id)).toMatchObject({
      state: 'done',
      finishedAt: expect.any(String),
      progress: { queued: 5, waiting: 0, delivered: 5, failed: 0, skipped: {} },
    });
    // It is kept when the log is not.
    await db.deleteFrom('attempts').execute();
    expect(await scene.read(id)).toMatchObject({ progress: { delivered: 5 } });
    expect(await scene.audit()).toMatchObject([
      { action: 'replay.started', detail: { replayId: id, total: 5 } },
    ]);
  });

  test('is previewed exactly, by state, without doing anything', async () => {
    await scene.past('failed', 3);
    await scene.past('delivered', 2);
    scene.clock.advance(1);
    const preview = async (body: object) =>
      (
        await scene.call('POST', '/replays/preview', { ...lastHour(scene.clock.now()), ...body })
      ).json<object>();
    expect(await preview({})).toEqual({
      total: 3,
      isExact: true,
      byState: { failed: 3, skipped: 0, delivered: 0 },
      refused: { among: 3, byReason: {} },
    });
    expect(await preview({ states: ['failed', 'delivered'] })).toMatchObject({ total: 5 });
    expect(await queued()).toEqual([]);
    expect(await scene.audit()).toEqual([]);
    expect((await scene.call('GET', '/replays')).json()).toEqual({ data: [], nextCursor: null });
  });

  test('keeps to its time, tenant, event type and reason', async () => {
    const other = {
      ...(await createTenant(db)),
      appId: scene.subscribed.appId,
      webhooks: scene.subscribed.webhooks,
    };
    await connect(db, other, other);
    await consentSince(db, other, addSeconds(scene.clock.now(), -86_400));
    await scene.past('failed', 2);
    const [late] = await scene.past('failed', 1, other);
    scene.clock.advance(10);
    const [later] = await scene.past('skipped', 1, other);
    const now = scene.clock.now();
    const total = async (body: object) => (await scene.replay(body)).total;
    expect(await total({ tenantId: other.tenantId })).toBe(2);
    expect(await total({ from: addSeconds(now, -5).toISOString() })).toBe(1);
    expect(await total({ until: addSeconds(now, -5).toISOString() })).toBe(3);
    expect(await total({ reasons: ['webhook_disabled'] })).toBe(1);
    expect(await total({ eventType: 'tn.sp.session-abandoned-qualified' })).toBe(0);
    await db.deleteFrom('replays').execute();
    const { id } = await scene.replay({ tenantId: other.tenantId });
    await scene.work();
    expect(await queued()).toEqual([late, later]);
    expect(await scene.read(id)).toMatchObject({ progress: { queued: 2 } });
  });

  test('queues no more than it may per second, however often and by however many processes it is asked', async () => {
    await scene.past('failed', 40);
    scene.clock.advance(1);
    await scene.replay({ perSecond: 10 });
    const counts: number[] = [];
    for (let tenth = 0; tenth < 20; tenth += 1) {
      scene.clock.advance(0.1);
      await Promise.all(Array.from({ length: 4 }, step));
      counts.push((await queued()).length);
    }
    expect(counts.at(9)).toBeLessThanOrEqual(10);
    expect(counts.at(19)).toBeLessThanOrEqual(20);
    expect(counts.at(19)).toBeGreaterThanOrEqual(18);
    // After a standstill there is no flood.
    scene.clock.advance(3_600);
    while ((await step()) === 'more');
    expect((await queued()).length).toBeLessThanOrEqual(30);
  });

  test('goes on where it was when a process dies in the middle: none twice, none missing', async () => {
    const ids = await scene.past('failed', 30);
    scene.clock.advance(1);
    await scene.replay({ perSecond: 20 });
    scene.clock.advance(0.5);
    await step();
    const before = await queued();
    expect(before).toEqual(ids.toSorted().slice(0, 10));
    // What it had begun goes with it.
    scene.clock.advance(0.5);
    const dying = db.transaction().execute(async (trx) => {
      await takeDueStep({
        db: { transaction: () => ({ execute: (work: (trx: Db) => Promise<unknown>) => work(trx) }) } as never,
        clock: scene.clock.now,
        log: silentLog,
        onCommitted: () => undefined,
      });
      expect(await trx.selectFrom('delivery_queue').select('delivery_id').execute()).toHaveLength(20);
      throw new Error('killed');
    });
    await expect(dying).rejects.toThrow('killed');
    expect(await queued()).toEqual(before);
    await scene.work();
    expect(await queued()).toEqual(ids.toSorted());
  });

  test('leaves out what has no consent by now and says why, and asks anew for each', async () => {
    const ids = await scene.past('failed', 4);
    scene.clock.advance(1);
    const { id } = await scene.replay({ perSecond: 2 });
    scene.clock.advance(1);
    await step();
    expect(await queued()).toHaveLength(2);
    await db.updateTable('connections').set({ disabled_at: scene.clock.now() }).execute();
    await scene.work();
    expect(await queued()).toEqual(ids.toSorted().slice(0, 2));
    // What was queued before is refused when it is due, without an attempt.
    await db.deleteFrom('delivery_queue').execute();
    await scene.work();
    expect(await scene.read(id)).toMatchObject({
      state: 'done',
      progress: {
        queued: 2,
        delivered: 0,
        failed: 0,
        skipped: { connection_disabled: 2, refused_when_due: 2 },
      },
    });
  });

  test('gets on by a bounded number of deliveries at a time, however few of them fit', async () => {
    const { tenantId, appId, webhooks } = scene.subscribed;
    await scene.past('failed', 1);
    await sql`
      insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, created_at, finished_at)
      select ${tenantId}, (substr(uuid_floor(at)::text, 1, 14) || substr(gen_random_uuid()::text, 15))::uuid,
        gen_random_uuid(), ${webhooks['tn.sp.session-completed']}, ${appId}, 'delivered', at, at
      from generate_series(1, 6000) n
      cross join lateral (select ${scene.clock.now()}::timestamptz - interval '1 minute' + n * interval '1 ms' as at) i`.execute(
      db,
    );
    scene.clock.advance(1);
    const { id, total } = await scene.replay({});
    expect(total).toBe(1);
    scene.clock.advance(1);
    await step();
    expect(await queued()).toEqual([]);
    await step();
    expect(await queued()).toHaveLength(1);
    expect(await scene.read(id)).toMatchObject({ state: 'sending' });
  });

  test('leaves a delivery alone that is being replayed already', async () => {
    const [id] = await scene.past('failed', 2);
    scene.clock.advance(1);
    const { replayId } = (await scene.call('POST', `/deliveries/${id}/replay`)).json<{ replayId: string }>();
    const job = await scene.replay({});
    await scene.work();
    const rows = await db.selectFrom('delivery_queue').selectAll().where('delivery_id', '=', id!).execute();
    expect(rows).toMatchObject([{ replay_id: replayId }]);
    expect(await scene.read(job.id)).toMatchObject({
      progress: { queued: 1, skipped: { already_replaying: 1 } },
    });
  });

  test('counts what failed again, and not what was our own fault', async () => {
    await scene.past('failed', 3);
    scene.clock.advance(1);
    const { id } = await scene.replay({});
    await scene.work();
    await attemptAll('connection_refused');
    await sql`
      insert into attempts (tenant_id, delivery_id, id, started_at, url, replay_id, error)
      select tenant_id, delivery_id, gen_random_uuid(), started_at, url, replay_id, 'worker_lost' from attempts`.execute(
      db,
    );
    await scene.work();
    expect(await scene.read(id)).toMatchObject({
      state: 'done',
      progress: { failed: 3, delivered: 0, skipped: {} },
    });
  });

  test('shares the worker with other jobs, in turns', async () => {
    await scene.past('failed', 20);
    const other = await setReplayScene(db);
    const theirs = await other.past('failed', 3);
    scene.clock.advance(1);
    await scene.replay({ perSecond: 1 });
    other.clock.advance(1);
    await other.replay({ perSecond: 1_000 });
    scene.clock.advance(1);
    while ((await step()) === 'more');
    expect(await queued()).toEqual(expect.arrayContaining(theirs));
  });
});
