import { beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';
import { createPersonWithPassword } from './people.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let operator: TestPerson;
let count = 0;

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
  operator = await signIn(database.current.db, { operator: true });
});

const call = (
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  { headers }: { headers: Record<string, string> },
  payload?: object,
) => app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });

const newOrganisation = async (tenantId?: number): Promise<string> => {
  const id = crypto.randomUUID();
  await database.current.db
    .insertInto('developer_organisations')
    .values({ id, name: 'Developer', tenant_id: tenantId ?? null })
    .execute();
  return id;
};

describe('a developer organisation', () => {
  test('is made by an operator with a first person, who invites and removes others', async () => {
    count += 1;
    const dev = await signIn(database.current.db);
    const made = await call('POST', '/api/operator/organisations', operator, {
      name: 'Acme Software',
      memberEmail: dev.email,
    });
    expect([made.statusCode, made.json()]).toMatchObject([201, { mail: 'not_configured' }]);
    const { id } = made.json<{ id: string }>();
    const path = `/api/portal/organisations/${id}/people`;
    expect((await call('GET', '/api/portal/organisations', dev)).json()).toEqual({
      data: [{ id, name: 'Acme Software', tenantId: null }],
      nextCursor: null,
    });
    const email = `second${count}@people.test`;
    const invited = await call('POST', path, dev, { email });
    expect(invited.json()).toMatchObject({ email, mail: 'not_configured' });
    expectProblem(await call('POST', path, dev, { email }), 409, 'already_exists', []);
    const { data } = (await call('GET', path, dev)).json<{ data: { email: string; personId: string }[] }>();
    expect(data.map((one) => one.email).toSorted()).toEqual([dev.email, email].toSorted());
    const { personId } = invited.json<{ personId: string }>();
    const again = await call('POST', `${path}/${personId}/invitation`, dev);
    expect([again.statusCode, again.json()]).toEqual([200, { email, mail: 'not_configured' }]);
    expect((await call('DELETE', `${path}/${personId}`, dev)).statusCode).toBe(204);
    expectProblem(await call('DELETE', `${path}/${personId}`, dev), 404, 'not_found', []);
    const audit = await database.current.db
      .selectFrom('audit_log')
      .select(['action', 'detail'])
      .where('detail', '@>', JSON.stringify({ organisationId: id }))
      .orderBy('id')
      .execute();
    expect(audit.map(({ action }) => action).toSorted()).toEqual([
      'organisation.created',
      'person.invited',
      'person.invited',
      'person.invited_again',
      'person.removed',
    ]);
  });

  test('calls whom it invites as it was told, whether they have an account or not, until they sign in', async () => {
    const { db } = database.current;
    const dev = await signIn(db, { organisationIds: [await newOrganisation()] });
    const [id] = (await call('GET', '/api/portal/organisations', dev)).json<{ data: { id: string }[] }>()
      .data;
    const path = `/api/portal/organisations/${id?.id}/people`;
    const [email, password] = ['known@people.test', 'correct horse battery'];
    await createPersonWithPassword(db, { email, name: 'Own Name', password }, clock.now());
    const invite = async (address: string) =>
      (await call('POST', path, dev, { email: address, name: 'The New One' })).json<object>();
    const blank = { personId: '', email: '' };
    expect({ ...(await invite(email)), ...blank }).toEqual({ ...(await invite('un@people.test')), ...blank });
    const nameIn = async () => {
      const { data } = (await call('GET', path, dev)).json<{ data: { email: string; name: string }[] }>();
      return data.find((one) => one.email === email)?.name;
    };
    expect(await nameIn()).toBe('The New One');
    await new Browser(app).signIn(email, password);
    expect(await nameIn()).toBe('Own Name');
  });

  test('of others answers as one that does not exist', async () => {
    const dev = await signIn(database.current.db, { organisationIds: [await newOrganisation()] });
    const others = await newOrganisation();
    const bodies: string[] = [];
    for (const id of [others, crypto.randomUUID(), 'x', '%00', 'a'.repeat(300)]) {
      const path = `/api/portal/organisations/${id}/people`;
      const answers = [
        await call('GET', path, dev),
        await call('POST', path, dev, { email: 'a@b.test' }),
        await call('DELETE', `${path}/x`, dev),
      ];
      for (const answer of answers) {
        expectProblem(answer, 404, 'not_found', []);
        bodies.push(answer.body.replace(/"traceId":"[^"]+"/, ''));
      }
    }
    expect(new Set(bodies).size).toBe(1);
  });

  test('of a tenant takes outsiders from its administrators only', async () => {
    const { db } = database.current;
    const { tenantId } = await createTenant(db);
    const id = await newOrganisation(tenantId);
    const path = `/api/portal/organisations/${id}/people`;
    const casey = await signIn(db, {
      memberships: [{ tenantId, role: 'office_employee', mayGenerateAppKey: true }],
    });
    const boss = await signIn(db, { memberships: [{ tenantId, role: 'administrator' }] });
    const payload = { email: 'agency@people.test' };
    expect((await call('GET', path, casey)).statusCode).toBe(200);
    expectProblem(await call('POST', path, casey, payload), 403, 'permission_missing', []);
    expectProblem(await call('DELETE', `${path}/x`, casey), 403, 'permission_missing', []);
    expectProblem(await call('POST', `${path}/x/invitation`, casey), 403, 'permission_missing', []);
    expect((await call('POST', path, boss, payload)).statusCode).toBe(201);
  });

  test('is made and seen whole by operators only', async () => {
    const dev = await signIn(database.current.db);
    const url = '/api/operator/organisations';
    for (const method of ['GET', 'POST'] as const) {
      const payload = method === 'POST' ? { name: 'Acme' } : undefined;
      expectProblem(await call(method, url, dev, payload), 403, 'permission_missing', []);
      expectProblem(await call(method, url, { headers: {} }, payload), 401, 'sign_in_required', []);
    }
    const id = await newOrganisation();
    const { data } = (await call('GET', url, operator)).json<{ data: { id: string }[] }>();
    expect(data).toContainEqual({ id, name: 'Developer', tenantId: null });
    for (const search of [id, 'VELOP', 'nobody']) {
      const found = await call('GET', `${url}?search=${search}`, operator);
      const ids = found.json<{ data: { id: string }[] }>().data.map((one) => one.id);
      expect({ search, isFound: ids.includes(id) }).toEqual({ search, isFound: search !== 'nobody' });
    }
    expectProblem(await call('POST', url, operator, { name: '' }), 400, 'validation_failed', ['name']);
    expectProblem(await call('GET', `${url}?cursor=x`, operator), 400, 'validation_failed', ['cursor']);
  });
});
