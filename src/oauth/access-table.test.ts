import { beforeAll, describe, expect, test, vi } from 'vitest';
import { expectRefusal, isRead, saying, startWalk, type Walk } from '../../test/access-walk.ts';
import { buildHouse, fillPath } from '../../test/access-world.ts';
import { getToken } from '../../test/api-client.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { testSealer } from '../../test/factories.ts';
import { tokenFor } from '../../test/people.ts';
import { signAccessToken, type TokenClaims } from './access-token.ts';
import { createSigningKeys } from './signing-keys.ts';

// A walk is some hundred calls, more with every route.
vi.setConfig({ testTimeout: 120_000 });

const database = useDatabase(4);
const baseUrl = 'https://fieldhook.test';
let walk: Walk;

beforeAll(async () => {
  walk = await startWalk(database.current.db, new TestClock());
});

describe('a route for apps refuses', () => {
  const appKey = () => ({ 'st-app-key': walk.house.client.appKey });

  test('nobody, people, and tokens that are expired, of another issuer, kind or key', async () => {
    const keys = createSigningKeys(walk.db, testSealer, walk.clock.now);
    const claims: TokenClaims = {
      clientId: walk.house.client.clientId,
      tenant: walk.house.ids['tenant'],
      network: undefined,
      scopes: ['tn.sp.schedulers:r'],
    };
    const past = new Date(walk.clock.now().getTime() - 1_000_000);
    const token = await signAccessToken(keys, claims, baseUrl, walk.clock.now());
    const signed = token.split('.');
    const payload = { ...JSON.parse(Buffer.from(signed[1] ?? '', 'base64url').toString()), jti: 'another' };
    const forged = [signed[0], Buffer.from(JSON.stringify(payload)).toString('base64url'), signed[2]].join(
      '.',
    );
    const callers = {
      nobody: {},
      person: walk.house.owner.headers,
      personalToken: (await tokenFor(walk.db, walk.house.owner.personId)).headers,
      expired: { authorization: await signAccessToken(keys, claims, baseUrl, past) },
      wrongAudience: {
        authorization: await signAccessToken(keys, claims, 'https://other.test', walk.clock.now()),
      },
      forged: { authorization: forged },
    };
    const withKey = Object.fromEntries(
      Object.entries(callers).map(([name, headers]) => [name, { ...headers, ...appKey() }]),
    );
    await walk.expectRefusals(walk.routesBy('client'), withKey, () => 'invalid_access_token');
    const control = {
      authorization: await signAccessToken(keys, claims, baseUrl, walk.clock.now()),
      ...appKey(),
    };
    for (const route of walk.routesBy('client').filter(isRead)) {
      expect(
        saying(route, await walk.call(route, fillPath(route.url, walk.house.ids), control)),
      ).toMatchObject({
        status: 200,
      });
    }
  });

  test('a token without its own app’s key', async () => {
    const authorization = await getToken(walk.app, walk.house.client);
    const callers = {
      none: { authorization },
      wrong: { authorization, 'st-app-key': 'ak1.wrong' },
      strangers: { authorization, 'st-app-key': walk.stranger.client.appKey },
    };
    await walk.expectRefusals(walk.routesBy('client'), callers, () => 'invalid_app_key');
  });

  test('the app of another tenant', async () => {
    const authorization = await getToken(walk.app, walk.stranger.client);
    const strangers = { authorization, 'st-app-key': walk.stranger.client.appKey };
    await walk.expectRefusals(walk.routesBy('client'), { strangers }, () => 'tenant_not_covered');
  });

  test('a token whose connection was disabled, whose tenant left, or whose app was deleted', async () => {
    const gone = await buildHouse(walk.db, 'Gone');
    const headers = {
      authorization: await getToken(walk.app, gone.client),
      'st-app-key': gone.client.appKey,
    };
    const refused = async (): Promise<void> => {
      for (const route of walk.routesBy('client')) {
        const answer = await walk.call(route, fillPath(route.url, gone.ids), headers);
        expectRefusal(route, answer, 'invalid_access_token');
      }
    };
    const connection = walk.db.updateTable('connections').where('app_id', '=', gone.client.appId);
    await connection.set({ disabled_at: walk.clock.now() }).execute();
    await refused();
    await connection.set({ disabled_at: null }).execute();
    await walk.db
      .updateTable('apps')
      .set({ deleted_at: walk.clock.now() })
      .where('id', '=', gone.client.appId)
      .execute();
    await refused();
  });
});

test('a visitor’s route refuses whoever has not the secret of the session, whoever else they are', async () => {
  const callers = {
    nobody: {},
    owner: walk.house.owner.headers,
    personalToken: (await tokenFor(walk.db, walk.house.owner.personId)).headers,
    app: {
      authorization: `Bearer ${await getToken(walk.app, walk.house.client)}`,
      'st-app-key': walk.house.client.appKey,
    },
  };
  const named = walk.routesBy('visitor').filter(({ url }) => url.includes(':sessionId'));
  await walk.expectRefusals(named, callers, () => 'invalid_session_secret');
});
