import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { contact, expectProblem, type Scene, setScene, snapshot } from '../../test/visitor.ts';
import { lockSession, updatePulse } from './queries.ts';

const database = useDatabase();
let scene: Scene;

beforeAll(async () => {
  scene = await setScene(database.current.db);
});

describe('a heartbeat', () => {
  test('moves only when the session was last heard of', async () => {
    const visit = await scene.open();
    await visit.save(contact);
    const [row, pulse] = [await visit.row(), await visit.pulse()];
    scene.clock.advance(20);
    expect((await visit.heartbeat()).json()).toEqual({ applied: true });
    expect(await visit.row()).toEqual(row);
    expect(await visit.pulse()).toEqual({
      ...pulse,
      sequence: 2,
      last_checkin_at: scene.clock.now(),
      due_at: new Date(scene.clock.now().getTime() + 600_000),
    });
  });

  test('that comes late or again changes nothing', async () => {
    const visit = await scene.open();
    await visit.heartbeat({ sequence: 5 });
    scene.clock.advance(20);
    const before = await snapshot(scene.db);
    for (const sequence of [5, 4, 1]) {
      const answer = await visit.heartbeat({ sequence });
      expect([answer.statusCode, answer.json()]).toEqual([200, { applied: false }]);
    }
    expect(await snapshot(scene.db)).toEqual(before);
  });
});

describe('a hint', () => {
  test('is logged with its number', async () => {
    const visit = await scene.open();
    await visit.hint('hidden');
    await visit.hint('resumed');
    expect(await visit.log()).toEqual([
      { kind: 'opened', detail: {} },
      { kind: 'hint', detail: { hint: 'hidden', sequence: 1 } },
      { kind: 'hint', detail: { hint: 'resumed', sequence: 2 } },
    ]);
  });

  test.each(['heartbeat', 'resumed', 'save'] as const)(
    'is taken back by a %s with a higher number only',
    async (sign) => {
      const visit = await scene.open();
      const give = (sequence: number) => {
        if (sign === 'heartbeat') return visit.heartbeat({ sequence });
        return sign === 'save' ? visit.save({ sequence }) : visit.hint('resumed', { sequence });
      };
      await visit.hint('closed', { sequence: 5 });
      for (const sequence of [4, 5]) expect((await give(sequence)).json()).toEqual({ applied: false });
      expect((await visit.pulse()).hint).toBe('closed');
      expect((await give(6)).json()).toEqual({ applied: true });
      expect(await visit.pulse()).toMatchObject({ hint: null, hinted_at: null, sequence: 6 });
    },
  );

  test('hidden does not relax closed, whichever of the two a closing browser reports first', async () => {
    const visit = await scene.open();
    await visit.hint('hidden');
    await visit.hint('closed');
    const due = (await visit.pulse()).due_at;
    expect(due).toEqual(new Date(scene.clock.now().getTime() + 45_000));
    scene.clock.advance(1);
    expect((await visit.hint('hidden')).json()).toEqual({ applied: true });
    expect(await visit.pulse()).toMatchObject({ hint: 'closed', due_at: due, sequence: 3 });
  });

  test('given again does not put off when the session is due', async () => {
    const visit = await scene.open();
    for (const hint of ['hidden', 'closed'] as const) {
      await visit.hint(hint);
      const due = (await visit.pulse()).due_at;
      scene.clock.advance(10);
      await visit.hint(hint);
      expect((await visit.pulse()).due_at).toEqual(due);
    }
  });

  test('of an unknown kind names the field', async () => {
    const visit = await scene.open();
    for (const hint of ['gone', '', null, 1, ['closed']]) {
      const answer = await visit.call('hints', { sequence: 1, hint });
      expectProblem(answer, 400, 'validation_failed', ['hint']);
    }
    expectProblem(await visit.call('hints', { sequence: 1 }), 400, 'validation_failed', ['hint']);
  });
});

describe('after completion', () => {
  test('heartbeats and hints answer 204 without a body, whatever their number, and change nothing', async () => {
    const visit = await scene.open();
    await visit.complete(contact);
    const before = await snapshot(scene.db);
    for (const sequence of [1, 2, 99]) {
      for (const answer of [
        await visit.heartbeat({ sequence }),
        await visit.hint('closed', { sequence }),
        await visit.hint('resumed', { sequence }),
      ]) {
        expect([answer.statusCode, answer.body]).toEqual([204, '']);
      }
    }
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test('a hint that waited for the completion sees it', async () => {
    const visit = await scene.open();
    const { db } = scene;
    let answer: ReturnType<typeof visit.hint> | undefined;
    await db.transaction().execute(async (trx) => {
      // What a completion does, held open until the hint waits for the lock.
      const session = await lockSession(trx, visit.id);
      answer = visit.hint('closed', { sequence: 9 });
      void answer.then(() => undefined);
      await waitForBlocked(1);
      await trx
        .updateTable('sessions')
        .set({
          session_outcome: 'completed',
          booked_at: scene.clock.now(),
          completed_event_id: '00000000-0000-7000-8000-000000000000',
          completion_key: 'k',
          completion_body_hash: Buffer.alloc(32),
          completion_answer: '{}',
        })
        .where('id', '=', visit.id)
        .execute();
      await updatePulse(trx, scene.tenant.tenantId, visit.id, session!.pulse, null);
    });
    expect((await answer)?.statusCode).toBe(204);
    expect((await visit.log()).map((entry) => entry.kind)).toEqual(['opened']);
  });
});

/** Resolves when `count` connections of this database wait for a lock. */
async function waitForBlocked(count: number): Promise<void> {
  for (;;) {
    const { rows } = await database.current.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length >= count) return;
  }
}
