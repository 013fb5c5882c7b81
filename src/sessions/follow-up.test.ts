import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createScheduler } from '../../test/factories.ts';
import { type Scene, setScene, tomorrow, type Visit } from '../../test/visitor.ts';

const database = useDatabase();
let scene: Scene;

beforeAll(async () => {
  scene = await setScene(database.current.db);
});

let numbers = 100;
/** A possible phone number that no other visitor of this file has. */
function newPhone(): string {
  numbers += 1;
  return `+1 (310) 555-0${numbers}`;
}

async function leave(visit: Visit): Promise<void> {
  await visit.hint('closed');
  scene.clock.advance(45);
  await scene.decide();
}

const kinds = async (visit: Visit): Promise<string[]> => (await visit.log()).map(({ kind }) => kind);

async function lastDecision(visit: Visit): Promise<unknown> {
  return (await visit.log()).findLast(({ kind }) => kind === 'not_qualified' || kind === 'suppressed');
}

async function expectNoEvent(visit: Visit, kind: string, reason: string): Promise<void> {
  expect(await lastDecision(visit)).toEqual({ kind, detail: { reason } });
  expect(await visit.events()).toEqual([]);
  expect(await visit.row()).toMatchObject({
    session_outcome: 'abandoned',
    abandoned_event_id: null,
    booking_id: null,
    lead_id: null,
  });
}

describe('an abandoned session does not qualify', () => {
  const customer = { phone: '3105550100', email: 'dana@example.com' };

  test('when a bot came', async () => {
    const visit = await scene.open({}, { 'user-agent': 'curl/8.5.0' });
    await visit.save({ customer });
    await leave(visit);
    await expectNoEvent(visit, 'not_qualified', 'bot');
  });

  test('when it was a test', async () => {
    const visit = await scene.open({ isTest: true });
    await visit.save({ customer });
    await leave(visit);
    await expectNoEvent(visit, 'not_qualified', 'test');
  });

  test("on a call centre's scheduler", async () => {
    const schedulerId = await createScheduler(scene.db, scene.tenant, { mode: 'Call_Center' });
    const visit = await scene.open({ schedulerId });
    await visit.save({ customer });
    await leave(visit);
    await expectNoEvent(visit, 'not_qualified', 'call_center');
  });

  test.each([
    ['nothing', {}],
    ['a name', { firstName: 'Dana' }],
    ['half a number', { phone: '555-01' }],
    ['no address', { email: 'dana@localhost' }],
  ])('when it left %s', async (_name, told) => {
    const visit = await scene.open();
    await visit.save({ customer: told });
    await leave(visit);
    await expectNoEvent(visit, 'not_qualified', 'no_contact');
  });
});

describe('an abandoned session qualifies', () => {
  test.each([
    ['a phone number', { phone: '(310) 555-0190' }],
    ['an e-mail address', { email: 'someone@example.com' }],
  ])('with %s alone', async (_name, customer) => {
    const visit = await scene.open();
    await visit.save({ customer });
    await leave(visit);
    expect(await visit.events()).toHaveLength(1);
  });

  test('when a blocker stopped the visitor, and tells it', async () => {
    const visit = await scene.open();
    await visit.save({ customer: { phone: newPhone() }, blockerType: 'OutOfServiceArea' });
    await leave(visit);
    const [event] = await visit.events();
    expect(event?.parsed.data.session.blockerType).toBe('OutOfServiceArea');
  });

  test('when the visitor comes back after leaving without contact and leaves a number', async () => {
    const visit = await scene.open();
    await visit.save({ notes: 'no contact yet' });
    await leave(visit);
    await expectNoEvent(visit, 'not_qualified', 'no_contact');
    const firstLeft = (await visit.row()).abandoned_at;
    await visit.heartbeat();
    expect((await visit.pulse()).due_at).toBeNull();
    await visit.save({ customer: { phone: newPhone() } });
    await leave(visit);
    expect(await visit.events()).toHaveLength(1);
    expect((await visit.row()).abandoned_at).toEqual(firstLeft);
    expect((await kinds(visit)).join(' ')).toBe(
      'opened hint abandoned not_qualified reopened hint abandoned qualified filed',
    );
  });
});

async function book(customer: object, open: { isTest?: boolean } = {}): Promise<void> {
  const answer = await (await scene.open(open)).complete({ customer });
  expect(answer.json()).toMatchObject({ applied: true });
}

/** Leaves with this contact so that the decision falls the given minutes after now. */
async function leaveAfter(minutes: number, customer: object): Promise<Visit> {
  scene.clock.advance(minutes * 60 - 45);
  const visit = await scene.open();
  await visit.save({ customer });
  await leave(visit);
  return visit;
}

describe('a contact that booked', () => {
  test.each([
    ['the same phone number in another formatting', { phone: '+13105550170' }, { phone: '310.555.0170' }],
    [
      'the same e-mail address in other letters',
      { email: 'Kim.Lee@Example.com' },
      { email: ' kim.lee@EXAMPLE.COM', phone: '3105550171' },
    ],
  ])('in the last 60 minutes is left alone: %s', async (_name, booked, left) => {
    await book(booked);
    await expectNoEvent(await leaveAfter(59, left), 'suppressed', 'booked_recently');
    const later = await leaveAfter(2, left);
    expect(await later.events()).toHaveLength(1);
  });

  test('exactly 60 minutes ago is followed up, a second less is not', async () => {
    const customer = { phone: newPhone() };
    await book(customer);
    await expectNoEvent(await leaveAfter(60 - 1 / 60, customer), 'suppressed', 'booked_recently');
    const other = { phone: newPhone() };
    await book(other);
    expect(await (await leaveAfter(60, other)).events()).toHaveLength(1);
  });

  test('with another tenant, or only as a test, is followed up', async () => {
    const customer = { phone: newPhone() };
    const elsewhere = await setScene(scene.db);
    await (await elsewhere.open()).complete({ customer });
    await book(customer, { isTest: true });
    expect(await (await leaveAfter(1, customer)).events()).toHaveLength(1);
  });
});

describe('the contact of a qualified abandonment is filed', () => {
  test.each([
    ['booking', 'job'],
    ['booking', 'booking'],
    ['lead', 'job'],
    ['lead', 'booking'],
  ] as const)('as a %s and stays linked when a %s comes of it', async (filesAs, creates) => {
    const schedulerId = await createScheduler(scene.db, scene.tenant, {
      files_abandoned_as: filesAs,
      creates,
    });
    const visit = await scene.open({ schedulerId });
    await visit.save({ customer: { phone: newPhone() } });
    await leave(visit);
    const filed = await visit.row();
    const bookings = () =>
      scene.db.selectFrom('bookings').selectAll().where('session_id', '=', visit.id).execute();
    const leads = () => scene.db.selectFrom('leads').selectAll().where('session_id', '=', visit.id).execute();
    expect([(await bookings()).length, (await leads()).length]).toEqual(
      filesAs === 'booking' ? [1, 0] : [0, 1],
    );
    const [abandoned] = await visit.events();
    expect(abandoned?.parsed.data.session).toMatchObject({
      bookingId: filed.booking_id,
      leadId: filed.lead_id,
      sessionOutcome: 'abandoned',
    });

    expect((await visit.complete({ ...tomorrow, sequence: 1 })).json()).toMatchObject({
      applied: false,
      sessionOutcome: 'abandoned',
      jobId: null,
      bookingId: filed.booking_id,
    });

    scene.clock.advance(20);
    const answer = (await visit.complete(tomorrow)).json();
    expect(answer).toMatchObject({ sessionOutcome: creates === 'job' ? 'booked' : 'completed' });
    const row = await visit.row();
    expect(row.lead_id).toBe(filed.lead_id);
    if (filesAs === 'booking') {
      expect(answer.bookingId).toBe(filed.booking_id);
      expect(await bookings()).toMatchObject([
        {
          id: filed.booking_id,
          source: 'abandoned_session',
          timeslot_start: new Date(tomorrow.timeslotStart),
          converted_at: scene.clock.now(),
          converted_to_job_id: answer.jobId,
        },
      ]);
    } else {
      expect((await bookings()).length).toBe(creates === 'booking' ? 1 : 0);
      expect(await leads()).toHaveLength(1);
    }
    const [, completed] = await visit.events();
    expect(completed?.parsed.data.session).toMatchObject({
      bookingId: answer.bookingId,
      jobId: answer.jobId,
      leadId: filed.lead_id,
    });
  });
});
