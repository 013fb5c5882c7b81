import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { attemptsOf, claimAt, deliveriesOf, queueOf, recordDelivered } from '../../test/deliveries.ts';
import { type RouterScene, setRouterScene } from '../../test/router-visitor.ts';
import {
  forgetVisits,
  goThroughEverything,
  subscribeEchoes,
  tellEverything,
} from '../../test/telling-visitor.ts';
import { everyAnswer, findTraces } from '../../test/told-everything.ts';
import { contact, expectProblem, Visit } from '../../test/visitor.ts';
import type { Db } from '../lib/db.ts';
import { eraseVisit } from './erase.ts';

const database = useDatabase();
let db: Db;
let scene: RouterScene;

beforeEach(async () => {
  ({ db } = database.current);
  await forgetVisits(db);
  scene = await setRouterScene(db);
});

const erase = (sessionId: string) =>
  eraseVisit(
    db,
    { actor: { kind: 'command_line' }, clock: scene.clock.now, nameTokens: new Map() },
    sessionId,
  );

describe('an open session that is erased', () => {
  test('ends: nothing can be saved, said or completed any more, and nobody without the secret learns why', async () => {
    const visit = await scene.open();
    await visit.save(contact);
    await erase(visit.id);
    for (const call of [
      visit.save(everyAnswer),
      visit.heartbeat(),
      visit.hint('resumed'),
      visit.complete(contact),
    ]) {
      expectProblem(await call, 410, 'session_erased', []);
    }
    const guessed = await visit
      .save({ secret: 'ss1.wrong' })
      .then(() => new Visit(scene, visit.id, 'ss1.wrong'));
    expectProblem(await guessed.save(contact), 401, 'invalid_session_secret', ['secret']);
    expect(await findTraces(database.current.url)).toEqual([]);
  });

  test('is never abandoned', async () => {
    const visit = await scene.open();
    await visit.save(contact);
    await visit.hint('closed');
    await erase(visit.id);
    scene.clock.advance(86_400);
    await scene.decide();
    expect(await visit.row()).toMatchObject({ session_outcome: null, lead_id: null });
    expect(await visit.events()).toEqual([]);
  });

  test('is not linked to a later one, which would tell whose it was', async () => {
    const visit = await scene.open();
    await erase(visit.id);
    const later = await scene.open({ previousSession: { id: visit.id, secret: visit.secret } });
    expect(await later.row()).toMatchObject({ previous_session_id: null });
  });

  test('is empty whoever comes first when it is completed at the same moment', async () => {
    await subscribeEchoes(scene);
    for (let round = 0; round < 10; round += 1) {
      const { visit } = await tellEverything(scene);
      const [completed] = await Promise.all([visit.complete(everyAnswer), erase(visit.id)]);
      expect([200, 410]).toContain(completed?.statusCode);
      expect(await findTraces(database.current.url)).toEqual([]);
    }
  });
});

/** The first of the two that an erasure goes through. */
async function routerSessionIsErased(): Promise<void> {
  const erasedAt = async () => {
    const row = await db
      .selectFrom('sessions')
      .select('erased_at')
      .where('router_id', 'is not', null)
      .executeTakeFirstOrThrow();
    return row.erased_at;
  };
  await expect.poll(erasedAt).not.toBeNull();
}

describe('what is to be sent of a session that is erased', () => {
  test('is cancelled, and an answer that comes after it is not stored', async () => {
    await subscribeEchoes(scene);
    const { visit } = await tellEverything(scene);
    await goThroughEverything(visit);
    const claimed = await claimAt(database.current.pool, scene.clock.now(), 2);
    // Whatever of it will be begun has been by now.
    scene.clock.advance(10);
    await erase(visit.id);
    const { tenantId } = scene.sister;
    expect(await queueOf(db, tenantId)).toEqual([]);
    const ended = { state: 'cancelled', reason: 'erased', finished_at: scene.clock.now() };
    expect(await deliveriesOf(db, tenantId)).toMatchObject(Array.from({ length: 4 }, () => ended));
    expect(await recordDelivered(database.current.pool, claimed, scene.clock.now())).toEqual(new Set());
    expect(await attemptsOf(db, tenantId)).toEqual([]);
    expect(await deliveriesOf(db, tenantId)).toMatchObject(Array.from({ length: 4 }, () => ended));
  });

  test('is waited for while a worker holds it that may not have begun: nothing is sent after it was cancelled', async () => {
    await subscribeEchoes(scene);
    const { visit } = await tellEverything(scene);
    await goThroughEverything(visit);
    const claimed = await claimAt(database.current.pool, scene.clock.now(), 2);
    let isDone = false;
    const erasing = erase(visit.id).then(() => (isDone = true));
    await routerSessionIsErased();
    expect(isDone).toBe(false);
    expect(await recordDelivered(database.current.pool, claimed, scene.clock.now())).toEqual(
      new Set(claimed.map(({ deliveryId }) => deliveryId)),
    );
    await erasing;
    const { tenantId } = scene.sister;
    const states = (await deliveriesOf(db, tenantId)).map(({ state }) => state);
    expect(states.toSorted()).toEqual(['cancelled', 'cancelled', 'delivered', 'delivered']);
    expect(await findTraces(database.current.url)).toEqual([]);
  });

  test('is waited for while a worker records it', async () => {
    await subscribeEchoes(scene);
    const { visit } = await tellEverything(scene);
    await goThroughEverything(visit);
    const recording = await database.current.pool.connect();
    await recording.query('begin');
    await recording.query('select from delivery_queue for update');
    let isDone = false;
    const erasing = erase(visit.id).then(() => (isDone = true));
    await routerSessionIsErased();
    expect(isDone).toBe(false);
    await recording.query('commit');
    recording.release();
    await erasing;
    expect(await findTraces(database.current.url)).toEqual([]);
  });
});
