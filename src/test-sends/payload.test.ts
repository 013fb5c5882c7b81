import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { publishEvents } from '../../test/deliveries.ts';
import { createTenant } from '../../test/factories.ts';
import { abandoned, type Json } from '../../test/portal.ts';
import { useTestSends } from '../../test/test-sends.ts';
import { eventCatalogue } from '../events/catalogue.ts';
import { addSeconds } from '../lib/clock.ts';

const database = useDatabase();
const scene = useTestSends(() => database.current.db);

describe('the payload', () => {
  test('of a past event of the app is sent as it was, as a new event', async () => {
    const tenant = await scene.connected();
    const [eventId = ''] = await publishEvents(
      scene.db,
      tenant,
      addSeconds(scene.portal.clock.now(), -60),
      1,
    );
    await scene.sendTest({ eventId, session: { notes: 'edited', customer: { phone: '+13105550199' } } });
    const { userassignedid, time, data } = scene.bodyOf(0) as {
      userassignedid: string;
      time: string;
      data: Json;
    };
    expect(userassignedid).not.toBe(eventId);
    expect(time).toBe(addSeconds(scene.portal.clock.now(), -60).toISOString());
    expect(data).toMatchObject({
      tenantId: tenant.tenantId,
      session: {
        notes: 'edited',
        customer: { phone: '+13105550199', firstName: 'Dana', address: { city: 'Glendale' } },
      },
    });
  });

  test('may be written by oneself, as long as it fits the schema', async () => {
    const { data } = eventCatalogue[0]!.example as { data: { session: Json } };
    await scene.sendTest({ data: { ...data, tenantName: 'Mine' } });
    expect(scene.bodyOf(0)).toMatchObject({ data: { tenantName: 'Mine' } });
    const wrong: [Json, string[]][] = [
      [{ session: { jobId: 'x' } }, ['data.session.jobId']],
      [
        { session: { customer: null, createdOn: 'now' } },
        ['data.session.customer', 'data.session.createdOn'],
      ],
      [{ session: { surprise: 1 } }, ['data.session.surprise']],
      [{ data: { session: data.session } }, ['data.tenantId', 'data.tenantName']],
      [{ data, session: {} }, ['session']],
      [{ data: 'x' }, ['data']],
      [{ surprise: 1 }, ['surprise']],
      [JSON.parse('{"session":{"__proto__":{"notes":1}}}') as Json, ['data.session.__proto__']],
    ];
    for (const [body, fields] of wrong) {
      const answer = await scene.ask(body);
      const { errors } = answer.json<{ errors: object }>();
      expect([body, answer.statusCode, Object.keys(errors).toSorted()]).toEqual([
        body,
        400,
        fields.toSorted(),
      ]);
    }
    expect(scene.receiver.received).toHaveLength(1);
  });

  test('of an event that the app is not entitled to is not there, whatever the reason', async () => {
    const tenant = await scene.connected();
    const [before = ''] = await publishEvents(
      scene.db,
      tenant,
      addSeconds(scene.portal.clock.now(), -7_200),
      1,
    );
    const [foreign = ''] = await publishEvents(
      scene.db,
      await createTenant(scene.db),
      scene.portal.clock.now(),
      1,
    );
    const [own = ''] = await publishEvents(scene.db, tenant, scene.portal.clock.now(), 1);
    for (const eventId of [before, foreign, crypto.randomUUID(), 'x']) {
      const answer = await scene.ask({ eventId });
      expect([answer.statusCode, answer.json()]).toMatchObject([
        404,
        { errors: {}, data: { code: 'not_found' } },
      ]);
    }
    const otherType = await scene.ask({ eventId: own }, abandoned);
    expect([otherType.statusCode, otherType.json()]).toMatchObject([
      400,
      { errors: { eventId: [expect.any(String)] } },
    ]);
    await scene.db.updateTable('events').set({ body: null }).where('id', '=', own).execute();
    expect((await scene.ask({ eventId: own })).statusCode).toBe(404);
    expect(scene.receiver.received).toEqual([]);
  });
});
