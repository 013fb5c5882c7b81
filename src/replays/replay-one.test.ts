import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { claimAt, queueOf } from '../../test/deliveries.ts';
import { signIn } from '../../test/people.ts';
import { type ReplayScene, setReplayScene } from '../../test/replays.ts';
import { addSeconds } from '../lib/clock.ts';
import type { DeliveriesPage, DeliveryDetail } from '../delivery-log/schema.ts';
import type { Db } from '../lib/db.ts';

const database = useDatabase();
let scene: ReplayScene;
let db: Db;

beforeEach(async () => {
  ({ db } = database.current);
  await db.deleteFrom('delivery_queue').execute();
  scene = await setReplayScene(db);
});

const replay = (id: string) => scene.call('POST', `/deliveries/${id}/replay`);
const codeOf = (answer: Awaited<ReturnType<typeof replay>>) => [
  answer.statusCode,
  answer.json<{ data: { code: string } }>().data.code,
];
const queue = () => queueOf(db, scene.subscribed.tenantId);

describe('a delivery is replayed', () => {
  test.each(['failed', 'skipped', 'delivered'] as const)(
    'when it is %s: due now, and as what it was until that succeeds',
    async (state) => {
      const [id] = await scene.past(state);
      scene.clock.advance(60);
      const answer = await replay(id!);
      expect([answer.statusCode, answer.json()]).toEqual([
        202,
        { deliveryId: id, replayId: expect.any(String) },
      ]);
      const { replayId } = answer.json<{ replayId: string }>();
      expect(await queue()).toMatchObject([
        { delivery_id: id, replay_id: replayId, resume_at: null, ready: true, due_at: scene.clock.now() },
      ]);
      const shown = (await scene.call('GET', `/deliveries/${id}`)).json<object>();
      expect(shown).toMatchObject({ id, state, replaying: true, nextAttemptAt: null });
    },
  );

  test('while it waits for its retry, whose time is kept', async () => {
    const [id] = await scene.past('pending');
    const retryAt = addSeconds(scene.clock.now(), 300);
    await db.updateTable('delivery_queue').set({ due_at: retryAt, ready: false, attempts: 3 }).execute();
    expect((await replay(id!)).statusCode).toBe(202);
    expect(await queue()).toMatchObject([
      { delivery_id: id, ready: true, due_at: scene.clock.now(), resume_at: retryAt, attempts: 3 },
    ]);
    const shown = (await scene.call('GET', `/deliveries/${id}`)).json<object>();
    expect(shown).toMatchObject({
      state: 'pending',
      replaying: true,
      nextAttemptAt: retryAt.toISOString(),
    });
  });

  test('and that stands in the audit log, which the tenant reads, too', async () => {
    const [id] = await scene.past('failed');
    const { replayId } = (await replay(id!)).json<{ replayId: string }>();
    expect(await scene.audit()).toMatchObject([
      {
        action: 'delivery.replayed',
        tenant_id: scene.subscribed.tenantId,
        detail: { deliveryId: id, replayId },
      },
    ]);
    const { replays } = (await scene.call('GET', `/deliveries/${id}`)).json<DeliveryDetail>();
    const asked = { id: replayId, isMany: false, askedAt: scene.clock.now().toISOString() };
    expect(replays).toEqual([{ ...asked, askedBy: { name: 'Robin Reed', email: expect.any(String) } }]);
  });

  test('once, when many ask at once', async () => {
    const [finished] = await scene.past('failed');
    const [waiting] = await scene.past('pending');
    for (const id of [finished!, waiting!]) {
      const codes = await Promise.all(Array.from({ length: 8 }, async () => (await replay(id)).statusCode));
      expect(codes.toSorted((a, b) => a - b)).toEqual([202, ...Array.from({ length: 7 }, () => 409)]);
      expect(codeOf(await replay(id))).toEqual([409, 'already_replaying']);
    }
    expect(await queue()).toHaveLength(2);
    expect(await scene.audit()).toHaveLength(2);
  });
});

/** Both when it is tried and beforehand, where it is shown. */
async function expectRefused(id: string, code: string): Promise<void> {
  const shown = (await scene.call('GET', `/deliveries/${id}`)).json<DeliveryDetail>();
  const { data } = (await scene.call('GET', `/deliveries?text=${id}`)).json<DeliveriesPage>();
  expect([shown, ...data].map(({ replayRefusal }) => replayRefusal)).toEqual([code, code]);
  expect(codeOf(await replay(id))).toEqual([409, code]);
}

describe('a delivery is not replayed', () => {
  test('while an attempt is under way', async () => {
    const [id] = await scene.past('pending');
    await claimAt(database.current.pool, scene.clock.now());
    await expectRefused(id!, 'delivery_under_way');
    expect(await queue()).toMatchObject([{ replay_id: null, resume_at: null }]);
  });

  test('while the attempt of a replay is under way', async () => {
    const [id] = await scene.past('failed');
    await replay(id!);
    await claimAt(database.current.pool, scene.clock.now());
    await expectRefused(id!, 'already_replaying');
  });

  test('when it is cancelled', async () => {
    const [id] = await scene.past('failed');
    const cancelled = { state: 'cancelled', reason: 'webhook_removed' };
    await db.updateTable('deliveries').set(cancelled).where('id', '=', id!).execute();
    await expectRefused(id!, 'delivery_cancelled');
  });

  const obstacles: readonly [string, string, (at: Date) => Promise<unknown>][] = [
    [
      'its connection is disabled',
      'consent_missing',
      (at) => db.updateTable('connections').set({ disabled_at: at }).execute(),
    ],
    [
      'the accepted version does not have its event any more',
      'consent_missing',
      () =>
        db
          .updateTable('app_versions')
          .set({ event_types: [] })
          .where('app_id', '=', scene.subscribed.appId)
          .execute(),
    ],
    [
      'the tenant went away, and consented anew only after it had happened',
      'consent_missing',
      (at) =>
        db
          .updateTable('connections')
          .set({ connected_at: addSeconds(at, 61) })
          .execute(),
    ],
    [
      'its webhook is disabled',
      'webhook_disabled',
      (at) => db.updateTable('webhooks').set({ disabled_at: at, disabled_reason: 'gone' }).execute(),
    ],
    [
      'its webhook is removed',
      'webhook_removed',
      (at) => db.updateTable('webhooks').set({ removed_at: at }).execute(),
    ],
    ['its event was erased', 'payload_erased', () => db.updateTable('events').set({ body: null }).execute()],
  ];
  test.each(obstacles)('when %s', async (_what, code, happen) => {
    const ids = [...(await scene.past('failed')), ...(await scene.past('pending'))];
    await happen(scene.clock.now());
    const before = await queue();
    for (const id of ids) await expectRefused(id, code);
    expect(await queue()).toEqual(before);
    expect(await scene.audit()).toEqual([]);
  });

  test('for another organisation, nor one that does not exist', async () => {
    const [id] = await scene.past('failed');
    const other = await setReplayScene(db);
    const [theirs] = await other.past('failed');
    const stranger = await signIn(db, { organisationIds: [] });
    const answers = [
      await replay(theirs!),
      await replay('01a209f7-ac3f-7708-87ff-c21ad8b28088'),
      await replay('x'),
      await scene.call('POST', `/deliveries/${id}/replay`, undefined, other.developer.headers),
      await scene.call('POST', `/deliveries/${id}/replay`, undefined, stranger.headers),
    ];
    for (const answer of answers) expect(codeOf(answer)).toEqual([404, 'not_found']);
    expect(await db.selectFrom('delivery_queue').selectAll().execute()).toEqual([]);
  });

  test('for nobody', async () => {
    const [id] = await scene.past('failed');
    const answer = await scene.call('POST', `/deliveries/${id}/replay`, undefined, {});
    expect(codeOf(answer)).toEqual([401, 'sign_in_required']);
  });
});
