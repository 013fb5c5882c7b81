import { Value } from 'typebox/value';
import { beforeEach, describe, expect, test } from 'vitest';
import { asOwner, useDatabase } from '../../test/db.ts';
import { claimAt, recordDelivered, startTestWorker } from '../../test/deliveries.ts';
import type { TestTenant } from '../../test/factories.ts';
import { type RouterScene, setRouterScene } from '../../test/router-visitor.ts';
import {
  forgetVisits,
  goThroughEverything,
  subscribeEchoes,
  tellEverything,
} from '../../test/telling-visitor.ts';
import { everyAnswer, findTraces, TRACE } from '../../test/told-everything.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Db } from '../lib/db.ts';
import { answerSchedulerPerformance, answerSessions } from '../public-api/answers.ts';
import { type Erasure, eraseVisit } from './erase.ts';
import { erasedColumns } from './erased-columns.ts';
import { SessionResponse } from './session-response.ts';

const database = useDatabase();
let db: Db;
let scene: RouterScene;

beforeEach(async () => {
  ({ db } = database.current);
  await forgetVisits(db);
  scene = await setRouterScene(db);
});

const newErasure = (): Erasure => ({
  actor: { kind: 'command_line' },
  clock: scene.clock.now,
  nameTokens: new Map(),
});

const erase = (sessionId: string, erasure = newErasure()) => eraseVisit(db, erasure, sessionId);

const eraseFor = ({ tenantId }: TestTenant, sessionId: string) =>
  eraseVisit(db, { ...newErasure(), ofTenant: tenantId }, sessionId);

describe('erasing a session', () => {
  test('leaves nothing of what the visitor told in any column of any table', async () => {
    const receiver = await subscribeEchoes(scene);
    const { visit, routerSessionId } = await tellEverything(scene);
    await goThroughEverything(visit);
    const worker = startTestWorker(database.current.pool, [receiver.origin], scene.clock.now);
    await receiver.arrived(4);
    await worker.stop();
    const before = await visit.row();
    for (const [column, fate] of Object.entries(erasedColumns)) {
      expect({ column, isTold: before[column as 'notes'] !== (fate as unknown) }).toEqual({
        column,
        isTold: true,
      });
    }
    expect(await findTraces(database.current.url)).toEqual(['attempts', 'events', 'sessions']);
    const hashes = [String(before.customer_name_hash), before.completion_body_hash!.toString('hex')];
    const { rows } = await database.current.pool.query<{ hash: string }>(
      'select customer_name_hash::text as hash from sessions where id = $1',
      [visit.id],
    );
    hashes.push(rows[0]!.hash);

    const erased = await erase(visit.id);
    expect(erased).toEqual([
      { tenantId: scene.tenant.tenantId, sessionId: routerSessionId, erasedAt: scene.clock.now() },
      { tenantId: scene.sister.tenantId, sessionId: visit.id, erasedAt: scene.clock.now() },
    ]);
    expect(await findTraces(database.current.url)).toEqual([]);
    expect(await findTraces(database.current.url, hashes)).toEqual([]);
  });

  test('keeps that there was one, when, and what came of it', async () => {
    const { visit } = await tellEverything(scene);
    await goThroughEverything(visit);
    const before = await visit.row();
    scene.clock.advance(3_600);
    await erase(visit.id);
    const after = await visit.row();
    for (const column of [
      ...([
        'id',
        'tenant_id',
        'scheduler_id',
        'created_at',
        'opened_at',
        'interacted_at',
        'abandoned_at',
      ] as const),
      ...([
        'booked_at',
        'session_outcome',
        'last_step',
        'booking_id',
        'lead_id',
        'figures',
        'is_bot',
      ] as const),
      ...(['completed_event_id', 'abandoned_event_id'] as const),
    ]) {
      expect({ column, value: after[column] }).toEqual({ column, value: before[column] });
    }
    expect(after).toMatchObject({
      erased_at: scene.clock.now(),
      erased_by: null,
      modified_at: scene.clock.now(),
    });
    expect(await visit.log()).toContainEqual({ kind: 'erased', detail: { by: 'command_line' } });
    const events = await db
      .selectFrom('events')
      .select(['type', 'body'])
      .where('session_id', '=', visit.id)
      .execute();
    expect(events.map(({ body }) => body)).toEqual([null, null]);
  });

  test('changes no figure', async () => {
    const { visit } = await tellEverything(scene);
    await goThroughEverything(visit);
    const range = { onOrAfter: new Date('2026-07-01'), before: new Date('2026-08-01') };
    const figures = () =>
      answerSchedulerPerformance(db, scene.sister.tenantId, scene.sistersScheduler, range);
    const before = await figures();
    expect(before).toMatchObject({ totalCustomerContactsCaptured: 1, totalMembershipInterest: 1 });
    await erase(visit.id);
    expect(await figures()).toEqual(before);
  });

  test('leaves a session that the public API shows as ever, with nulls', async () => {
    const { visit } = await tellEverything(scene);
    await goThroughEverything(visit);
    await erase(visit.id);
    const { tenantId } = scene.sister;
    const page = await answerSessions(
      db,
      { kind: 'scheduler', tenantId, id: scene.sistersScheduler },
      {
        created: { onOrAfter: null, before: null },
        modified: { onOrAfter: scene.clock.now(), before: null },
        page: 1,
        pageSize: 50,
        offset: 0,
        includeTotal: false,
      },
    );
    const [session] = page.data;
    expect(session).toMatchObject({ id: visit.id, sessionOutcome: 'completed', notes: null });
    expect(session?.customer).toMatchObject({ firstName: null, isNewCustomer: true, address: { zip: null } });
    expect(Value.Check(SessionResponse, session)).toBe(true);
  });

  test('again changes nothing and leaves one line in the audit log of each tenant', async () => {
    const { visit, routerSessionId } = await tellEverything(scene);
    await goThroughEverything(visit);
    const first = await erase(visit.id);
    const before = [await visit.row(), await scene.sessionOf(routerSessionId), await visit.log()];
    scene.clock.advance(60);
    expect(await erase(visit.id)).toEqual(first);
    expect([await visit.row(), await scene.sessionOf(routerSessionId), await visit.log()]).toEqual(before);
    const lines = await db
      .selectFrom('audit_log')
      .select(['action', 'tenant_id', 'detail'])
      .where('tenant_id', 'in', [scene.tenant.tenantId, scene.sister.tenantId])
      .execute();
    expect(lines).toEqual([
      { action: 'session.erased', tenant_id: scene.tenant.tenantId, detail: { sessionId: routerSessionId } },
      { action: 'session.erased', tenant_id: scene.sister.tenantId, detail: { sessionId: visit.id } },
    ]);
  });

  test('that is cut off erases a session wholly or not at all, and is completed by doing it again', async () => {
    await subscribeEchoes(scene);
    const { visit } = await tellEverything(scene);
    await goThroughEverything(visit);
    await recordDelivered(
      database.current.pool,
      await claimAt(database.current.pool, scene.clock.now()),
      scene.clock.now(),
    );
    await asOwner(
      database.current.url,
      'create trigger cut before update on attempts for each row execute function refuse_change()',
    );
    await expect(erase(visit.id)).rejects.toThrow(/never changed/);
    expect(await visit.row()).toMatchObject({ erased_at: null, first_name: TRACE });
    expect((await visit.events()).map(({ body }) => body?.includes(TRACE))).toEqual([true, true]);
    await asOwner(database.current.url, 'drop trigger cut on attempts');
    await erase(visit.id);
    expect(await findTraces(database.current.url)).toEqual([]);
  });

  test('of a session that is not there says so', async () => {
    await expect(erase('sess_none')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a visit through a router', () => {
  test('is erased from both ends by whoever may reach everywhere', async () => {
    const { visit, routerSessionId } = await tellEverything(scene);
    const erased = await erase(routerSessionId);
    expect(erased.map(({ sessionId }) => sessionId)).toEqual([routerSessionId, visit.id]);
    expect(await findTraces(database.current.url)).toEqual([]);
  });

  test('is not erased by the router’s company where it led to another company', async () => {
    const { visit, routerSessionId } = await tellEverything(scene);
    expect(await eraseFor(scene.tenant, routerSessionId)).toHaveLength(1);
    expect(await visit.row()).toMatchObject({ erased_at: null, first_name: TRACE });
    expect(await scene.sessionOf(routerSessionId)).toMatchObject({ first_name: null });
    expect(await eraseFor(scene.sister, visit.id)).toHaveLength(2);
    expect(await findTraces(database.current.url)).toEqual([]);
  });

  test('is not another tenant’s to erase', async () => {
    const { visit } = await tellEverything(scene);
    await expect(eraseFor(scene.tenant, visit.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await visit.row()).toMatchObject({ erased_at: null });
  });

  test('takes nothing more at the router either', async () => {
    const arrived = await scene.arrive();
    await erase(arrived.id);
    expectProblem(
      await arrived.route({ sequence: 5, ...(everyAnswer.customer && { customer: everyAnswer.customer }) }),
      410,
      'session_erased',
      [],
    );
    expect(await findTraces(database.current.url)).toEqual([]);
  });
});

test('the sessions of one person that are erased together still count as one customer', async () => {
  const { tenantId } = scene.tenant;
  const visits = [await scene.open(), await scene.open(), await scene.open()];
  for (const [index, visit] of visits.entries()) {
    await visit.save({ customer: { firstName: index === 2 ? 'Robin' : 'Dana', lastName: 'Smith' } });
  }
  const range = { onOrAfter: new Date('2026-07-01'), before: new Date('2026-08-01') };
  const contacts = async () =>
    (await answerSchedulerPerformance(db, tenantId, scene.schedulerId, range)).totalCustomerContactsCaptured;
  expect(await contacts()).toBe(2);
  const together = newErasure();
  for (const visit of visits) await erase(visit.id, together);
  expect(await contacts()).toBe(2);
});
