import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { connect, createTenant } from '../../test/factories.ts';
import { consentSince } from '../../test/feed.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import { newTimeOrderedId } from '../lib/ids.ts';
import { withApp } from '../lib/isolation.ts';
import { listDeliveries } from './queries.ts';
import type { DeliveriesPage, DeliveryDetail } from './schema.ts';

const database = useDatabase();
let scene: ReplayScene;
let db: Db;
/** By state. */
let ids: Record<'failed' | 'skipped' | 'delivered' | 'pending', string[]>;
let otherTenant: number;

beforeAll(async () => {
  ({ db } = database.current);
  scene = await setReplayScene(db);
  const { appId, webhooks } = scene.subscribed;
  const other = { ...(await createTenant(db)), appId, webhooks };
  otherTenant = other.tenantId;
  await connect(db, other, other);
  await consentSince(db, other, addSeconds(scene.clock.now(), -86_400));
  ids = { failed: [], skipped: [], delivered: [], pending: [] };
  for (const state of ['failed', 'skipped', 'delivered', 'pending'] as const) {
    ids[state] = await scene.past(state, 2, state === 'skipped' ? other : scene.subscribed);
    scene.clock.advance(10);
  }
  // Another app's, of the same tenant.
  const stranger = await setReplayScene(db);
  await connect(db, scene.subscribed, stranger.subscribed);
  await stranger.past('failed', 1, { ...scene.subscribed, appId: stranger.subscribed.appId });
});

const read = async (id: string) => (await scene.call('GET', `/deliveries/${id}`)).json<DeliveryDetail>();

async function listed(query = ''): Promise<string[]> {
  const answer = await scene.call('GET', `/deliveries${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json<DeliveriesPage>().data.map(({ id }) => id);
}

describe('the deliveries of an app', () => {
  test('are listed, the newest event first, and no others', async () => {
    const all = [...ids.failed, ...ids.skipped, ...ids.delivered, ...ids.pending];
    const shown = await listed();
    expect(shown.filter((id) => all.includes(id))).toEqual(all.toReversed());
    const { data } = (await scene.call('GET', '/deliveries?state=failed')).json<DeliveriesPage>();
    expect(data[0]).toEqual({
      id: ids.failed[1],
      eventId: expect.any(String),
      eventType: 'tn.sp.session-completed',
      tenantId: scene.subscribed.tenantId,
      state: 'failed',
      reason: 'retries_exhausted',
      attempts: 0,
      nextAttemptAt: null,
      replaying: false,
      occurredAt: '2026-07-14T15:00:00.000Z',
      createdAt: '2026-07-14T15:00:00.000Z',
      finishedAt: '2026-07-14T15:00:00.000Z',
      lastAttempt: null,
      replayRefusal: null,
    });
  });

  test('are filtered by state, reason, tenant, event type and time, all of which must fit', async () => {
    expect(await listed('?state=failed')).toEqual(ids.failed.toReversed());
    const both = [...ids.failed, ...ids.skipped].toReversed();
    expect(await listed('?state=skipped,failed')).toEqual(both);
    expect(await listed('?reason=webhook_disabled')).toEqual(ids.skipped.toReversed());
    expect(await listed(`?tenantId=${otherTenant}`)).toEqual(ids.skipped.toReversed());
    expect(await listed('?eventType=tn.sp.session-abandoned-qualified')).toEqual([]);
    expect(await listed('?state=failed&reason=webhook_disabled')).toEqual([]);
    const now = scene.clock.now();
    const time = `from=${addSeconds(now, -21).toISOString()}&until=${addSeconds(now, -20).toISOString()}`;
    expect(await listed(`?${time}`)).toEqual([ids.delivered[0]]);
  });

  test('are paged without gaps', async () => {
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await scene.call('GET', `/deliveries?limit=3${after}`)).json<DeliveriesPage>();
      expect(page.data.length).toBeLessThanOrEqual(3);
      found.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(await listed('?limit=200'));
  });

  test('of an app with very many come by pages that may be empty, and none of them is the last too early', async () => {
    const crowded = await setReplayScene(db);
    const [failed] = await crowded.past('failed');
    const { tenantId, appId, webhooks } = crowded.subscribed;
    await sql`
      insert into deliveries (tenant_id, id, event_id, webhook_id, app_id, state, created_at, finished_at)
      select ${tenantId}, (substr(uuid_floor(at)::text, 1, 14) || substr(gen_random_uuid()::text, 15))::uuid,
        gen_random_uuid(), ${webhooks['tn.sp.session-completed']}, ${appId}, 'delivered', at, at
      from generate_series(1, 10500) n
      cross join lateral (select ${crowded.clock.now()}::timestamptz + n * interval '1 ms' as at) i`.execute(
      db,
    );
    const first = (await crowded.call('GET', '/deliveries?state=failed')).json<DeliveriesPage>();
    expect(first).toEqual({
      data: [],
      nextCursor: expect.any(String),
      searchedBackTo: expect.any(String),
    });
    const rest = await crowded.call('GET', `/deliveries?state=failed&cursor=${first.nextCursor}`);
    expect(rest.json()).toMatchObject({ data: [{ id: failed }], nextCursor: null });
  });

  test.each([
    ['?state=lost', 'state'],
    ['?state=failed,', 'state'],
    ['?limit=201', 'limit'],
    ['?cursor=x', 'cursor'],
    ['?from=yesterday', 'from'],
    ['?from=2026-07-15T00:00:00Z&until=2026-07-14T00:00:00Z', 'from'],
  ])('cannot be asked for by %s', async (query, field) => {
    const answer = await scene.call('GET', `/deliveries${query}`);
    expect([answer.statusCode, answer.json<{ errors: object }>().errors]).toEqual([
      400,
      { [field]: [expect.any(String)] },
    ]);
  });

  test('are not another organisation’s, in the list and by id', async () => {
    const other = await setReplayScene(db);
    for (const path of ['/deliveries', `/deliveries/${ids.failed[0]}`]) {
      expect((await scene.call('GET', path, undefined, other.developer.headers)).statusCode).toBe(404);
      expect((await scene.call('GET', path, undefined, {})).statusCode).toBe(401);
    }
    expect((await other.call('GET', `/deliveries/${ids.failed[0]}`)).statusCode).toBe(404);
    const { rows } = await withApp(db, other.subscribed.appId, (trx) =>
      listDeliveries(
        trx,
        { appId: scene.subscribed.appId },
        { from: null, until: null },
        { limit: 9, before: undefined },
      ),
    );
    expect(rows).toEqual([]);
  });
});

describe('one delivery', () => {
  test('shows each attempt whole, with what to do, and the body byte for byte', async () => {
    const [id] = ids.failed as [string];
    const at = scene.clock.now();
    const attempt = {
      tenant_id: scene.subscribed.tenantId,
      delivery_id: id,
      url: 'https://receiver.test/hook',
      duration_ms: 31,
      request_headers: JSON.stringify({ 'webhook-id': id }),
    };
    await db
      .insertInto('attempts')
      .values([
        {
          ...attempt,
          id: newTimeOrderedId(at),
          number: 1,
          started_at: at,
          error: 'dns_failed',
          error_detail: 'ENOTFOUND',
        },
        {
          ...attempt,
          id: newTimeOrderedId(at),
          replay_id: id,
          started_at: addSeconds(at, 1),
          status: 500,
          error: 'unexpected_status',
          response_headers: JSON.stringify({ server: 'x' }),
          response_body: 'no',
          first_byte_ms: 20,
        },
      ])
      .execute();
    const { data } = (await scene.call('GET', `/deliveries?text=${id}`)).json<DeliveriesPage>();
    const last = { isReplay: true, status: 500, errorCode: 'unexpected_status', durationMs: 31 };
    expect(data[0]?.lastAttempt).toEqual({ ...last, startedAt: addSeconds(at, 1).toISOString() });
    const { log, body, bodyWithheld, state } = await read(id);
    expect(state).toBe('failed');
    expect(log).toMatchObject([
      {
        number: null,
        replayId: id,
        status: 500,
        timing: { dnsMs: null, firstByteMs: 20 },
        error: { code: 'unexpected_status' },
        responseHeaders: { server: 'x' },
        responseBody: 'no',
      },
      {
        number: 1,
        replayId: null,
        status: null,
        durationMs: 31,
        requestHeaders: { 'webhook-id': id },
        error: { code: 'dns_failed', sentence: expect.stringContaining('host name'), detail: 'ENOTFOUND' },
      },
    ]);
    expect(bodyWithheld).toBeNull();
    expect(body).toMatch(new RegExp(`^\\{"specversion":"1.0","id":"${id}","type":"tn.sp.session-completed"`));
    expect(JSON.parse(body ?? '')).toMatchObject({ data: { tenantId: scene.subscribed.tenantId } });
  });

  test('tells when a pending one is due next', async () => {
    const { due_at: dueAt } = await db
      .selectFrom('delivery_queue')
      .select('due_at')
      .where('delivery_id', '=', ids.pending[0]!)
      .executeTakeFirstOrThrow();
    expect(await read(ids.pending[0]!)).toMatchObject({
      state: 'pending',
      nextAttemptAt: dueAt.toISOString(),
      replaying: false,
    });
  });

  test('hides the body from an app whose tenant does not consent now, and when it is erased', async () => {
    const [id] = ids.skipped as [string];
    expect(await read(id)).toMatchObject({ body: expect.any(String), bodyWithheld: null });
    const ofTenant = db.updateTable('connections').where('tenant_id', '=', otherTenant);
    await ofTenant.set({ disabled_at: scene.clock.now() }).execute();
    expect(await read(id)).toMatchObject({ body: null, bodyWithheld: 'consent_missing' });
    await ofTenant.set({ disabled_at: null }).execute();
    // The consent of now is another one, which came after the event.
    await ofTenant.set({ connected_at: addSeconds(scene.clock.now(), 61) }).execute();
    expect(await read(id)).toMatchObject({ body: null, bodyWithheld: 'consent_missing' });
    await ofTenant.set({ connected_at: addSeconds(scene.clock.now(), -86_400) }).execute();
    await db.updateTable('events').set({ body: null }).where('tenant_id', '=', otherTenant).execute();
    expect(await read(id)).toMatchObject({ body: null, bodyWithheld: 'erased' });
  });
});
