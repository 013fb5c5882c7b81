import { sql } from 'kysely';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createSubscribed, deliveriesOf, publishEvents, queueOf } from '../../test/deliveries.ts';
import { completed } from '../../test/portal.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { listEndedWithWaiting, listFailing } from './queries.ts';
import { watchHealth } from './watch.ts';

const database = useDatabase();
const DAY = 86_400;
let clock: TestClock;
let app: Awaited<ReturnType<typeof createSubscribed>>;
let webhookId: string;
let failingSince: Date;

beforeEach(async () => {
  clock = new TestClock();
  const { db } = database.current;
  // What other tests have left fails no more.
  await db.deleteFrom('webhook_health').execute();
  app = await createSubscribed(db, 'https://receiver.test/secret-path');
  webhookId = app.webhooks[completed];
  failingSince = clock.now();
});

const watch = (onNotice?: () => void) => watchHealth({ db: database.current.db, clock: clock.now, onNotice });
const webhook = () =>
  database.current.db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', webhookId)
    .executeTakeFirstOrThrow();
const notices = () =>
  database.current.db
    .selectFrom('webhook_notices')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .orderBy('at')
    .execute();
const audit = () =>
  database.current.db
    .selectFrom('audit_log')
    .select(['action', 'actor', 'person_id', 'detail', 'at'])
    .where('app_id', '=', app.appId)
    .where('action', '=', 'webhook.disabled')
    .execute();
const revision = async () =>
  (
    await database.current.db
      .selectFrom('apps')
      .select('revision')
      .where('id', '=', app.appId)
      .executeTakeFirstOrThrow()
  ).revision;

/** A failure now, and so many since the first. */
async function fail(failedAttempts: number): Promise<void> {
  const row = {
    failing_since: failingSince,
    failed_attempts: failedAttempts,
    last_failure_at: clock.now(),
    last_error: 'timeout',
  };
  await database.current.db
    .insertInto('webhook_health')
    .values({ webhook_id: webhookId, ...row })
    .onConflict((conflict) => conflict.column('webhook_id').doUpdateSet(row))
    .execute();
}

async function disable(reason: 'gone' | 'paused'): Promise<void> {
  await database.current.db
    .updateTable('webhooks')
    .set({ disabled_at: clock.now(), disabled_reason: reason })
    .where('id', '=', webhookId)
    .execute();
}

describe('a webhook that does nothing but fail', () => {
  test('is warned of at one and at three days, each once, and disabled at five', async () => {
    const { db } = database.current;
    const onNotice = vi.fn<() => void>();
    await fail(5);
    await watch(onNotice);
    expect(await notices()).toEqual([]);
    const steps = [
      [1, ['failing_1_day']],
      [2, ['failing_1_day']],
      [3, ['failing_1_day', 'failing_3_days']],
      [4.9, ['failing_1_day', 'failing_3_days']],
    ] as const;
    for (const [days, kinds] of steps) {
      clock = new TestClock(addSeconds(failingSince, days * DAY));
      await fail(25);
      await watch(onNotice);
      await watch(onNotice);
      expect((await notices()).map(({ kind }) => kind)).toEqual(kinds);
      expect(await webhook()).toMatchObject({ disabled_at: null });
    }
    expect(onNotice).toHaveBeenCalledTimes(2);
    await publishEvents(db, app, clock.now(), 2);
    const before = await revision();
    clock = new TestClock(addSeconds(failingSince, 5 * DAY));
    await fail(26);
    await watch(onNotice);
    await watch(onNotice);
    expect(await webhook()).toMatchObject({ disabled_at: clock.now(), disabled_reason: 'failing' });
    expect((await notices()).at(-1)).toMatchObject({
      kind: 'disabled',
      since: clock.now(),
      mail_due_at: clock.now(),
      mailed_at: null,
    });
    expect(onNotice).toHaveBeenCalledTimes(3);
    expect(await audit()).toEqual([
      {
        action: 'webhook.disabled',
        actor: 'system',
        person_id: null,
        at: clock.now(),
        detail: {
          eventType: completed,
          reason: 'failing',
          failingSince: failingSince.toISOString(),
          failedAttempts: 26,
        },
      },
    ]);
    expect(await revision()).toBe(before + 1);
    const skipped = { state: 'skipped', reason: 'webhook_disabled', finished_at: clock.now() };
    expect(await deliveriesOf(db, app.tenantId)).toMatchObject([skipped, skipped]);
    expect(await queueOf(db, app.tenantId)).toEqual([]);
  });

  test('is not disabled before 20 attempts', async () => {
    clock.advance(6 * DAY);
    await fail(19);
    await watch();
    expect(await webhook()).toMatchObject({ disabled_at: null });
    await fail(20);
    await watch();
    expect(await webhook()).toMatchObject({ disabled_reason: 'failing' });
  });

  test('is looked at only while something is to be done: what fails for years does not keep others from their turn', async () => {
    const { db } = database.current;
    const listed = async () => (await listFailing(db, clock.now())).length;
    clock = new TestClock(addSeconds(failingSince, 4 * DAY));
    await fail(19);
    expect(await listed()).toBe(1);
    await watch();
    expect(await listed()).toBe(0);
    clock = new TestClock(addSeconds(failingSince, 400 * DAY));
    expect(await listed()).toBe(0);
    await fail(20);
    expect(await listed()).toBe(1);
    await watch();
    expect(await listed()).toBe(0);
    expect(await webhook()).toMatchObject({ disabled_reason: 'failing' });
  });

  test('is left alone once it has succeeded, is paused, or nobody needs it', async () => {
    const { db } = database.current;
    clock.advance(4 * DAY);
    await fail(30);
    await db.updateTable('webhook_health').set({ failing_since: null, failed_attempts: 0 }).execute();
    await watch();
    await fail(30);
    await disable('paused');
    await watch();
    await db
      .updateTable('webhooks')
      .set({ disabled_at: null, disabled_reason: null })
      .where('id', '=', webhookId)
      .execute();
    await db
      .insertInto('app_versions')
      .values({ app_id: app.appId, version: 2, scopes: [], event_types: [] })
      .execute();
    await db
      .updateTable('connections')
      .set({ accepted_version: 2 })
      .where('app_id', '=', app.appId)
      .execute();
    await watch();
    expect(await notices()).toEqual([]);
  });

  test('is warned of and disabled once by any number of processes', async () => {
    clock.advance(3 * DAY);
    await fail(30);
    await Promise.all(Array.from({ length: 5 }, () => watch()));
    expect(await notices()).toMatchObject([{ kind: 'failing_3_days' }]);
    clock.advance(2 * DAY);
    await fail(40);
    await Promise.all(Array.from({ length: 5 }, () => watch()));
    expect((await notices()).map(({ kind }) => kind)).toEqual(['failing_3_days', 'disabled']);
    expect(await audit()).toHaveLength(1);
  });

  test('is told of again when it fails again after a success', async () => {
    clock.advance(DAY);
    await fail(5);
    await watch();
    failingSince = clock.now();
    await database.current.db.updateTable('webhook_health').set({ warned_days: 0 }).execute();
    clock.advance(DAY);
    await fail(5);
    await watch();
    expect((await notices()).map(({ kind }) => kind)).toEqual(['failing_1_day', 'failing_1_day']);
  });

  test('waits for no mail where none is set up', async () => {
    clock.advance(DAY);
    await fail(5);
    await watch();
    expect(await notices()).toMatchObject([{ mail_due_at: null }]);
  });
});

describe('a webhook that is disabled', () => {
  test('by a 410 gets a line in the audit log and a notice, once each time', async () => {
    for (let time = 1; time <= 2; time += 1) {
      clock.advance(60);
      await disable('gone');
      await watch();
      await watch();
      expect(await audit()).toHaveLength(time);
      expect(await notices()).toHaveLength(time);
      await database.current.db
        .updateTable('webhooks')
        .set({ disabled_at: null, disabled_reason: null })
        .where('id', '=', webhookId)
        .execute();
    }
    expect((await audit())[0]).toMatchObject({ detail: { eventType: completed, reason: 'gone' } });
  });

  test('by a developer gets neither here', async () => {
    await disable('paused');
    await watch();
    expect([await audit(), await notices()]).toEqual([[], []]);
  });

  test.each([
    ['a webhook', 'skipped', 'webhook_disabled'],
    ['an app', 'cancelled', 'app_deleted'],
  ])('has what a crash left waiting ended, as %s that is no more', async (what, state, reason) => {
    const { db } = database.current;
    await publishEvents(db, app, clock.now(), 2);
    const [one] = await queueOf(db, app.tenantId);
    await db
      .updateTable('delivery_queue')
      .set({ ready: false, due_at: addSeconds(clock.now(), DAY) })
      .where('delivery_id', '=', one!.delivery_id)
      .execute();
    if (what === 'a webhook') await disable('paused');
    else await db.updateTable('apps').set({ deleted_at: clock.now() }).where('id', '=', app.appId).execute();
    clock.advance(15);
    await watch();
    const ended = { state, reason, finished_at: clock.now() };
    expect(await deliveriesOf(db, app.tenantId)).toMatchObject([ended, ended]);
    expect(await queueOf(db, app.tenantId)).toEqual([]);
  });

  test('asks the queue by its indexes alone for what waits: it may be long', async () => {
    const { db } = database.current;
    await publishEvents(db, app, clock.now(), 1);
    await disable('paused');
    const scansIn = async (trx: Db): Promise<unknown> =>
      (
        await sql`
          select seq_scan from pg_stat_xact_user_tables where relname = 'delivery_queue'`.execute(trx)
      ).rows;
    const { ended, before, after } = await db.transaction().execute(async (trx) => {
      // As it thinks of a long queue of whose rows many fit.
      await sql`select set_config('random_page_cost', '1000', true), set_config('seq_page_cost', '0', true)`.execute(
        trx,
      );
      return {
        before: await scansIn(trx),
        ended: await listEndedWithWaiting(trx),
        after: await scansIn(trx),
      };
    });
    expect(ended).toContain(webhookId);
    expect(after).toEqual(before);
  });
});
