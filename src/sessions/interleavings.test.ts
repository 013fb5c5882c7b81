import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { connect, createApp, createScheduler, createTenant } from '../../test/factories.ts';
import { Handover } from '../deliveries/handover.ts';
import { createPublisher } from '../events/publish.ts';
import { addSeconds } from '../lib/clock.ts';
import { ApiError } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { decideDueSessions } from './abandonment-loop.ts';
import { checkIn } from './check-in.ts';
import { completeSession } from './complete.ts';
import { type Call, contactOf, openVisits, type Plan, plans, type Visit } from './racing-visits.fixture.ts';
import { saveProgress } from './save.ts';

const SESSIONS = 10_000;
const WAVE = 125;
const SWEEPERS = 3;

const database = useDatabase(12);
const publish = createPublisher(() => 'https://fieldhook.test');
const handover = new Handover(() => undefined);

interface Played {
  readonly plan: Plan;
  readonly sessionId: string;
  /** Calls that were answered as applied, each once. */
  readonly applied: readonly Call[];
  readonly highestApplied: number;
}

test(
  `at most one event of each type, none lost, whatever races: ${SESSIONS} random interleavings`,
  { timeout: 240_000 },
  async () => {
    const { hotDb: db } = database.current;
    const tenant = await createTenant(db);
    await connect(db, tenant, await createApp(db, 'https://receiver.test/hook'));
    const schedulers = new Map<string, string>();
    for (const creates of ['job', 'booking'] as const) {
      for (const filesAs of ['booking', 'lead'] as const) {
        const given = { creates, files_abandoned_as: filesAs, closed_after_seconds: 10 };
        schedulers.set(`${creates} ${filesAs}`, await createScheduler(db, tenant, given));
      }
    }
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);
    const clock = new TestClock();
    const sampled = fc.sample(plans, { seed, numRuns: SESSIONS });
    for (let start = 0; start < SESSIONS; start += WAVE) {
      const wave = sampled.slice(start, start + WAVE);
      const played = await playWave(wave, start, tenant.dataApiKey, schedulers, clock);
      await checkWave(played, seed);
    }
    expect(await countOrphans()).toEqual({ events: 0, deliveries: 0, queued: 0 });
  },
);

async function playWave(
  wave: readonly Plan[],
  start: number,
  dataApiKey: string,
  schedulers: ReadonlyMap<string, string>,
  clock: TestClock,
): Promise<Played[]> {
  const visitors = await openVisits(database.current, wave, start, dataApiKey, schedulers, clock);
  clock.advance(11);
  const sweeping = sweepUntilIdle(clock);
  const played = await Promise.all(visitors.map((visitor) => race(visitor, clock)));
  await sweeping;
  // Everything that is still open falls due.
  clock.advance(60 * 60);
  await sweepUntilIdle(clock);
  // Who was passed over since another sweeper held it for a moment is due again soon; one sweeper alone passes over nobody.
  clock.advance(1);
  await sweepUntilIdle(clock, 1);
  clock.advance(2 * 60 * 60);
  return played;
}

async function sweepUntilIdle(clock: TestClock, sweepers = SWEEPERS): Promise<void> {
  const { hotDb: db } = database.current;
  const deps = { db, publish, clock: clock.now, log: silentLog, onCommitted: () => undefined };
  const sweep = async (): Promise<void> => {
    while ((await decideDueSessions(deps)) === 'more');
  };
  await Promise.all(Array.from({ length: sweepers }, sweep));
}

async function race({ plan, sessionId, secret, number }: Visit, clock: TestClock): Promise<Played> {
  const { hotDb: db } = database.current;
  const now = clock.now();
  const complete = (sequence: number, idempotencyKey: string) => {
    const inHours = (hours: number): string => addSeconds(now, hours * 3_600).toISOString();
    const customer = contactOf('phone', number);
    const body = { sequence, timeslotStart: inHours(1), timeslotEnd: inHours(3), customer };
    return completeSession(db, { publish, handover }, { sessionId, secret, idempotencyKey, body }, now);
  };
  const save = (sequence: number, fields: object) =>
    saveProgress(db, sessionId, secret, { sequence, ...fields }, now);
  const hint = async (sign: 'closed' | 'hidden' | 'resumed' | 'heartbeat', sequence: number) => {
    const answer = await checkIn(db, sessionId, secret, sign, sequence, now);
    return { applied: answer.kind === 'checked_in' && answer.applied };
  };
  const sequenceOf: Record<Call, number> = {
    close: 3,
    hide: 4,
    resume: 5,
    heartbeat: 6,
    save: 7,
    save_contact: 8,
    complete: 9,
    repeat: 9,
    complete_anew: 10,
  };
  const calls: Record<Call, () => Promise<{ applied: boolean }>> = {
    close: () => hint('closed', sequenceOf.close),
    hide: () => hint('hidden', sequenceOf.hide),
    resume: () => hint('resumed', sequenceOf.resume),
    heartbeat: () => hint('heartbeat', sequenceOf.heartbeat),
    save: () => save(sequenceOf.save, { notes: 'The dog is friendly.' }),
    save_contact: () => save(sequenceOf.save_contact, { customer: contactOf('phone', number) }),
    complete: () => complete(sequenceOf.complete, 'key'),
    repeat: () => complete(sequenceOf.complete, 'key'),
    complete_anew: () => complete(sequenceOf.complete_anew, 'another key'),
  };
  const answers = await Promise.all(
    plan.race.map(async (call) => {
      try {
        return { call, applied: (await calls[call]()).applied };
      } catch (err) {
        if (err instanceof ApiError && err.code === 'session_completed') return { call, applied: false };
        throw err;
      }
    }),
  );
  const applied = answers.filter((answer) => answer.applied).map((answer) => answer.call);
  const highestApplied = Math.max(plan.closesBefore ? 2 : 1, ...applied.map((call) => sequenceOf[call]));
  return { plan, sessionId, applied, highestApplied };
}

/** Holds what became of each session against what its visitor was told. */
async function checkWave(played: readonly Played[], seed: number): Promise<void> {
  const { pool } = database.current;
  const { rows } = await pool.query<Outcome>(
    `with published as (
       select session_id,
         count(*) filter (where type = 'tn.sp.session-completed') as completed,
         count(*) filter (where type = 'tn.sp.session-abandoned-qualified') as abandoned
       from events where session_id = any ($1) group by session_id
     )
     select s.id, s.session_outcome, s.completed_event_id is not null as has_completed,
       s.abandoned_event_id is not null as has_abandoned, p.sequence, p.due_at,
       coalesce(e.completed, 0)::int as completed, coalesce(e.abandoned, 0)::int as abandoned,
       (select count(*)::int from jobs j where j.tenant_id = s.tenant_id and j.session_id = s.id) as jobs,
       (select count(*)::int from bookings b where b.tenant_id = s.tenant_id and b.session_id = s.id) as bookings,
       (select count(*)::int from leads l where l.tenant_id = s.tenant_id and l.session_id = s.id) as leads
     from sessions s
     join session_pulses p on p.tenant_id = s.tenant_id and p.session_id = s.id
     left join published e on e.session_id = s.id
     where s.id = any ($1)`,
    [played.map(({ sessionId }) => sessionId)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const { plan, sessionId, applied, highestApplied } of played) {
    const isCompleted = applied.some(
      (call) => call === 'complete' || call === 'repeat' || call === 'complete_anew',
    );
    const gaveContact = plan.contact !== 'none' || applied.includes('save_contact');
    const row = found.get(sessionId);
    const abandoned = row?.abandoned ?? 0;
    const [filedBooking, isJob] = [abandoned === 1 && plan.filesAs === 'booking', plan.creates === 'job'];
    const told = `seed ${seed}: ${JSON.stringify({ plan, applied })}`;
    expect(row, told).toMatchObject({
      session_outcome: isCompleted ? (isJob ? 'booked' : 'completed') : 'abandoned',
      has_completed: isCompleted,
      completed: isCompleted ? 1 : 0,
      has_abandoned: abandoned === 1,
      jobs: isCompleted && isJob ? 1 : 0,
      bookings: (isCompleted && !isJob) || filedBooking ? 1 : 0,
      leads: abandoned === 1 && plan.filesAs === 'lead' ? 1 : 0,
      sequence: highestApplied,
      due_at: null,
    });
    expect(abandoned, told).toBeLessThanOrEqual(1);
    // Whoever left without completing and gave a contact is never lost; whoever gave none is never reported.
    if (!isCompleted) expect(abandoned, told).toBe(gaveContact ? 1 : 0);
    if (!gaveContact) expect(abandoned, told).toBe(0);
  }
}

interface Outcome {
  id: string;
  session_outcome: string;
  has_completed: boolean;
  has_abandoned: boolean;
  sequence: number;
  due_at: Date | null;
  completed: number;
  abandoned: number;
  jobs: number;
  bookings: number;
  leads: number;
}

/** Events that no session knows of, and events without exactly one delivery that is queued. */
async function countOrphans(): Promise<{ events: number; deliveries: number; queued: number }> {
  const { rows } = await database.current.pool.query<{ events: number; deliveries: number; queued: number }>(
    `select
       (select count(*)::int from events e where not exists (
          select from sessions s where s.id = e.session_id and e.id in (s.completed_event_id, s.abandoned_event_id))) as events,
       (select count(*)::int from events e
        left join (select event_id, count(*) as made from deliveries group by event_id) d on d.event_id = e.id
        where d.made is distinct from 1) as deliveries,
       (select count(*)::int from deliveries d
        where not exists (select from delivery_queue q where q.tenant_id = d.tenant_id and q.delivery_id = d.id)) as queued`,
  );
  return rows[0] ?? { events: -1, deliveries: -1, queued: -1 };
}
