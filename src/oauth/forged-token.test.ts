import { createHmac, generateKeyPairSync } from 'node:crypto';
import { decodeProtectedHeader, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callApi, createClient, getToken, type TestClient } from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant, testSealer } from '../../test/factories.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenantId: number;
let client: TestClient;
let token: string;

const call = (given: { token: string }) =>
  callApi(app, `/schedulingpro/v2/tenant/${tenantId}/schedulers`, { appKey: client.appKey, ...given });

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
});
beforeEach(async () => {
  clock.advance(60);
  ({ tenantId } = await createTenant(database.current.db));
  client = await createClient(database.current.db, { tenantId });
  token = await getToken(app, client);
});

describe('a forged token', () => {
  type Claims = Record<string, unknown>;
  const claims = (changes: Claims = {}): Claims => {
    const now = Math.floor(clock.now().getTime() / 1000);
    return {
      iss: 'https://fieldhook.test',
      iat: now,
      nbf: now,
      exp: now + 900,
      client_id: client.clientId,
      tenant: String(tenantId),
      scope: ['tn.sp.schedulers:r'],
      jti: 'x',
      ...changes,
    };
  };

  /** With the deployment's own key, as nobody outside can. */
  async function forge(changes: Claims = {}, header: Record<string, string> = {}): Promise<string> {
    const row = await database.current.db
      .selectFrom('signing_keys')
      .selectAll()
      .orderBy('generation', 'desc')
      .executeTakeFirstOrThrow();
    const key = await importJWK(
      JSON.parse(testSealer.unseal(row.private_key, 'token signing key')) as JWK,
      'RS256',
    );
    return new SignJWT(claims(changes))
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: row.kid, ...header })
      .sign(key);
  }

  test('made like ours passes, so that what the others lack is what they are refused for', async () => {
    expect((await call({ token: await forge() })).statusCode).toBe(200);
  });

  test.each<[string, Claims, Record<string, string>]>([
    ['of another issuer', { iss: 'https://elsewhere.test' }, {}],
    ['without an issuer', { iss: undefined }, {}],
    ['that begins in a minute', { nbf: 4_000_000_000, iat: 4_000_000_000, exp: 4_000_000_900 }, {}],
    ['that never ends', { exp: undefined }, {}],
    ['that has ended', { exp: 1_000_000_000 }, {}],
    ['of another type', {}, { typ: 'JWT' }],
    ['with the key id of no key', {}, { kid: 'unknown' }],
    ['of an unknown client', { client_id: 'cid.unknown' }, {}],
    ['without a client', { client_id: undefined }, {}],
    ['whose scope is text', { scope: 'tn.sp.schedulers:r' }, {}],
    ['for a tenant and a network', { network: '1' }, {}],
    ['for nobody', { tenant: undefined }, {}],
  ])('%s is 401', async (_what, changes, header) => {
    expectProblem(await call({ token: await forge(changes, header) }), 401, 'invalid_access_token', []);
  });

  test('for the wrong audience, another tenant, is 403', async () => {
    const other = await createTenant(database.current.db);
    const wrong = await forge({ tenant: String(other.tenantId) });
    expectProblem(await call({ token: wrong }), 403, 'tenant_not_covered', []);
  });

  test('without a signature, or signed with a key of somebody else, is 401', async () => {
    const { kid } = decodeProtectedHeader(token);
    const unsigned = new UnsecuredJWT(claims()).encode();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: kid ?? '' })
      .sign(privateKey);
    const [header, payload, signature] = token.split('.');
    const changed = [
      header,
      Buffer.from(JSON.stringify(claims({ jti: 'y' }))).toString('base64url'),
      signature,
    ].join('.');
    for (const bad of [unsigned, `${header}.${payload}.`, foreign, changed]) {
      expectProblem(await call({ token: bad }), 401, 'invalid_access_token', []);
    }
  });

  test('signed with the public key as the secret of an HMAC is 401', async () => {
    const { keys } = (await app.inject('/.well-known/jwks.json')).json<{ keys: JWK[] }>();
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: keys[0]?.kid })}.${encode(claims())}`;
    for (const secret of [JSON.stringify(keys[0]), String(keys[0]?.n)]) {
      const bad = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      expectProblem(await call({ token: bad }), 401, 'invalid_access_token', []);
    }
  });
});
