import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { addVersion, createOfferedApp, settingsOf } from '../../test/settings.ts';
import { contact, expectProblem, type Scene, setScene, type Visit } from '../../test/visitor.ts';
import { type EventData, eventCatalogue } from '../events/catalogue.ts';
import type { Db } from '../lib/db.ts';
import { eraseVisit } from '../sessions/erase.ts';
import type { SharedData } from './schema.ts';

const database = useDatabase();
let db: Db;
let scene: Scene;
let tenantId: number;
let appId: string;

beforeEach(async () => {
  ({ db } = database.current);
  scene = await setScene(db, { scheduler: { creates: 'booking' } });
  ({ tenantId } = scene.tenant);
  ({ appId } = await createOfferedApp(db, { tenants: [tenantId] }));
});

const read = async (): Promise<SharedData> => {
  const answer = await (await settingsOf(scene.app, db, tenantId)).get(`/apps/${appId}/shared-data`);
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  return answer.json<SharedData>();
};
const [COMPLETED, ABANDONED] = eventCatalogue.map(({ type }) => type);
const sampleOf = (shared: SharedData, type: string | undefined) =>
  shared.events.find(({ eventType }) => eventType === type);
const complete = async (firstName: string): Promise<Visit> => {
  const visit = await scene.open();
  await visit.complete({ customer: { ...contact.customer, firstName } });
  scene.clock.advance(1);
  return visit;
};
const dataOf = (sample: { payload: object } | undefined): EventData | undefined =>
  (sample?.payload as { data: EventData } | undefined)?.data;

describe('a sample of what an app is told', () => {
  test('is made up while the tenant has had no session, and says so', async () => {
    const shared = await read();
    expect(shared).toMatchObject({
      version: 1,
      events: eventCatalogue.map(({ type, title, example }) => ({
        eventType: type,
        title,
        from: 'example',
        sessionId: null,
        payload: example,
      })),
      session: { from: 'example', sessionId: null, session: { sessionOutcome: 'booked' } },
    });
  });

  test('is the latest event of the tenant as this app would be sent it, and the session behind it', async () => {
    await complete('Ada');
    const latest = await complete('Dana');
    await scene.open();
    const [event] = await latest.events();
    const webhook = await db
      .selectFrom('webhooks')
      .select((eb) => eb.fn<string>('delivery_id_for', [eb.val(event?.id), 'id']).as('deliveryId'))
      .where('app_id', '=', appId)
      .where('event_type', '=', String(COMPLETED))
      .executeTakeFirstOrThrow();
    const shared = await read();
    const completed = sampleOf(shared, COMPLETED);
    expect(completed).toMatchObject({
      from: 'own',
      sessionId: latest.id,
      at: event?.occurred_at.toISOString(),
      payload: { ...event?.parsed, specversion: '1.0', id: webhook.deliveryId, userassignedid: event?.id },
    });
    expect(dataOf(completed)).toMatchObject({ tenantId, session: { customer: { firstName: 'Dana' } } });
    expect(shared.session).toMatchObject({
      from: 'own',
      sessionId: latest.id,
      session: { id: latest.id, customer: { firstName: 'Dana', phone: '+13105550142' } },
    });
    expect(sampleOf(shared, ABANDONED)).toMatchObject({ from: 'example' });
  });

  test('is the latest session of all when none has come to an event', async () => {
    const visit = await scene.open();
    await visit.save({ milestone: 'issue', category: 'Heating' });
    const shared = await read();
    expect(shared.session).toMatchObject({
      from: 'own',
      sessionId: visit.id,
      session: { category: 'Heating' },
    });
    expect(shared.events.map(({ from }) => from)).toEqual(['example', 'example']);
  });

  test('has nothing that was erased, but what was before it', async () => {
    const [kept, erased] = [await complete('Ada'), await complete('Dana')];
    const erasure = {
      actor: { kind: 'command_line' },
      clock: scene.clock.now,
      nameTokens: new Map(),
    } as const;
    await eraseVisit(db, erasure, erased.id);
    const shared = await read();
    expect(sampleOf(shared, COMPLETED)).toMatchObject({ from: 'own', sessionId: kept.id });
    expect(shared.session).toMatchObject({ sessionId: kept.id });
    await eraseVisit(db, erasure, kept.id);
    const then = await read();
    expect(sampleOf(then, COMPLETED)).toMatchObject({ from: 'example' });
    expect(then.session).toMatchObject({ from: 'example' });
  });

  test("has nothing of another tenant's, whoever is connected", async () => {
    await complete('Zelda');
    const other = await createTenant(db);
    const { appId: offered } = await createOfferedApp(db, { tenants: [tenantId, other.tenantId] });
    const settings = await settingsOf(scene.app, db, other.tenantId);
    const answer = await settings.get(`/apps/${offered}/shared-data`);
    expect(answer.body).not.toContain('Zelda');
    const shared = answer.json<SharedData>();
    expect([...shared.events, shared.session].map((sample) => sample?.from)).toEqual([
      'example',
      'example',
      'example',
    ]);
  });

  test('is of what the newest version asks for, and of nothing else', async () => {
    await addVersion(db, appId, 2, { scopes: ['tn.sp.schedulers:r'], eventTypes: [String(ABANDONED)] });
    expect((await read()).events.map(({ eventType }) => eventType)).toEqual([ABANDONED]);
    await addVersion(db, appId, 3, { scopes: [], eventTypes: [] });
    expect(await read()).toEqual({ version: 3, events: [], session: null });
  });

  test('is for those who may manage API access, of apps that their tenant sees', async () => {
    const path = `/apps/${appId}/shared-data`;
    const employee = await settingsOf(scene.app, db, tenantId, { role: 'office_employee' });
    expectProblem(await employee.get(path), 403, 'permission_missing', []);
    const granted = await settingsOf(scene.app, db, tenantId, {
      role: 'office_employee',
      mayManageApiAccess: true,
    });
    expect((await granted.get(path)).statusCode).toBe(200);
    const { appId: hidden } = await createOfferedApp(db, { tenants: [] });
    expectProblem(await granted.get(`/apps/${hidden}/shared-data`), 404, 'not_found', []);
    expectProblem(await granted.get('/apps/x/shared-data'), 404, 'not_found', []);
  });
});
