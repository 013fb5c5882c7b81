import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { contact, expectProblem, type Scene, setScene, snapshot, tomorrow } from '../../test/visitor.ts';
import { milestones } from './schema.ts';

const database = useDatabase();
let scene: Scene;

beforeAll(async () => {
  scene = await setScene(database.current.db);
});

const nothing = (fields: object) => Object.fromEntries(Object.keys(fields).map((name) => [name, null]));

const everything = {
  gbpName: 'Evergreen on Main Street',
  ...tomorrow,
  category: 'Plumbing',
  jobTypeId: 0,
  businessUnitId: 41,
  zoneId: Number.MAX_SAFE_INTEGER,
  customerResponses: ['It "leaks", {badly}', '', 'NULL', '\\ 💧'],
  notes: 'Zweite Tür; 犬がいる',
  mobileNotificationOptIn: true,
  blockerType: 'NoAvailability',
  blockerToBookAdditionalData: '{"zip":"91203"}',
  dispatchFeeQuoted: '89.00',
  isLocationTakeover: false,
  customOptIn: true,
  marketingOptIn: false,
  membershipInterest: 'Gold',
  paymentInfoCaptured: false,
  externalId: 'x-1',
  recurringServiceId: 7,
  campaignName: 'Summer',
  linearNavigationEnabled: true,
  aiModeEnabled: false,
};

describe('saving', () => {
  test('logs a blocker when it comes, changes or goes, once', async () => {
    const visit = await scene.open();
    const blockerTypes = [undefined, 'NoAvailability', 'NoAvailability', 'InvalidAddress', null, null];
    for (const blockerType of blockerTypes) {
      const told = { blockerType, blockerToBookAdditionalData: 'Dana lives far out.' };
      expect((await visit.save(told)).json()).toEqual({ applied: true });
    }
    expect(await visit.log()).toEqual([
      { kind: 'opened', detail: {} },
      { kind: 'blocked', detail: { blockerType: 'NoAvailability' } },
      { kind: 'blocked', detail: { blockerType: 'InvalidAddress' } },
      { kind: 'unblocked', detail: {} },
    ]);
  });

  test('stores every field of every step, and null takes each of them back', async () => {
    const visit = await scene.open();
    const address = {
      street: '1 Alder St',
      unit: '2',
      city: 'Glendale',
      state: 'CA',
      zip: '91203',
      country: 'US',
    };
    const names = {
      firstName: 'Dana',
      lastName: "O'Neil",
      email: ' Dana@Example.com ',
      phone: '310.555.0142',
    };
    const customer = { ...names, isNewCustomer: false, isNewLocation: false, address };
    expect((await visit.save({ ...everything, customer })).json()).toEqual({ applied: true });
    expect(await visit.row()).toMatchObject({
      gbp_name: 'Evergreen on Main Street',
      timeslot_start: new Date(tomorrow.timeslotStart),
      timeslot_end: new Date(tomorrow.timeslotEnd),
      zone_id: Number.MAX_SAFE_INTEGER,
      customer_responses: everything.customerResponses,
      notes: everything.notes,
      last_name: "O'Neil",
      phone: '310.555.0142',
      contact_phone: '+13105550142',
      email: 'Dana@Example.com',
      contact_email: 'dana@example.com',
      is_new_customer: false,
      zip: '91203',
    });

    const blank = await visit.save({
      ...nothing(everything),
      customer: { ...nothing(names), address: nothing(address) },
    });
    expect(blank.json()).toEqual({ applied: true });
    expect(await visit.row()).toMatchObject({
      timeslot_start: null,
      timeslot_end: null,
      customer_responses: null,
      notes: null,
      phone: null,
      contact_phone: null,
      email: null,
      contact_email: null,
      is_new_customer: false,
      zip: null,
    });
  });

  test('leaves what is left out as it was', async () => {
    const visit = await scene.open();
    await visit.save({ notes: 'first', customer: { firstName: 'Dana', address: { city: 'Glendale' } } });
    await visit.save({ category: 'Plumbing', customer: { address: { zip: '91203' } } });
    expect(await visit.row()).toMatchObject({
      notes: 'first',
      first_name: 'Dana',
      city: 'Glendale',
      zip: '91203',
      category: 'Plumbing',
    });
  });

  test('keeps what was typed where it is no possible number and no valid address', async () => {
    const visit = await scene.open();
    await visit.save({ customer: { phone: '555', email: 'dana@' } });
    expect(await visit.row()).toMatchObject({
      phone: '555',
      contact_phone: null,
      email: 'dana@',
      contact_email: null,
    });
  });

  test("reads phone numbers as in the tenant's region", async () => {
    const british = await (await setScene(scene.db, { tenant: { region: 'GB' } })).open();
    await british.save({ customer: { phone: '020 7946 0018' } });
    expect((await british.row()).contact_phone).toBe('+442079460018');
  });
});

describe('the sequence number', () => {
  test('makes late and repeated saves change nothing', async () => {
    const visit = await scene.open();
    await visit.save({ sequence: 10, notes: 'newest' });
    scene.clock.advance(5);
    const before = await snapshot(scene.db);
    for (const sequence of [10, 9, 1]) {
      const answer = await visit.save({ sequence, notes: 'old', milestone: 'details' });
      expect([answer.statusCode, answer.json()]).toEqual([200, { applied: false }]);
    }
    expect(await snapshot(scene.db)).toEqual(before);
  });

  test('is shared by saves, heartbeats and hints', async () => {
    const visit = await scene.open();
    await visit.heartbeat({ sequence: 3 });
    expect((await visit.save({ sequence: 3 })).json()).toEqual({ applied: false });
    await visit.hint('hidden', { sequence: 4 });
    expect((await visit.save({ sequence: 4 })).json()).toEqual({ applied: false });
    expect((await visit.save({ sequence: 5 })).json()).toEqual({ applied: true });
    expect((await visit.heartbeat({ sequence: 5 })).json()).toEqual({ applied: false });
  });

  test('decides between saves that arrive at once: the highest stays', async () => {
    const visit = await scene.open();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        visit.save({ sequence: index + 1, notes: `note ${index + 1}` }),
      ),
    );
    expect(answers.every((answer) => answer.statusCode === 200)).toBe(true);
    expect(await visit.row()).toMatchObject({ notes: 'note 10' });
    expect((await visit.pulse()).sequence).toBe(10);
  });
});

describe('a completed session', () => {
  test('refuses a save with a higher number and does not apply one with a lower or equal', async () => {
    const visit = await scene.open();
    await visit.complete({ sequence: 5, ...contact });
    const before = await snapshot(scene.db);
    expectProblem(await visit.save({ sequence: 6, notes: 'x' }), 409, 'session_completed', ['sequence']);
    for (const sequence of [5, 4]) {
      const answer = await visit.save({ sequence, notes: 'x' });
      expect([answer.statusCode, answer.json()]).toEqual([200, { applied: false }]);
    }
    expect(await snapshot(scene.db)).toEqual(before);
  });
});

describe('milestones', () => {
  const steps = {
    zipcode: 'Location',
    interacted: null,
    issue: 'Service Selection',
    schedule: 'Availability',
    customer: 'Contact Info',
    details: 'Contact Info',
  };

  test.each(milestones)('%s is kept as the instant it was first reached', async (milestone) => {
    const visit = await scene.open();
    const first = scene.clock.now();
    await visit.save({ milestone });
    scene.clock.advance(60);
    await visit.save({ milestone });
    const row = await visit.row();
    expect(row[`${milestone}_at`]).toEqual(first);
    expect(row.interacted_at).toEqual(first);
    expect(row.last_step).toBe(steps[milestone]);
    const others = milestones.filter((name) => name !== milestone && name !== 'interacted');
    for (const other of others) expect(row[`${other}_at`]).toBeNull();
  });

  test('that belong to no step leave the last step as it was', async () => {
    const visit = await scene.open();
    await visit.save({ milestone: 'issue' });
    await visit.save({ milestone: 'interacted' });
    expect((await visit.row()).last_step).toBe('Service Selection');
  });

  test('interacted is reached with the first information of any kind, not by a call that tells nothing', async () => {
    const visit = await scene.open();
    await visit.save();
    await visit.save({ customer: { address: {} } });
    await visit.save({ notes: null });
    await visit.heartbeat();
    expect((await visit.row()).interacted_at).toBeNull();
    scene.clock.advance(7);
    await visit.save({ customer: { address: { zip: '91203' } } });
    expect((await visit.row()).interacted_at).toEqual(scene.clock.now());
  });

  test('booked is reached by completing, and an unknown one names the field', async () => {
    const visit = await scene.open();
    for (const milestone of ['booked', 'opened', 'constructor', null, 5]) {
      const answer = await visit.save({ milestone });
      expectProblem(answer, 400, 'validation_failed', ['milestone']);
    }
    await visit.complete({ sequence: 99, ...contact });
    expect(await visit.row()).toMatchObject({
      booked_at: scene.clock.now(),
      interacted_at: scene.clock.now(),
      last_step: 'Booking Confirmation',
    });
  });
});
