import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  byPeople,
  idsOf,
  isRead,
  nameOf,
  parametersOf,
  saying,
  startWalk,
  type Walk,
} from '../../test/access-walk.ts';
import { fillPath, MARK } from '../../test/access-world.ts';
import { getToken } from '../../test/api-client.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { signIn, signInAgain, tokenFor } from '../../test/people.ts';
import type { Access } from './access.ts';

// A walk is some hundred calls, more with every route.
vi.setConfig({ testTimeout: 120_000 });

const database = useDatabase(4);
const baseUrl = 'https://fieldhook.test';
let walk: Walk;

beforeAll(async () => {
  walk = await startWalk(database.current.db, new TestClock());
});

/** Which scopes a personal access token needs there, said another way than the guard does. */
function areaOf(access: Access): string | undefined {
  if (access.by === 'person') return access.area ?? 'person';
  return new Map<string, string>([
    ['developer', 'portal'],
    ['tenant', 'settings'],
    ['operator', 'operator'],
  ]).get(access.by);
}

test('what is open to anyone is this and nothing else', () => {
  const open = walk
    .routesBy('anyone')
    .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/docs'));
  expect(open.map(nameOf).toSorted()).toEqual([
    'GET /',
    'GET /.well-known/jwks.json',
    'GET /account',
    'GET /account/*',
    'GET /api/people/registration',
    'GET /api/webhooks/:webhookId/public-keys',
    'GET /assets/pages.css',
    'GET /console/*',
    'GET /errors',
    'GET /events/catalogue',
    'GET /openapi.json',
    'GET /operator',
    'GET /operator/*',
    'GET /password',
    'GET /password.js',
    'GET /portal',
    'GET /portal/*',
    'GET /register',
    'GET /register/*',
    'GET /settings',
    'GET /settings/*',
    'GET /sign-in',
    'GET /sign-in/*',
    'POST /api/people/password-reset',
    'POST /api/people/password-reset/confirm',
    'POST /api/people/registration',
    'POST /api/people/registration/confirm',
    'POST /api/people/sign-in',
    'POST /api/people/sign-in/second-factor',
    'POST /connect/token',
    'POST /inbox/:secret',
  ]);
});

test('an address says to whom it belongs', () => {
  for (const { url, access } of walk.app.routeAccess) {
    if (url.startsWith('/api/settings/tenants/'))
      expect({ url, by: access.by }).toEqual({ url, by: 'tenant' });
    if (url.startsWith('/api/settings/'))
      expect({ url, area: areaOf(access) }).toEqual({ url, area: 'settings' });
    if (url.startsWith('/api/portal/'))
      expect({ url, area: areaOf(access) }).toEqual({ url, area: 'portal' });
    if (url.startsWith('/api/people/me'))
      expect({ url, area: areaOf(access) }).toEqual({ url, area: 'person' });
    if (url.startsWith('/api/operator/')) expect({ url, by: access.by }).toEqual({ url, by: 'operator' });
    if (url.startsWith('/schedulingpro/')) expect({ url, by: access.by }).toEqual({ url, by: 'client' });
    if (access.by === 'tenant') expect(parametersOf(url)).toContain('tenantId');
    if (access.by === 'client') expect(parametersOf(url)).toContain('tenant');
  }
});

describe('a route for people refuses', () => {
  test('nobody, and whoever is no longer: expired, revoked, signed out, of another kind', async () => {
    const { personId } = walk.house.owner;
    const past = new Date(walk.clock.now().getTime() - 1);
    const expired = await signInAgain(walk.db, personId);
    await walk.db
      .updateTable('sign_ins')
      .set({ expires_at: past })
      .where('person_id', '=', personId)
      .execute();
    // The one that the other tests use lives on.
    const living = await signInAgain(walk.db, personId);
    Object.assign(walk.house.owner.headers, living);
    const signedOut = await signInAgain(walk.db, personId);
    await walk.db
      .deleteFrom('sign_ins')
      .where('token', '=', decodeURIComponent(signedOut.cookie.split('=')[1] ?? '').split('.')[0] ?? '')
      .execute();
    const callers = {
      nobody: {},
      expired,
      signedOut,
      expiredToken: (await tokenFor(walk.db, personId, { expiresAt: past })).headers,
      revokedToken: (await tokenFor(walk.db, personId, { revokedAt: past })).headers,
      accessToken: { authorization: `Bearer ${await getToken(walk.app, walk.house.client)}` },
      bareAccessToken: { authorization: await getToken(walk.app, walk.house.client) },
      forged: { cookie: `${living.cookie.slice(0, -6)}AAAAAA`, origin: baseUrl },
    };
    await walk.expectRefusals(walk.routesBy(...byPeople), callers, () => 'sign_in_required');
  });

  test('a personal access token without the scope', async () => {
    const { personId } = walk.house.owner;
    const areas = ['person', 'portal', 'settings', 'operator'] as const;
    for (const area of areas) {
      const routes = walk.routesBy(...byPeople).filter(({ access }) => areaOf(access) === area);
      const reading = await tokenFor(walk.db, personId, { scopes: [`${area}:read`] });
      const others = areas.filter((one) => one !== area);
      const elsewhere = await tokenFor(walk.db, personId, {
        scopes: others.flatMap((one) => [`${one}:read`, `${one}:write`] as const),
      });
      await walk.expectRefusals(routes, { elsewhere: elsewhere.headers }, () => 'permission_missing');
      const changes = routes.filter((route) => !isRead(route));
      await walk.expectRefusals(changes, { reading: reading.headers }, () => 'permission_missing');
    }
  });

  test('a change that comes from a page of another site', async () => {
    const foreign = {
      ...walk.house.owner.headers,
      origin: 'https://evil.test',
      'sec-fetch-site': 'cross-site',
    };
    const changes = walk.routesBy(...byPeople).filter((route) => !isRead(route));
    await walk.expectRefusals(changes, { foreign }, () => 'origin_not_allowed');
  });

  test('everybody else: the other tenant’s administrator, developers, operators', async () => {
    const operator = await signIn(walk.db, { operator: true });
    const developer = await signIn(walk.db, { organisationIds: [walk.stranger.organisationId] });
    const administrator = await signIn(walk.db, {
      memberships: [{ tenantId: walk.stranger.tenant.tenantId, role: 'administrator' }],
    });
    const outsiders = { administrator: administrator.headers, developer: developer.headers };
    const withOperator = { ...outsiders, operator: operator.headers };
    const withEmployee = { ...withOperator, employee: walk.house.employee.headers };
    await walk.expectRefusals(walk.routesBy('tenant'), withOperator, () => 'not_found');
    await walk.expectRefusals(
      walk.routesBy('operator'),
      { ...outsiders, employee: walk.house.employee.headers },
      () => 'permission_missing',
    );
    const named = walk.routesBy('developer', 'person').filter((route) => idsOf(route).length > 0);
    await walk.expectRefusals(named, withEmployee, () => 'not_found');
    // Lists and the like, which name nothing, are for everybody: of their own.
    for (const route of walk
      .routesBy('developer', 'person')
      .filter((one) => isRead(one) && !named.includes(one))) {
      for (const headers of Object.values(withEmployee)) {
        const answer = await walk.call(route, route.url, headers);
        expect(saying(route, answer)).toMatchObject({ status: 200 });
        if (headers !== walk.house.employee.headers) expect(answer.body).not.toContain(MARK);
      }
    }
  });

  test('an office employee without the permission, but reading what all may read', async () => {
    const { headers } = walk.house.employee;
    await walk.expectRefusals(walk.routesBy('tenant'), { headers }, ({ access }) =>
      access.by === 'tenant' && access.needs !== 'member' ? 'permission_missing' : undefined,
    );
    for (const route of walk.routesBy('tenant').filter(isRead)) {
      if (route.access.by !== 'tenant' || route.access.needs !== 'member') continue;
      expect(
        saying(route, await walk.call(route, fillPath(route.url, walk.house.ids), headers)),
      ).toMatchObject({
        status: 200,
      });
    }
  });

  test('a developer who has not accepted the terms', async () => {
    const { headers } = await signIn(walk.db, {
      organisationIds: [walk.house.organisationId],
      acceptsTerms: false,
    });
    await walk.expectRefusals(walk.routesBy('developer'), { headers }, () => 'terms_not_accepted');
  });

  test('a person of the tenant who signed in to the other environment', async () => {
    const headers = await signInAgain(walk.db, walk.house.owner.personId, 'integration');
    await walk.expectRefusals(walk.routesBy('tenant'), { headers }, () => 'not_found');
  });
});
