import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import {
  contact,
  expectProblem,
  type Scene,
  setScene,
  snapshot,
  tomorrow,
  type Visit,
} from '../../test/visitor.ts';

const database = useDatabase();
let scene: Scene;
let visit: Visit;

beforeAll(async () => {
  scene = await setScene(database.current.db, { scheduler: { creates: 'job' } });
  visit = await scene.open();
});

/** That both ways to give a window refuse this one and write nothing. */
async function expectRefused(fields: object, code: string, field: string): Promise<void> {
  const before = await snapshot(scene.db);
  expectProblem(await visit.save({ ...fields }), 400, code, [field]);
  expectProblem(await visit.complete({ ...contact, ...fields }), 400, code, [field]);
  expect(await snapshot(scene.db)).toEqual(before);
}

describe('an arrival window', () => {
  test('is refused once it has begun', async () => {
    const now = scene.clock.now();
    const window = { timeslotStart: now.toISOString(), timeslotEnd: tomorrow.timeslotEnd };
    await expectRefused(window, 'timeslot_in_the_past', 'timeslotStart');
    await expectRefused(
      { ...window, timeslotStart: '0000-01-01T00:00:00Z' },
      'timeslot_in_the_past',
      'timeslotStart',
    );
  });

  test('is refused when it ends before or as it starts', async () => {
    const { timeslotStart } = tomorrow;
    for (const timeslotEnd of [timeslotStart, '2026-07-15T16:59:59.999Z', '2026-07-15T19:00:00+03:00']) {
      await expectRefused({ timeslotStart, timeslotEnd }, 'timeslot_inverted', 'timeslotEnd');
    }
  });

  test('is refused when half of it is missing', async () => {
    const { timeslotStart, timeslotEnd } = tomorrow;
    await expectRefused({ timeslotStart }, 'validation_failed', 'timeslotEnd');
    await expectRefused({ timeslotEnd }, 'validation_failed', 'timeslotStart');
    await expectRefused({ timeslotStart, timeslotEnd: null }, 'validation_failed', 'timeslotEnd');
  });

  test('given earlier is not left half by a later save', async () => {
    const mine = await scene.open();
    await mine.save(tomorrow);
    expectProblem(await mine.save({ timeslotStart: null }), 400, 'validation_failed', ['timeslotStart']);
    expect((await mine.row()).timeslot_start).toEqual(new Date(tomorrow.timeslotStart));
    expect((await mine.save({ timeslotStart: null, timeslotEnd: null })).statusCode).toBe(200);
  });

  test('saved in time but begun by now does not keep other steps from being saved, only the completion', async () => {
    const late = await setScene(scene.db, { scheduler: { creates: 'job' } });
    const mine = await late.open();
    await mine.save({
      ...contact,
      timeslotStart: '2026-07-14T15:01:00Z',
      timeslotEnd: '2026-07-14T17:00:00Z',
    });
    late.clock.advance(60);
    expect((await mine.save({ notes: 'still there' })).statusCode).toBe(200);
    expectProblem(await mine.complete(), 400, 'timeslot_in_the_past', ['timeslotStart']);
    expect((await mine.complete(tomorrow)).json()).toMatchObject({ applied: true, sessionOutcome: 'booked' });
  });

  test.each([
    ['a date', '2026-07-15'],
    ['a time without a zone', '2026-07-15T17:00:00'],
    ['a day that no calendar has', '2026-02-30T17:00:00Z'],
    ['the 29th of February of a common year', '2027-02-29T17:00:00Z'],
    ['a 13th month', '2026-13-01T17:00:00Z'],
    ['hour 25', '2026-07-15T25:00:00Z'],
    ['minute 60', '2026-07-15T17:60:00Z'],
    ['a leap second', '2026-12-31T23:59:60Z'],
    ['a leap second elsewhere', '2026-12-31T15:59:60-08:00'],
    ['an hour that an offset makes valid', '2026-07-15T46:59:00+23:00'],
    ['an offset of a day', '2026-07-15T17:00:00+24:00'],
    ['an offset of hours only', '2026-07-15T17:00:00+01'],
    ['a five-digit year', '12026-07-15T17:00:00Z'],
    ['the year 10000 by its offset', '9999-12-31T23:59:59-23:00'],
    ['words', 'tomorrow'],
    ['nothing', ''],
    ['a number', 1_784_134_800_000],
    ['a list', ['2026-07-15T17:00:00Z']],
  ])('is refused when an edge of it is %s', async (_name, edge) => {
    const far = { timeslotStart: '2026-07-15T17:00:00Z', timeslotEnd: '9999-12-31T23:59:59Z' };
    await expectRefused({ ...far, timeslotStart: edge }, 'validation_failed', 'timeslotStart');
    await expectRefused({ ...far, timeslotEnd: edge }, 'validation_failed', 'timeslotEnd');
  });

  test.each([
    ['with an offset', '2026-07-15T17:00:00+05:30', '2026-07-15T11:30:00.000Z'],
    ['in small letters', '2026-07-15t17:00:00z', '2026-07-15T17:00:00.000Z'],
    ['with nanoseconds', '2026-07-15T17:00:00.123456789Z', '2026-07-15T17:00:00.123Z'],
    ['on the 29th of February of a leap year', '2028-02-29T17:00:00Z', '2028-02-29T17:00:00.000Z'],
    ['in the last year that has four digits', '9999-12-31T22:00:00Z', '9999-12-31T22:00:00.000Z'],
  ])('may start %s and is told in UTC', async (_name, timeslotStart, told) => {
    const mine = await scene.open();
    const answer = await mine.complete({ ...contact, timeslotStart, timeslotEnd: '9999-12-31T23:59:59Z' });
    expect(answer.json()).toMatchObject({ applied: true });
    const [event] = await mine.events();
    expect(event?.parsed.data.session.timeslotStart).toBe(told);
  });
});
