import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createScheduler, createTenant } from '../../test/factories.ts';
import { auditOf, type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem, type Scene, setScene, type Visit } from '../../test/visitor.ts';
import type { LeadPage } from './schema.ts';

const database = useDatabase();
let scene: Scene;
let office: Settings;
/** The oldest first; the second is filed as a booking. */
let abandoned: Visit[];

beforeAll(async () => {
  scene = await setScene(database.current.db);
  const { db, tenant } = scene;
  office = await settingsOf(scene.app, db, tenant.tenantId, { role: 'office_employee' });
  const filesBookings = await createScheduler(db, tenant, { files_abandoned_as: 'booking' });
  abandoned = [];
  for (const [name, schedulerId] of [
    ['Ada', scene.schedulerId],
    ['Bea', filesBookings],
    ['Cleo', scene.schedulerId],
  ] as const) {
    const visit = await scene.open({ schedulerId });
    await visit.save({ milestone: 'customer', customer: { firstName: name, email: `${name}@visitor.test` } });
    await visit.hint('closed');
    scene.clock.advance(60);
    await scene.decide();
    abandoned.push(visit);
  }
  // Not abandoned, so nothing to follow up.
  await (await scene.open()).complete({ customer: { email: 'dora@visitor.test' } });
});

async function listed(query = ''): Promise<string[]> {
  const answer = await office.get(`/leads${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json<LeadPage>().data.map(({ firstName }) => firstName ?? '');
}

const change = (visit: Visit, from: string, to: string) => office.patch(`/leads/${visit.id}`, { from, to });

test('leads and filed bookings are listed together, the newest first, by state and kind, and paged', async () => {
  expect(await listed()).toEqual(['Cleo', 'Bea', 'Ada']);
  expect(await listed('?kind=booking')).toEqual(['Bea']);
  expect(await listed('?state=won')).toEqual([]);
  const first = (await office.get('/leads?limit=2')).json<LeadPage>();
  expect(first.data[1]).toMatchObject({
    sessionId: abandoned[1]?.id,
    kind: 'booking',
    id: expect.any(Number),
    state: 'open',
    stateChangedAt: null,
    stateChangedBy: null,
    convertedAt: null,
    email: 'Bea@visitor.test',
    lastStep: 'Contact Info',
  });
  expect(await listed(`?limit=2&cursor=${first.nextCursor}`)).toEqual(['Ada']);
  for (const query of ['state=lukewarm', 'kind=job', 'limit=0', 'cursor=x']) {
    const field = query.split('=')[0] ?? '';
    expectProblem(await office.get(`/leads?${query}`), 400, 'validation_failed', [field]);
  }
});

test('a follow-up says who did it and when, and stands in the log of the session', async () => {
  const [visit] = abandoned as [Visit];
  scene.clock.advance(5);
  const answer = await change(visit, 'open', 'contacted');
  expect(answer.json()).toMatchObject({
    state: 'contacted',
    stateChangedAt: scene.clock.now().toISOString(),
    stateChangedBy: { name: 'Robin Reed' },
  });
  expect(await listed('?state=contacted')).toEqual(['Ada']);
  expect((await visit.log()).at(-1)).toMatchObject({
    kind: 'followed_up',
    detail: { from: 'open', to: 'contacted' },
  });
  expect((await office.get(`/sessions/${visit.id}`)).json()).toMatchObject({ lead: { state: 'contacted' } });
  const lines = await auditOf(scene.db, scene.tenant.tenantId);
  expect(lines.at(-1)).toMatchObject({ action: 'lead.followed_up', detail: { sessionId: visit.id } });
});

test('of two who follow up at once, one is told', async () => {
  const [, visit] = abandoned as [Visit, Visit];
  const answers = await Promise.all([change(visit, 'open', 'won'), change(visit, 'open', 'lost')]);
  expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    200, 412,
  ]);
  const refused = answers.find(({ statusCode }) => statusCode === 412);
  if (refused !== undefined) expectProblem(refused, 412, 'changed_meanwhile', ['from']);
});

test('a lead whose visitor completed after all says so', async () => {
  const visit = abandoned[2] as Visit;
  await visit.complete({ customer: { email: 'Cleo@visitor.test' } });
  const { data } = (await office.get('/leads?state=open')).json<LeadPage>();
  expect(data).toMatchObject([{ sessionOutcome: 'completed', convertedAt: expect.any(String) }]);
});

test('what is no lead, and another tenant’s, is missing; other states are none', async () => {
  const [visit] = abandoned as [Visit];
  const open = await scene.open();
  expectProblem(await change(open, 'open', 'won'), 404, 'not_found', []);
  const stranger = await settingsOf(scene.app, scene.db, (await createTenant(scene.db)).tenantId);
  const theirs = await stranger.patch(`/leads/${visit.id}`, { from: 'contacted', to: 'won' });
  expectProblem(theirs, 404, 'not_found', []);
  expectProblem(await change(visit, 'contacted', 'lukewarm'), 400, 'validation_failed', ['to']);
});
