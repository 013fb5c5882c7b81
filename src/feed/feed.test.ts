import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, testStart, useDatabase } from '../../test/db.ts';
import { createSubscribed, publishEvents } from '../../test/deliveries.ts';
import { connect, createApp, createTenant, type TestApp, type TestTenant } from '../../test/factories.ts';
import { consentSince, developerOf, type FeedAnswer, readAll, readWhenThere } from '../../test/feed.ts';
import { until } from '../../test/fieldhook-process.ts';
import { type TestPerson, tokenFor } from '../../test/people.ts';
import { exampleSession } from '../events/example-session.ts';
import { createPublisher } from '../events/publish.ts';
import type { Server } from '../http/server.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';

const database = useDatabase();
const url = 'https://crm.example.com/hooks';
const publish = createPublisher(() => 'https://fieldhook.test');
const clock = new TestClock();
let db: Db;
let app: Server;

beforeAll(async () => {
  db = database.current.db;
  app = await buildTestApp(db, clock.now);
});

/** A tenant that consented a day ago to an app, and a developer of the app. */
async function setScene() {
  const subscribed = await createSubscribed(db, url);
  await consentSince(db, subscribed, addSeconds(testStart, -86_400));
  const developer = await developerOf(db, subscribed);
  return { ...subscribed, developer };
}

const eventIds = ({ data }: FeedAnswer): string[] => data.map((item) => item.eventId);
const ask = (query: string, { headers }: Pick<TestPerson, 'headers'>) =>
  app.inject({ url: `/api/portal/events${query}`, headers });

function publishOne(trx: Db, { tenantId }: Pick<TestTenant, 'tenantId'>, at = testStart): Promise<string> {
  const id = newTimeOrderedId(at);
  return publish(trx, [
    {
      id,
      type: 'tn.sp.session-completed',
      tenant: { id: tenantId, name: 'Evergreen' },
      occurredAt: at,
      session: exampleSession('booked'),
    },
  ]).then(() => id);
}

describe('the list', () => {
  test('holds each event as it is delivered, with what became of the delivery', async () => {
    const scene = await setScene();
    const ids = await publishEvents(db, scene, testStart, 2);
    const answer = await readWhenThere(app, scene.developer.headers, 2);
    expect(eventIds(answer)).toEqual(ids);
    const { id } = await db
      .selectFrom('deliveries')
      .select('id')
      .where('event_id', '=', ids[0] ?? '')
      .executeTakeFirstOrThrow();
    expect(answer.data[0]).toMatchObject({
      appId: scene.appId,
      tenantId: scene.tenantId,
      eventId: ids[0],
      deliveryId: id,
      event: {
        specversion: '1.0',
        id,
        type: 'tn.sp.session-completed',
        userassignedid: ids[0],
        data: { session: exampleSession('booked'), tenantId: scene.tenantId },
      },
      delivery: { state: 'pending', reason: null, attempts: 0, finishedAt: null },
    });
  });

  test('goes on from every cursor it ever answered, without a gap or a repetition', async () => {
    const scene = await setScene();
    const ids = await publishEvents(db, scene, testStart, 7);
    const whole = await readWhenThere(app, scene.developer.headers, 7);
    expect(eventIds(await readAll(app, scene.developer.headers, { limit: '2' }))).toEqual(ids);
    for (const [index, { cursor }] of whole.data.entries()) {
      const rest = await readAll(app, scene.developer.headers, { limit: '3', after: cursor });
      expect(eventIds(rest)).toEqual(ids.slice(index + 1));
    }
    const later = await publishEvents(db, scene, testStart, 1);
    const after = { after: whole.nextCursor };
    expect(eventIds(await readWhenThere(app, scene.developer.headers, 1, after))).toEqual(later);
  });

  test('never passes a transaction that began earlier and commits later than one already there', async () => {
    const scene = await setScene();
    const first = await publishEvents(db, scene, testStart, 1);
    await readWhenThere(app, scene.developer.headers, 1);
    const slow = await db.startTransaction().execute();
    const late = await publishOne(slow, scene);
    const quick = await publishEvents(db, scene, testStart, 2);
    const meanwhile = await readAll(app, scene.developer.headers);
    // Had it shown the quick ones, its cursor would stand behind the one that is still to come.
    expect(eventIds(meanwhile)).toEqual(first);
    await slow.commit().execute();
    const after = { after: meanwhile.nextCursor };
    expect(eventIds(await readWhenThere(app, scene.developer.headers, 3, after))).toEqual([late, ...quick]);
  });

  test('of a transaction that is rolled back nothing is seen', async () => {
    const scene = await setScene();
    const slow = await db.startTransaction().execute();
    await publishOne(slow, scene);
    const [kept] = await publishEvents(db, scene, testStart, 1);
    await slow.rollback().execute();
    expect(eventIds(await readWhenThere(app, scene.developer.headers, 1))).toEqual([kept]);
  });

  test('several events of one transaction keep their order, over pages too', async () => {
    const scene = await setScene();
    const ids = await db.transaction().execute(async (trx) => {
      const made: string[] = [];
      for (let count = 0; count < 4; count += 1) made.push(await publishOne(trx, scene));
      return made;
    });
    await readWhenThere(app, scene.developer.headers, 4);
    expect(eventIds(await readAll(app, scene.developer.headers, { limit: '1' }))).toEqual(ids);
  });
});

describe('an app is entitled', () => {
  const seen = async (scene: TestApp & { developer: TestPerson }): Promise<string[]> => {
    // What is published last, by a tenant that is surely connected, shows that all before it is there.
    const witness = await createTenant(db);
    await connect(db, witness, scene);
    await consentSince(db, { ...scene, ...witness }, addSeconds(testStart, -86_400));
    const [last] = await publishEvents(db, witness, testStart, 1);
    let ids: string[] = [];
    await until(async () => {
      ids = eventIds(await readAll(app, scene.developer.headers));
      return ids.pop() === last;
    });
    return ids;
  };

  test('to what happened since the consent, and to nothing before', async () => {
    const scene = await setScene();
    const consent = addSeconds(testStart, -3_600);
    await consentSince(db, scene, consent);
    const before = await publishEvents(db, scene, addSeconds(consent, -120), 1);
    const [since] = await publishEvents(db, scene, consent, 1);
    expect(before).toHaveLength(1);
    expect(await seen(scene)).toEqual([since]);
  });

  test('to what was delivered to it although the consent committed a moment later', async () => {
    const scene = await setScene();
    await consentSince(db, scene, testStart);
    const [delivered] = await publishEvents(db, scene, addSeconds(testStart, -1), 1);
    const [undelivered] = await publishEvents(db, scene, addSeconds(testStart, -1), 1);
    await db
      .deleteFrom('deliveries')
      .where('event_id', '=', undelivered ?? '')
      .execute();
    expect(await seen(scene)).toEqual([delivered]);
    // What the list shows, a test can send, and nothing else.
    for (const [eventId, status] of [
      [delivered, 200],
      [undelivered, 404],
    ] as const) {
      const answer = await app.inject({
        method: 'POST',
        url: `/api/portal/apps/${scene.appId}/webhooks/tn.sp.session-completed/test`,
        headers: scene.developer.headers,
        payload: { eventId },
      });
      expect(answer.statusCode).toBe(status);
    }
  });

  test('to nothing of a tenant that is not connected, or disabled it, or had no preview', async () => {
    const scene = await setScene();
    await publishEvents(db, await createTenant(db), testStart, 1);
    await db.updateTable('tenants').set({ preview: false }).where('id', '=', scene.tenantId).execute();
    await publishEvents(db, scene, testStart, 1);
    await db.updateTable('tenants').set({ preview: true }).where('id', '=', scene.tenantId).execute();
    const disabled = await createTenant(db);
    await connect(db, disabled, scene);
    await consentSince(db, { ...scene, ...disabled }, addSeconds(testStart, -86_400));
    const [hidden] = await publishEvents(db, disabled, testStart, 1);
    const connection = db.updateTable('connections').where('tenant_id', '=', disabled.tenantId);
    await connection.set({ disabled_at: testStart }).execute();
    expect(await seen(scene)).toEqual([]);
    await connection.set({ disabled_at: null }).execute();
    expect(await seen(scene)).toContain(hidden);
  });

  test('to the types of the version that the tenant accepted', async () => {
    const scene = await setScene();
    await db
      .updateTable('app_versions')
      .set({ event_types: ['tn.sp.session-abandoned-qualified'] })
      .where('app_id', '=', scene.appId)
      .execute();
    await publishEvents(db, scene, testStart, 1);
    const answer = await readAll(app, scene.developer.headers);
    expect(answer.data).toEqual([]);
  });

  test('also while its webhook is paused or has never been: then there is no delivery', async () => {
    const scene = await setScene();
    const webhook = db.updateTable('webhooks').where('app_id', '=', scene.appId);
    await webhook.set({ disabled_at: testStart, disabled_reason: 'paused' }).execute();
    const [paused] = await publishEvents(db, scene, testStart, 1);
    await webhook.set({ removed_at: testStart }).execute();
    const [none] = await publishEvents(db, scene, testStart, 1);
    const { data } = await readWhenThere(app, scene.developer.headers, 2);
    expect(data).toMatchObject([
      { eventId: paused, delivery: { state: 'skipped', reason: 'webhook_disabled' } },
      { eventId: none, deliveryId: null, delivery: null, event: { id: none, userassignedid: none } },
    ]);
  });
});

describe('who asks', () => {
  test('for several apps gets each event once for each app that is entitled to it', async () => {
    const scene = await setScene();
    const other = await createApp(db, url);
    await db
      .updateTable('apps')
      .set((eb) => ({
        organisation_id: eb
          .selectFrom('apps as mine')
          .select('mine.organisation_id')
          .where('mine.id', '=', scene.appId),
      }))
      .where('id', '=', other.appId)
      .execute();
    await connect(db, scene, other);
    await consentSince(db, { ...scene, ...other }, addSeconds(testStart, -86_400));
    const ids = await publishEvents(db, scene, testStart, 2);
    await readWhenThere(app, scene.developer.headers, 4);
    const { data } = await readAll(app, scene.developer.headers, { limit: '1' });
    const both = [scene.appId, other.appId].toSorted();
    expect(data.map((item) => [item.eventId, item.appId])).toEqual(
      ids.flatMap((id) => both.map((appId) => [id, appId])),
    );
    const one = await readAll(app, scene.developer.headers, { appId: other.appId });
    expect(one.data.map((item) => item.appId)).toEqual([other.appId, other.appId]);
  });

  test('is refused without credentials, without the scope, and for the app of another', async () => {
    const scene = await setScene();
    const stranger = await setScene();
    expect((await app.inject({ url: '/api/portal/events' })).statusCode).toBe(401);
    const reading = await tokenFor(db, scene.developer.personId, { scopes: ['portal:read'] });
    const elsewhere = await tokenFor(db, scene.developer.personId, { scopes: ['settings:read'] });
    expect((await app.inject({ url: '/api/portal/events', headers: reading.headers })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/portal/events', headers: elsewhere.headers })).statusCode).toBe(
      403,
    );
    for (const appId of [stranger.appId, crypto.randomUUID(), 'x']) {
      const answer = await ask(`?appId=${appId}`, scene.developer);
      expect([answer.statusCode, answer.json()]).toMatchObject([
        404,
        { errors: {}, data: { code: 'not_found' } },
      ]);
    }
    await publishEvents(db, stranger, testStart, 1);
    await readWhenThere(app, stranger.developer.headers, 1);
    expect((await readAll(app, scene.developer.headers)).data).toEqual([]);
  });

  test('with what is no cursor or no limit is told which field is wrong', async () => {
    const { developer } = await setScene();
    const { nextCursor } = await readAll(app, developer.headers);
    const ahead = Buffer.from(nextCursor, 'base64url');
    ahead.writeBigUInt64BE(ahead.readBigUInt64BE(1) + 1_000_000_000n, 1);
    const wrong = {
      '?after=x': 'after',
      [`?after=${nextCursor}x`]: 'after',
      [`?after=${nextCursor}&after=${nextCursor}`]: 'after',
      [`?after=${ahead.toString('base64url')}`]: 'after',
      '?limit=0': 'limit',
      '?limit=501': 'limit',
      '?limit=many': 'limit',
    };
    for (const [query, field] of Object.entries(wrong)) {
      const answer = await ask(query, developer);
      expect([query, answer.statusCode, Object.keys(answer.json<{ errors: object }>().errors)]).toEqual([
        query,
        400,
        [field],
      ]);
    }
  });
});
