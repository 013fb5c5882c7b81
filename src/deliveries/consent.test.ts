import { beforeEach, expect, test } from 'vitest';
import {
  attemptsOf,
  claimAt,
  createSubscribed,
  deliveriesOf,
  deliverTo,
  publishEvents,
  queueOf,
} from '../../test/deliveries.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { startReceiver } from '../../test/receiver.ts';
import type { Db } from '../lib/db.ts';
import { recordResults } from './record.ts';

const database = useDatabase();
let clock: TestClock;
beforeEach(() => {
  clock = new TestClock();
});

type Subscribed = Awaited<ReturnType<typeof createSubscribed>>;

const changes: readonly [string, string, string, (db: Db, of: Subscribed, at: Date) => Promise<unknown>][] = [
  [
    'a connection disabled since',
    'skipped',
    'connection_disabled',
    (db, { tenantId }, at) =>
      db.updateTable('connections').set({ disabled_at: at }).where('tenant_id', '=', tenantId).execute(),
  ],
  [
    'a connection that is gone',
    'skipped',
    'connection_disabled',
    (db, { tenantId }) => db.deleteFrom('connections').where('tenant_id', '=', tenantId).execute(),
  ],
  [
    'an accepted version without the event since',
    'cancelled',
    'webhook_removed',
    async (db, { appId, tenantId }) => {
      const version = {
        app_id: appId,
        version: 2,
        scopes: [],
        event_types: ['tn.sp.session-abandoned-qualified'],
      };
      await db.insertInto('app_versions').values(version).execute();
      await db
        .updateTable('connections')
        .set({ accepted_version: 2 })
        .where('tenant_id', '=', tenantId)
        .execute();
    },
  ],
  [
    'a webhook disabled since',
    'skipped',
    'webhook_disabled',
    (db, { appId }, at) =>
      db
        .updateTable('webhooks')
        .set({ disabled_at: at, disabled_reason: 'paused' })
        .where('app_id', '=', appId)
        .execute(),
  ],
  [
    'a webhook removed since',
    'cancelled',
    'webhook_removed',
    (db, { appId }, at) =>
      db.updateTable('webhooks').set({ removed_at: at }).where('app_id', '=', appId).execute(),
  ],
  [
    'an app deleted since',
    'cancelled',
    'app_deleted',
    (db, { appId }, at) => db.updateTable('apps').set({ deleted_at: at }).where('id', '=', appId).execute(),
  ],
  [
    'an event erased since',
    'cancelled',
    'erased',
    (db, { tenantId }) => db.deleteFrom('events').where('tenant_id', '=', tenantId).execute(),
  ],
];

test.each(changes)('%s: the delivery is %s as %s, without a POST', async (_name, state, reason, change) => {
  const { db, pool } = database.current;
  const receiver = await startReceiver();
  const subscribed = await createSubscribed(db, receiver.origin);
  await publishEvents(db, subscribed, clock.now());
  await change(db, subscribed, clock.now());
  clock.advance(1);
  const [claimed] = await claimAt(pool, clock.now());
  await recordResults(pool, [await deliverTo([receiver.origin], clock.now)(claimed!)]);
  expect(await deliveriesOf(db, subscribed.tenantId)).toMatchObject([
    { state, reason, attempts: 0, finished_at: clock.now() },
  ]);
  expect(await queueOf(db, subscribed.tenantId)).toEqual([]);
  expect(await attemptsOf(db, subscribed.tenantId)).toEqual([]);
  expect(receiver.received).toHaveLength(0);
  await receiver.close();
});

test.each(changes)(
  '%s counts at a retry as well: %s as %s after the first attempt',
  async (_name, state, reason, change) => {
    const { db, pool } = database.current;
    const receiver = await startReceiver((res) => void res.writeHead(500).end());
    const subscribed = await createSubscribed(db, receiver.origin);
    await publishEvents(db, subscribed, clock.now());
    const deliver = deliverTo([receiver.origin], clock.now);
    const attempt = async () => {
      const [claimed] = await claimAt(pool, clock.now());
      await recordResults(pool, [await deliver(claimed!)]);
    };
    await attempt();
    await change(db, subscribed, clock.now());
    clock.advance(11);
    await attempt();
    expect(await deliveriesOf(db, subscribed.tenantId)).toMatchObject([{ state, reason, attempts: 1 }]);
    expect(await attemptsOf(db, subscribed.tenantId)).toHaveLength(1);
    expect(receiver.received).toHaveLength(1);
    await receiver.close();
  },
);
