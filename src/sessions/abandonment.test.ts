import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { contact, type Scene, setScene, snapshot, tomorrow, type Visit } from '../../test/visitor.ts';
import { createPublisher } from '../events/publish.ts';
import { addSeconds } from '../lib/clock.ts';
import { decideAbandonment } from './abandon.ts';
import { putOff } from './abandonment-queries.ts';
import { lockPulse } from './queries.ts';

const database = useDatabase();
const scenes = {} as Record<'usual' | 'shortest' | 'longest', Scene>;

const thresholds = (closed: number, hidden: number, silent: number, idle: number) => ({
  closed_after_seconds: closed,
  hidden_after_seconds: hidden,
  silent_after_seconds: silent,
  idle_after_seconds: idle,
});

beforeAll(async () => {
  const { db } = database.current;
  scenes.usual = await setScene(db);
  scenes.shortest = await setScene(db, { scheduler: thresholds(10, 10, 60, 61) });
  scenes.longest = await setScene(db, { scheduler: thresholds(3600, 3600, 3600, 3600) });
});

/** Of each session a contact of its own: one that just booked would be suppressed elsewhere in this file. */
let contacts = 0;
async function openWithContact(scene: Scene): Promise<Visit> {
  const visit = await scene.open();
  contacts += 1;
  await visit.save({ customer: { email: `visitor-${contacts}@example.com` } });
  return visit;
}

async function causeOf(visit: Visit): Promise<unknown> {
  const entry = (await visit.log()).find(({ kind }) => kind === 'abandoned');
  return entry?.detail;
}

async function expectAbandonedAfter(visit: Visit, seconds: number, cause: string): Promise<void> {
  const { scene } = visit;
  scene.clock.advance(seconds - 1);
  await scene.decide();
  expect((await visit.row()).session_outcome).toBeNull();
  scene.clock.advance(1);
  await scene.decide();
  expect(await visit.row()).toMatchObject({
    session_outcome: 'abandoned',
    abandoned_at: scene.clock.now(),
    modified_at: scene.clock.now(),
  });
  expect(await causeOf(visit)).toEqual({ cause });
  expect(await visit.events()).toHaveLength(1);
}

describe('to the second, a session counts as abandoned', () => {
  test.each([
    ['usual', 45],
    ['shortest', 10],
    ['longest', 3600],
  ] as const)('once the page was closed (%s scheduler: after %i s)', async (name, seconds) => {
    const visit = await openWithContact(scenes[name]);
    visit.scene.clock.advance(3);
    await visit.hint('closed');
    await expectAbandonedAfter(visit, seconds, 'closed');
  });

  test.each([
    ['usual', 300],
    ['shortest', 10],
    ['longest', 3600],
  ] as const)('once the page was hidden (%s scheduler: after %i s)', async (name, seconds) => {
    const visit = await openWithContact(scenes[name]);
    await visit.hint('hidden');
    await expectAbandonedAfter(visit, seconds, 'hidden');
  });

  test.each([
    ['usual', 600],
    ['shortest', 60],
    ['longest', 3600],
  ] as const)('once it fell silent (%s scheduler: after %i s)', async (name, seconds) => {
    const visit = await openWithContact(scenes[name]);
    await expectAbandonedAfter(visit, seconds, 'silent');
  });

  test.each([
    ['usual', 1800],
    ['shortest', 61],
  ] as const)('once it stood there without input (%s scheduler: after %i s)', async (name, seconds) => {
    const visit = await openWithContact(scenes[name]);
    const beats = Math.floor((seconds - 2) / 20);
    for (let beat = 0; beat < beats; beat += 1) {
      visit.scene.clock.advance(20);
      await visit.heartbeat();
      await visit.scene.decide();
    }
    await expectAbandonedAfter(visit, seconds - beats * 20, 'idle');
  });
});

describe('a sign of life in the last second', () => {
  test.each(['heartbeat', 'resumed', 'save'] as const)('by a %s takes a hint back', async (sign) => {
    const scene = scenes.usual;
    const visit = await openWithContact(scene);
    await visit.hint('closed');
    scene.clock.advance(44);
    if (sign === 'heartbeat') await visit.heartbeat();
    else if (sign === 'save') await visit.save();
    else await visit.hint('resumed');
    await expectAbandonedAfter(visit, 600, 'silent');
  });

  test('by a save makes the visitor active again, by a heartbeat does not', async () => {
    const scene = scenes.shortest;
    const visit = await openWithContact(scene);
    scene.clock.advance(59);
    await visit.save();
    scene.clock.advance(59);
    await visit.heartbeat();
    await expectAbandonedAfter(visit, 2, 'idle');
  });

  test('that came late does not take a newer hint back', async () => {
    const visit = await openWithContact(scenes.usual);
    await visit.hint('closed', { sequence: 10 });
    scenes.usual.clock.advance(30);
    await visit.heartbeat({ sequence: 9 });
    await visit.save({ sequence: 8 });
    await expectAbandonedAfter(visit, 15, 'closed');
  });

  test('hidden after closed does not give five minutes', async () => {
    const visit = await openWithContact(scenes.usual);
    await visit.hint('closed');
    scenes.usual.clock.advance(1);
    await visit.hint('hidden');
    await expectAbandonedAfter(visit, 44, 'closed');
  });
});

describe('at most once', () => {
  test('an abandoned session that is abandoned again, and again, fires no second event', async () => {
    const scene = scenes.usual;
    const visit = await openWithContact(scene);
    await visit.hint('closed');
    await expectAbandonedAfter(visit, 45, 'closed');
    const event = (await visit.row()).abandoned_event_id;
    for (let round = 0; round < 3; round += 1) {
      await visit.save({ notes: `round ${round}`, customer: { phone: '3105550199' } });
      await visit.hint('closed');
      expect((await visit.pulse()).due_at).toBeNull();
      scene.clock.advance(4_000);
      await scene.decide();
    }
    expect((await visit.events()).map(({ id }) => id)).toEqual([event]);
    expect(
      await scene.db.selectFrom('leads').where('session_id', '=', visit.id).selectAll().execute(),
    ).toHaveLength(1);
  });

  test('many loops at once decide each session once', async () => {
    const scene = scenes.usual;
    const visits: Visit[] = [];
    for (let count = 0; count < 30; count += 1) visits.push(await openWithContact(scene));
    scene.clock.advance(600);
    await Promise.all(Array.from({ length: 6 }, () => scene.decide()));
    for (const visit of visits) {
      expect(await visit.events()).toHaveLength(1);
      expect((await visit.log()).map(({ kind }) => kind)).toEqual([
        'opened',
        'abandoned',
        'qualified',
        'filed',
      ]);
    }
  });

  test('a session that somebody holds at its turn is decided a moment later, not when its lease lapses', async () => {
    const scene = scenes.usual;
    const visit = await openWithContact(scene);
    scene.clock.advance(600);
    await scene.db.transaction().execute(async (trx) => {
      await trx.selectFrom('sessions').select('id').where('id', '=', visit.id).forUpdate().execute();
      await scene.decide();
    });
    expect((await visit.row()).session_outcome).toBeNull();
    scene.clock.advance(0.2);
    await scene.decide();
    expect((await visit.row()).session_outcome).toBe('abandoned');
  });

  test('a visitor who holds a session for long does not hold up what is decided of others', async () => {
    const scene = scenes.usual;
    const [held, free] = [await openWithContact(scene), await openWithContact(scene)];
    const leaseUntil = (await held.pulse()).due_at;
    const dueAt = addSeconds(scene.clock.now(), 1);
    await scene.db.transaction().execute(async (trx) => {
      await lockPulse(trx, held.id);
      await putOff(scene.db, [held.id, free.id], leaseUntil as Date, dueAt);
    });
    expect((await free.pulse()).due_at).toEqual(dueAt);
    expect((await held.pulse()).due_at).toEqual(leaseUntil);
  });

  test('a completed session is never abandoned', async () => {
    const scene = scenes.usual;
    const visit = await openWithContact(scene);
    await visit.complete();
    await visit.hint('closed');
    scene.clock.advance(10_000);
    await scene.decide();
    expect((await visit.row()).session_outcome).toBe('completed');
    expect((await visit.events()).map(({ type }) => type)).toEqual(['tn.sp.session-completed']);
  });

  test('a session that was completed, or decided by another, between its claim and its turn is left alone', async () => {
    const scene = scenes.usual;
    const [booked, left] = [await openWithContact(scene), await openWithContact(scene)];
    await booked.complete();
    await left.hint('closed');
    await expectAbandonedAfter(left, 45, 'closed');
    scene.clock.advance(10_000);
    const before = await snapshot(scene.db);
    const publish = createPublisher(() => 'https://fieldhook.test');
    await scene.db.transaction().execute(async (trx) => {
      await decideAbandonment(trx, publish, [booked.id, left.id], scene.clock.now());
    });
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test('completing after abandonment fires the other event of the same session, and no third', async () => {
    const scene = scenes.usual;
    const visit = await openWithContact(scene);
    await visit.hint('closed');
    await expectAbandonedAfter(visit, 45, 'closed');
    scene.clock.advance(5);
    const answer = await visit.complete(tomorrow);
    expect(answer.json()).toMatchObject({ applied: true, sessionOutcome: 'completed' });
    scene.clock.advance(10_000);
    await scene.decide();
    const events = await visit.events();
    expect(events.map(({ type }) => type)).toEqual([
      'tn.sp.session-abandoned-qualified',
      'tn.sp.session-completed',
    ]);
    expect(events.map(({ parsed }) => parsed.data.session.sessionOutcome)).toEqual([
      'abandoned',
      'completed',
    ]);
    expect(new Set(events.map(({ parsed }) => parsed.data.session.id))).toEqual(new Set([visit.id]));
    expect(await visit.row()).toMatchObject({
      booked_at: new Date(scene.clock.now().getTime() - 10_000_000),
      abandoned_at: expect.any(Date),
    });
  });
});

test('a session without contact closes as abandoned and tells nobody', async () => {
  const visit = await scenes.usual.open();
  await visit.save(contact);
  await visit.save({ customer: { phone: null } });
  await visit.hint('closed');
  scenes.usual.clock.advance(45);
  await scenes.usual.decide();
  expect((await visit.row()).session_outcome).toBe('abandoned');
  expect(await visit.events()).toEqual([]);
});
