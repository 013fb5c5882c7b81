import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant, type TestTenant } from '../../test/factories.ts';
import { buildGuardedApp } from '../../test/guarded-app.ts';
import { signIn, tokenFor } from '../../test/people.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let own: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await buildGuardedApp(database.current.db, clock.now);
});

beforeEach(async () => {
  own = await createTenant(database.current.db);
  other = await createTenant(database.current.db);
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const post = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, headers });

function signInTo(role: 'administrator' | 'office_employee') {
  return signIn(database.current.db, { memberships: [{ tenantId: own.tenantId, role }] });
}

describe('a personal access token', () => {
  const areas = ['person', 'portal', 'operator', 'settings'] as const;

  test.each([
    ['person', 'person'],
    ['person/portal', 'portal'],
    ['person/settings', 'settings'],
    ['developer', 'portal'],
    ['operator', 'operator'],
    ['tenants', 'settings'],
  ] as const)('opens /test/%s with the scope of %s only', async (path, area) => {
    const { db } = database.current;
    const { personId } = await signIn(db, {
      operator: true,
      memberships: [{ tenantId: own.tenantId, role: 'administrator' }],
    });
    const url = `/test/${path}${path === 'tenants' ? `/${own.tenantId}` : ''}`;
    const others = areas.filter((one) => one !== area);
    const wrong = await tokenFor(db, personId, {
      scopes: others.flatMap((one) => [`${one}:read`, `${one}:write`] as const),
    });
    const read = await tokenFor(db, personId, { scopes: [`${area}:read`] });
    const write = await tokenFor(db, personId, { scopes: [`${area}:write`] });
    expectProblem(await get(url, wrong.headers), 403, 'permission_missing', []);
    expectProblem(await post(url, read.headers), 403, 'permission_missing', []);
    expectProblem(await get(url, write.headers), 403, 'permission_missing', []);
    expect((await get(url, read.headers)).statusCode).toBe(200);
    expect((await app.inject({ method: 'HEAD', url, headers: read.headers })).statusCode).toBe(200);
    expect((await post(url, write.headers)).statusCode).toBe(200);
  });

  test('gives nothing that the person has not', async () => {
    const { personId } = await signInTo('office_employee');
    const { headers } = await tokenFor(database.current.db, personId);
    expectProblem(await get('/test/operator', headers), 403, 'permission_missing', []);
    expectProblem(await get(`/test/tenants/${other.tenantId}`, headers), 404, 'not_found', []);
    expectProblem(await get(`/test/tenants/${own.tenantId}/access`, headers), 403, 'permission_missing', []);
  });

  test('sees the tenants of its environment only', async () => {
    const { personId } = await signInTo('administrator');
    const { headers } = await tokenFor(database.current.db, personId, { environment: 'integration' });
    expectProblem(await get(`/test/tenants/${own.tenantId}`, headers), 404, 'not_found', []);
  });

  test('is nobody once it expired or was revoked, and decides even beside a good cookie', async () => {
    const { db } = database.current;
    const { personId, headers } = await signInTo('administrator');
    const expired = await tokenFor(db, personId, { expiresAt: clock.now() });
    const revoked = await tokenFor(db, personId, { revokedAt: clock.now() });
    for (const token of [expired, revoked]) {
      expectProblem(await get('/test/person', token.headers), 401, 'sign_in_required', []);
      expectProblem(await get('/test/person', { ...headers, ...token.headers }), 401, 'sign_in_required', []);
    }
  });

  test('notes when it was last used, to the minute', async () => {
    const { db } = database.current;
    const { personId } = await signInTo('administrator');
    const { tokenId, headers } = await tokenFor(db, personId);
    const lastUse = async () => {
      await get('/test/person', headers);
      const rows = db.selectFrom('personal_access_tokens').select('last_used_at').where('id', '=', tokenId);
      return (await rows.executeTakeFirstOrThrow()).last_used_at;
    };
    const first = clock.now();
    expect(await lastUse()).toEqual(first);
    clock.advance(59);
    expect(await lastUse()).toEqual(first);
    clock.advance(1);
    expect(await lastUse()).toEqual(clock.now());
  });
});
