import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { connect, createApp, createRouter, createTenant } from '../../test/factories.ts';
import { bookedAt, insertPastSession } from '../../test/past-sessions.ts';
import { type Settings, settingsOf } from '../../test/settings.ts';
import { expectProblem, type Scene, setScene, tomorrow, type Visit } from '../../test/visitor.ts';
import { addSeconds } from '../lib/clock.ts';
import type { SessionDetail, SessionPage } from './schema.ts';

const database = useDatabase();
let scene: Scene;
let office: Settings;
let routerId: string;
let visits: Record<'booked' | 'abandoned' | 'silent' | 'open', Visit>;
let routed: string;

beforeAll(async () => {
  const { db } = database.current;
  scene = await setScene(db, { scheduler: { creates: 'job', name: 'Repairs' } });
  const { tenant, clock } = scene;
  office = await settingsOf(scene.app, db, tenant.tenantId, { role: 'office_employee' });
  await connect(db, tenant, await createApp(db, 'https://developer.test/hook'));
  routerId = await createRouter(db, tenant, [], { name: 'All' });

  const booked = await scene.open({ sourceTracking: { utmSource: 'Google', utmCampaign: 'spring' } });
  await booked.save({ milestone: 'zipcode', customer: { address: { zip: '90210' } } });
  await booked.complete({ customer: { firstName: 'Ada', email: 'ada@visitor.test' }, ...tomorrow });
  clock.advance(1);
  const abandoned = await scene.open();
  await abandoned.save({
    milestone: 'customer',
    customer: { firstName: 'Dana', lastName: '=1+1', phone: '(310) 555-0142' },
  });
  await abandoned.hint('closed');
  clock.advance(1);
  const silent = await scene.open();
  await silent.save({ milestone: 'issue', category: 'Heating' });
  await silent.hint('closed');
  clock.advance(60);
  await scene.decide();
  const open = await scene.open();
  clock.advance(1);
  visits = { booked, abandoned, silent, open };
  routed = await insertPastSession(
    db,
    tenant.tenantId,
    { router_id: routerId },
    {
      created_at: clock.now(),
      first_name: 'Rae',
      sent_on_tenant_id: 1,
      sent_on_scheduler_id: 'sched_of_another',
      sent_on_session_id: 'sess_of_another',
    },
  );
  // Another tenant's.
  const other = await createTenant(db);
  const otherRouter = await createRouter(db, other);
  await insertPastSession(db, other.tenantId, { router_id: otherRouter }, { created_at: clock.now() });
});

async function listed(query = ''): Promise<string[]> {
  const answer = await office.get(`/sessions${query}`);
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json<SessionPage>().data.map(({ id }) => id);
}

const detailOf = async (id: string) => (await office.get(`/sessions/${id}`)).json<SessionDetail>();

describe('the sessions of a tenant', () => {
  test('are listed, the newest first, those of its routers too and no others', async () => {
    const { booked, abandoned, silent, open } = visits;
    expect(await listed()).toEqual([routed, open.id, silent.id, abandoned.id, booked.id]);
    const { data } = (await office.get(`/sessions?outcome=abandoned&qualified=true`)).json<SessionPage>();
    expect(data).toEqual([
      expect.objectContaining({
        id: abandoned.id,
        schedulerId: scene.schedulerId,
        schedulerName: 'Repairs',
        routerId: null,
        sessionOutcome: 'abandoned',
        qualified: true,
        lastStep: 'Contact Info',
        firstName: 'Dana',
        phone: '+13105550142',
        leadId: expect.any(Number),
      }),
    ]);
  });

  test('are filtered; all of it must fit', async () => {
    const { booked, abandoned, silent, open } = visits;
    const at = encodeURIComponent((await open.row()).created_at.toISOString());
    const cases: [string, string[]][] = [
      ['outcome=open', [open.id]],
      ['outcome=booked', [booked.id]],
      ['outcome=completed', []],
      ['qualified=false', [silent.id]],
      ['lastStep=Service%20Selection', [silent.id]],
      ['utmSource=google', [booked.id]],
      ['utmSource=google&outcome=abandoned', []],
      ['source=GOOGLE', [booked.id]],
      ['source=direct&outcome=abandoned', [silent.id, abandoned.id]],
      ['source=goo', []],
      ['utmCampaign=SPRING', [booked.id]],
      [`routerId=${routerId}`, [routed]],
      [`schedulerId=${scene.schedulerId}&outcome=open`, [open.id]],
      ['schedulerId=sched_x', []],
      [`from=${at}`, [routed, open.id]],
      [`until=${at}`, [silent.id, abandoned.id, booked.id]],
      ['search=dana%20%3D1', [abandoned.id]],
      ['search=ADA%40visitor', [booked.id]],
      ['search=310%20555', [abandoned.id]],
      ['search=0310555', [abandoned.id]],
      ['search=%25', []],
      [`search=${open.id}`, [open.id]],
    ];
    for (const [query, ids] of cases) expect([query, await listed(`?${query}`)]).toEqual([query, ids]);
  });

  test('are paged without gaps, also those of one instant', async () => {
    const { db } = scene;
    const other = await setScene(db);
    const staff = await settingsOf(scene.app, db, other.tenant.tenantId);
    for (let index = 0; index < 5; index += 1) {
      await insertPastSession(
        db,
        other.tenant.tenantId,
        { scheduler_id: other.schedulerId },
        { created_at: addSeconds(other.clock.now(), index > 2 ? 1 : 0) },
      );
    }
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await staff.get(`/sessions?limit=2${after}`)).json<SessionPage>();
      found.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect([found.length, new Set(found).size]).toEqual([5, 5]);
    expect((await staff.get('/sessions')).json<SessionPage>().data.map(({ id }) => id)).toEqual(found);
  });

  test('that are very many come by pages that may be empty, and none of them is the last too early', async () => {
    const { db } = scene;
    const crowded = await setScene(db);
    const { tenantId } = crowded.tenant;
    const staff = await settingsOf(scene.app, db, tenantId);
    const entry = { scheduler_id: crowded.schedulerId };
    const at = crowded.clock.now();
    const wanted = await insertPastSession(db, tenantId, entry, { created_at: at, first_name: 'Ivo' });
    await sql`
      insert into sessions (tenant_id, id, scheduler_id, secret_hash, created_at, modified_at, opened_at, is_bot)
      select ${tenantId}, 'sess_' || md5(n::text || ${randomUUID()}::text), ${crowded.schedulerId}, '', at, at, at, false
      from generate_series(1, 5100) n
      cross join lateral (select ${at}::timestamptz + n * interval '1 ms' as at) i`.execute(db);
    const first = (await staff.get('/sessions?search=ivo')).json<SessionPage>();
    expect(first).toEqual({ data: [], nextCursor: expect.any(String) });
    const rest = await staff.get(`/sessions?search=ivo&cursor=${first.nextCursor}`);
    expect(rest.json()).toMatchObject({ data: [{ id: wanted }], nextCursor: null });
  });

  test.each([
    ['outcome=lost', 'outcome'],
    ['qualified=maybe', 'qualified'],
    ['limit=201', 'limit'],
    ['cursor=x', 'cursor'],
    ['from=yesterday', 'from'],
    ['from=2026-07-15T00:00:00Z&until=2026-07-14T00:00:00Z', 'from'],
    ['search=', 'search'],
  ])('cannot be asked for by %s', async (query, field) => {
    expectProblem(await office.get(`/sessions?${query}`), 400, 'validation_failed', [field]);
  });
});

describe('one session', () => {
  test('tells its milestones, hints and decisions in order, and what was published of it', async () => {
    const detail = await detailOf(visits.abandoned.id);
    expect(detail).toMatchObject({
      session: { id: visits.abandoned.id, customer: { firstName: 'Dana' }, sessionOutcome: 'abandoned' },
      scheduler: { id: scene.schedulerId, name: 'Repairs' },
      router: null,
      qualified: true,
      dueAt: null,
      sentOn: null,
      milestones: { zipcode: null, customer: expect.any(String), abandoned: expect.any(String) },
    });
    expect(detail.timeline.map(({ kind, detail: of }) => [kind, of])).toEqual([
      ['opened', {}],
      ['milestone', { milestone: 'interacted' }],
      ['milestone', { milestone: 'customer' }],
      ['hint', { hint: 'closed', sequence: 2 }],
      ['abandoned', { cause: 'closed' }],
      ['qualified', {}],
      ['filed', { lead_id: detail.session.leadId }],
    ]);
    expect(detail.events).toMatchObject([
      {
        type: 'tn.sp.session-abandoned-qualified',
        isKept: true,
        undeliveredReason: null,
        deliveries: [{ state: 'pending', app: { name: 'CRM' }, sessionId: visits.abandoned.id }],
      },
    ]);
  });

  test('says why it did not qualify, and when it will be decided', async () => {
    const { timeline, qualified, events } = await detailOf(visits.silent.id);
    expect([qualified, events]).toEqual([false, []]);
    expect(timeline.at(-1)).toMatchObject({ kind: 'not_qualified', detail: { reason: 'no_contact' } });
    expect(await detailOf(visits.open.id)).toMatchObject({ qualified: null, dueAt: expect.any(String) });
  });

  test('says why an event has no delivery', async () => {
    const quiet = await setScene(scene.db, { tenant: { preview: false } });
    const staff = await settingsOf(scene.app, scene.db, quiet.tenant.tenantId);
    const visit = await quiet.open();
    await visit.complete({ customer: { email: 'eve@visitor.test' } });
    expect((await staff.get(`/sessions/${visit.id}`)).json()).toMatchObject({
      events: [{ type: 'tn.sp.session-completed', undeliveredReason: 'preview_off', deliveries: [] }],
    });
  });

  test('of a router does not lead to what is another tenant’s', async () => {
    expect(await detailOf(routed)).toMatchObject({
      router: { id: routerId, name: 'All' },
      scheduler: null,
      sentOn: { schedulerId: 'sched_of_another', sessionId: null },
    });
  });

  test('whose event was dropped for its age still says that there was one', async () => {
    const id = await insertPastSession(
      scene.db,
      scene.tenant.tenantId,
      { scheduler_id: scene.schedulerId },
      {
        created_at: new Date('2026-01-01T00:00:00Z'),
        ...bookedAt(new Date('2026-01-01T00:00:00Z'), 'completed'),
      },
    );
    expect((await detailOf(id)).events).toMatchObject([{ isKept: false, deliveries: [] }]);
    await scene.db.deleteFrom('sessions').where('id', '=', id).execute();
  });

  test('of another tenant is missing', async () => {
    const { db } = scene;
    const stranger = await settingsOf(scene.app, db, (await createTenant(db)).tenantId);
    expectProblem(await stranger.get(`/sessions/${visits.open.id}`), 404, 'not_found', []);
    expect((await stranger.get('/sessions')).json()).toEqual({ data: [], nextCursor: null });
  });
});

describe('the export', () => {
  test('has a line for each session that fits, and no cell that a spreadsheet would run', async () => {
    const answer = await office.get('/sessions/export?outcome=abandoned');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment; filename="sessions-\d+-2026-07-14\.csv"$/),
      'cache-control': 'no-store',
    });
    const [head = '', ...lines] = answer.body.split('\r\n');
    expect(head).toMatch(/^\uFEFF"sessionId","createdOn",/);
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      `"${visits.silent.id}"`,
      `"${visits.abandoned.id}"`,
      '',
    ]);
    expect(lines[1]).toContain(`"Dana","'=1+1",,"'+13105550142"`);
  });

  test('goes on beyond a batch', async () => {
    const { db } = scene;
    const crowded = await setScene(db);
    const { tenantId } = crowded.tenant;
    const staff = await settingsOf(scene.app, db, tenantId);
    await sql`
      insert into sessions (tenant_id, id, scheduler_id, secret_hash, created_at, modified_at, opened_at, is_bot)
      select ${tenantId}, 'sess_' || md5(n::text || ${randomUUID()}::text), ${crowded.schedulerId}, '', at, at, at, false
      from generate_series(1, 1100) n cross join lateral (select ${crowded.clock.now()}::timestamptz as at) i`.execute(
      db,
    );
    const lines = (await staff.get('/sessions/export')).body.split('\r\n').slice(1, -1);
    expect(new Set(lines).size).toBe(1_100);
  });
});
