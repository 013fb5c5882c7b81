import { beforeAll, describe, expect, test } from 'vitest';
import { asOwner, useDatabase } from '../../test/db.ts';
import { contact, expectProblem, type Scene, setScene, snapshot, tomorrow } from '../../test/visitor.ts';
import { toSessionResponse } from './session-response.ts';

const database = useDatabase();
/** A scene whose scheduler makes jobs, and one whose makes bookings. */
let jobs: Scene;
let bookings: Scene;

beforeAll(async () => {
  jobs = await setScene(database.current.db, { scheduler: { creates: 'job' } });
  bookings = await setScene(database.current.db, { scheduler: { creates: 'booking' } });
});

const rowsOf = (scene: Scene, table: 'jobs' | 'bookings' | 'leads', sessionId: string) =>
  scene.db.selectFrom(table).selectAll().where('session_id', '=', sessionId).execute();

describe('completing', () => {
  test('makes a job of the arrival window and one event that tells it', async () => {
    const visit = await jobs.open();
    await visit.save({ ...contact, milestone: 'details' });
    const answer = await visit.complete(tomorrow);
    const [job, ...more] = await rowsOf(jobs, 'jobs', visit.id);
    expect(more).toEqual([]);
    expect(answer.json()).toEqual({
      applied: true,
      sessionId: visit.id,
      sessionOutcome: 'booked',
      jobId: job?.id,
      bookingId: null,
    });
    expect(job).toMatchObject({ timeslot_start: new Date(tomorrow.timeslotStart) });
    expect(await rowsOf(jobs, 'bookings', visit.id)).toEqual([]);

    const [event, ...others] = await visit.events();
    expect(others).toEqual([]);
    expect(event?.parsed).toMatchObject({
      type: 'tn.sp.session-completed',
      time: jobs.clock.now().toISOString(),
      source: 'https://fieldhook.test',
      userassignedid: event?.id,
      data: {
        tenantId: jobs.tenant.tenantId,
        tenantName: 'Evergreen',
        session: {
          id: visit.id,
          sessionOutcome: 'booked',
          jobId: job?.id,
          bookingId: null,
          leadId: null,
          lastStep: 'Booking Confirmation',
          timeslotEnd: tomorrow.timeslotEnd,
          customer: { firstName: 'Dana', phone: '+13105550142' },
        },
      },
    });
    expect((await visit.row()).completed_event_id).toBe(event?.id);
    expect((await visit.log()).map((entry) => entry.kind)).toEqual(['opened', 'completed']);
  });

  test('makes a booking, with or without an arrival window', async () => {
    for (const window of [{}, tomorrow]) {
      const visit = await bookings.open();
      const answer = await visit.complete({ ...contact, ...window });
      const [booking] = await rowsOf(bookings, 'bookings', visit.id);
      expect(answer.json()).toMatchObject({
        sessionOutcome: 'completed',
        jobId: null,
        bookingId: booking?.id,
      });
      expect(booking).toMatchObject({ source: 'completed_session', converted_at: null });
      expect(await visit.events()).toHaveLength(1);
    }
  });

  test('needs an arrival window for a job, and a contact that can be reached', async () => {
    const visit = await jobs.open();
    const before = await snapshot(jobs.db);
    expectProblem(await visit.complete(contact), 400, 'timeslot_required', ['timeslotStart']);
    for (const customer of [{}, { phone: '555' }, { email: 'dana@' }, { phone: null, email: null }]) {
      const answer = await visit.complete({ ...tomorrow, customer });
      expectProblem(answer, 400, 'contact_required', ['customer.phone']);
    }
    expect(await snapshot(jobs.db)).toEqual(before);
    const answer = await visit.complete({ ...tomorrow, customer: { email: 'dana@example.com' } });
    expect(answer.json()).toMatchObject({ applied: true });
  });

  test('with a number that is not above the last one changes nothing', async () => {
    const visit = await bookings.open();
    await visit.save({ sequence: 7, ...contact });
    const before = await snapshot(bookings.db);
    for (const sequence of [7, 6]) {
      const answer = await visit.complete({ sequence });
      expect(answer.json()).toMatchObject({
        applied: false,
        sessionOutcome: null,
        jobId: null,
        bookingId: null,
      });
    }
    expect(await snapshot(bookings.db)).toEqual(before);
    expect((await visit.complete({ sequence: 8 })).json()).toMatchObject({ applied: true });
  });
});

describe('the idempotency key', () => {
  test.each([
    ['job', () => jobs],
    ['booking', () => bookings],
  ])('gives the first answer again and makes one %s, also for ten calls at once', async (kind, sceneOf) => {
    const scene = sceneOf();
    const visit = await scene.open();
    const body = { sequence: 1, ...contact, ...tomorrow };
    const answers = await Promise.all(Array.from({ length: 10 }, () => visit.complete(body)));
    scene.clock.advance(30 * 24 * 3600);
    answers.push(await visit.complete(body));
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array.from({ length: 11 }, () => 200));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(await rowsOf(scene, kind === 'job' ? 'jobs' : 'bookings', visit.id)).toHaveLength(1);
    expect(await visit.events()).toHaveLength(1);
    scene.clock.advance(-30 * 24 * 3600);
  });

  test('means the body, not the order of its members or how the secret came', async () => {
    const visit = await bookings.open();
    const first = await visit.complete({
      sequence: 1,
      notes: 'a',
      customer: { email: 'a@example.com', phone: '' },
    });
    const again = await visit.complete({
      customer: { phone: '', email: 'a@example.com' },
      notes: 'a',
      sequence: 1,
      secret: visit.secret,
    });
    expect(again.body).toBe(first.body);
  });

  test('with another body is refused, and another key after completion too', async () => {
    const visit = await bookings.open();
    const body = { sequence: 1, ...contact };
    await visit.complete(body);
    const before = await snapshot(bookings.db);
    for (const other of [
      { ...body, notes: 'x' },
      { ...body, notes: null },
      { ...body, sequence: 2 },
    ]) {
      const answer = await visit.complete(other);
      expectProblem(answer, 422, 'idempotency_key_reused', ['idempotency-key']);
    }
    for (const other of [body, { ...body, sequence: 2 }]) {
      const answer = await visit.complete(other, 'key-2');
      expectProblem(answer, 409, 'session_completed', ['idempotency-key']);
    }
    expect(await snapshot(bookings.db)).toEqual(before);
  });

  test('under different names at once completes once', async () => {
    const visit = await jobs.open();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        visit.complete({ sequence: index + 1, ...contact, ...tomorrow }, `key-${index}`),
      ),
    );
    const applied = answers.filter((answer) => answer.statusCode === 200 && answer.json().applied);
    expect(applied).toHaveLength(1);
    for (const answer of answers) {
      if (answer.statusCode !== 200) expectProblem(answer, 409, 'session_completed', ['idempotency-key']);
    }
    expect(await rowsOf(jobs, 'jobs', visit.id)).toHaveLength(1);
    expect(await visit.events()).toHaveLength(1);
  });

  test('belongs to its session: two sessions may use the same', async () => {
    const [one, two] = [await bookings.open(), await bookings.open()];
    expect((await one.complete(contact)).json()).toMatchObject({ applied: true, sessionId: one.id });
    expect((await two.complete(contact)).json()).toMatchObject({ applied: true, sessionId: two.id });
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['too long', 'k'.repeat(201)],
    ['of control characters', '\u0001'],
    ['of several words', 'two words'],
    ['of letters beyond ASCII', 'schlüssel'],
  ])('that is %s is refused and writes nothing', async (_name, key) => {
    const visit = await bookings.open();
    const before = await snapshot(bookings.db);
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const answer = await visit.call('complete', { sequence: 1, ...contact }, headers);
    expectProblem(answer, 400, 'validation_failed', ['idempotency-key']);
    expect(await snapshot(bookings.db)).toEqual(before);
  });

  test('may be 200 characters long', async () => {
    const visit = await bookings.open();
    expect((await visit.complete(contact, '~'.repeat(200))).statusCode).toBe(200);
  });
});

test('the event tells what the database holds, though the row is not read back', async () => {
  const texts = ['NULL', '{"a",\\}', 'e\u0301 \u00a0\u200b', ' padded\r\n', '', '\ud83d\ude80', "it's \\N"];
  const visit = await jobs.open();
  await visit.save({ ...contact, milestone: 'schedule', gbpName: 'kept', notes: 'taken back' });
  jobs.clock.advance(0.001);
  const fields = {
    timeslotStart: '2026-07-15T10:00:00.123456789-07:00',
    timeslotEnd: '2026-07-15T20:00:00.9994+00:30',
    jobTypeId: Number.MAX_SAFE_INTEGER,
    zoneId: -0,
    customerResponses: texts,
    notes: null,
    category: texts[2],
    customOptIn: false,
    customer: {
      lastName: texts[3],
      email: ' Dana@Example.COM ',
      phone: '(310) 555-0142',
      address: { zip: texts[1] },
    },
  };
  expect((await visit.complete(fields)).statusCode).toBe(200);
  const [event] = await visit.events();
  const { last_checkin_at } = await visit.pulse();
  expect(event?.parsed.data.session).toEqual(toSessionResponse(await visit.row(), last_checkin_at));
});

test('a completion whose row cannot be written leaves nothing behind, neither an event nor a line of its log', async () => {
  const { url } = database.current;
  await asOwner(url, `alter table sessions add constraint refused check (notes <> 'refused')`);
  for (let time = 0; time < 5; time += 1) {
    const visit = await jobs.open();
    await visit.save(contact);
    const before = await snapshot(jobs.db);
    expect((await visit.complete({ ...tomorrow, notes: 'refused' })).statusCode).toBe(500);
    expect(await snapshot(jobs.db)).toEqual(before);
    expect((await visit.complete(tomorrow)).statusCode).toBe(200);
  }
});
