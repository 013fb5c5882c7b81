import { sql } from 'kysely';
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
  for (const query of ['state=lukewarm', 'kind=job', 'limit=0', 'cursor=x', 'search=', 'from=monday']) {
    const field = query.split('=')[0] ?? '';
    expectProblem(await office.get(`/leads?${query}`), 400, 'validation_failed', [field]);
  }
});

test('leads are found by who it is, where the visit was and when it was filed; all of it must fit', async () => {
  const [ada, bea] = await Promise.all(abandoned.map((visit) => visit.row()));
  const filedAt = encodeURIComponent(bea?.abandoned_at?.toISOString() ?? '');
  const cases: [string, string[]][] = [
    ['search=cleo%40', ['Cleo']],
    ['search=EA', ['Bea']],
    [`search=${ada?.id}`, ['Ada']],
    [`schedulerId=${scene.schedulerId}`, ['Cleo', 'Ada']],
    [`schedulerId=${bea?.scheduler_id}&kind=lead`, []],
    [`from=${filedAt}`, ['Cleo', 'Bea']],
    [`until=${filedAt}`, ['Ada']],
    [`until=${filedAt}&search=cleo`, []],
  ];
  for (const [query, names] of cases) expect([query, await listed(`?${query}`)]).toEqual([query, names]);
});

test('of very many leads a page may be empty and is not the last, and all that fit come', async () => {
  const { db } = scene;
  const crowded = await setScene(db);
  const { tenantId } = crowded.tenant;
  const staff = await settingsOf(scene.app, db, tenantId);
  const at = crowded.clock.now();
  await sql`
    with visits as (
      insert into sessions (tenant_id, id, scheduler_id, secret_hash, created_at, modified_at, opened_at, is_bot, first_name)
      select ${tenantId}, 'sess_' || md5(n::text || ${tenantId}::text), ${crowded.schedulerId}, '', at, at, at, false,
        case when n in (1, 5050, 5099) then 'Ivo' else 'Uma' end
      from generate_series(1, 5100) n cross join lateral (select ${at}::timestamptz + n * interval '1 ms' as at) i
      returning tenant_id, id, created_at
    )
    insert into leads (tenant_id, session_id, created_at) select tenant_id, id, created_at from visits`.execute(
    db,
  );
  const read = async (query: string) => (await staff.get(`/leads?${query}`)).json<LeadPage>();
  const first = await read('search=ivo&limit=1');
  expect(first.data).toHaveLength(1);
  const second = await read(`search=ivo&limit=1&cursor=${first.nextCursor}`);
  expect(second.data).toHaveLength(1);
  const third = await read(`search=ivo&limit=1&cursor=${second.nextCursor}`);
  const fourth = third.nextCursor === null ? third : await read(`search=ivo&cursor=${third.nextCursor}`);
  expect([...third.data, ...(fourth === third ? [] : fourth.data)]).toHaveLength(1);
  expect(fourth.nextCursor).toBeNull();
  expect(await read('search=nobody')).toEqual({ data: [], nextCursor: expect.any(String) });
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
