import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addSecret,
  askForToken,
  connectTo,
  createClient,
  credentialsOf,
  type TestClient,
} from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { createTenant } from '../../test/factories.ts';
import { expectProblem } from '../../test/visitor.ts';
import type { Server } from '../http/server.ts';

const database = useDatabase();
const clock = new TestClock();
let app: Server;
let tenantId: number;
let client: TestClient;

beforeAll(async () => {
  app = await buildTestApp(database.current.db, clock.now);
  ({ tenantId } = await createTenant(database.current.db));
});
beforeEach(async () => {
  clock.advance(10);
  client = await createClient(database.current.db, { tenantId });
});

const ask = (changes: Record<string, string> = {}, headers = {}) =>
  askForToken(app, { ...credentialsOf(client), ...changes }, headers);

describe('the token endpoint', () => {
  test('answers a client with a token for its tenant', async () => {
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    const { access_token: token, ...rest } = answer.json<{ access_token: string }>();
    expect(rest).toEqual({ expires_in: 900, token_type: 'Bearer', scope: 'tn.sp.schedulers:r' });
    const { keys } = (await app.inject('/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>();
    expect(keys).toHaveLength(1);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: keys[0]?.kid });
    const now = Math.floor(clock.now().getTime() / 1000);
    expect(decodeJwt(token)).toEqual({
      iss: 'https://fieldhook.test',
      iat: now,
      nbf: now,
      exp: now + 900,
      client_id: client.clientId,
      tenant: String(tenantId),
      scope: ['tn.sp.schedulers:r'],
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('answers a client of a network with a token for it, with the scopes that its tenants accepted', async () => {
    const { db } = database.current;
    const { id: networkId } = await db
      .insertInto('networks')
      .values({ name: 'North', environment: 'production' })
      .returning('id')
      .executeTakeFirstOrThrow();
    client = await createClient(db, { networkId });
    const member = await createTenant(db, { network_id: networkId });
    expect((await ask()).json()).toEqual({ error: 'invalid_client' });
    await connectTo(db, member.tenantId, client);
    const answer = await ask();
    const claims = decodeJwt(answer.json<{ access_token: string }>().access_token);
    expect(claims).toMatchObject({ network: String(networkId), scope: ['tn.sp.schedulers:r'] });
    expect(claims).not.toHaveProperty('tenant');
    await db.updateTable('tenants').set({ network_id: null }).where('id', '=', member.tenantId).execute();
    expect((await ask()).json()).toEqual({ error: 'invalid_client' });
  });

  test('accepts HTTP Basic in place of the form', async () => {
    const { clientId, secret } = client;
    const basic = (id: string, word: string) => ({
      authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(word)}`).toString('base64')}`,
    });
    const form = { grant_type: 'client_credentials' };
    expect((await askForToken(app, form, basic(clientId, secret))).statusCode).toBe(200);
    const named = { ...form, client_id: clientId };
    expect((await askForToken(app, named, basic(clientId, secret))).statusCode).toBe(200);
    expect((await askForToken(app, form, basic(clientId, 'x'))).json()).toEqual({ error: 'invalid_client' });
    for (const headers of [basic(clientId, secret), basic('other', secret)]) {
      expect((await ask({}, headers)).json()).toMatchObject({ error: 'invalid_request' });
    }
  });

  test('ignores parameters that it does not know, and takes the media type with a charset', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
    expect((await ask({ scope: 'something', audience: 'x' }, headers)).statusCode).toBe(200);
  });

  test.each([
    ['a wrong secret', { client_secret: 'cs2.wrong' }],
    ['an unknown client', { client_id: 'cid.aaaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['a client id that no database could hold', { client_id: 'a\0b' }],
    ['a very long client id', { client_id: 'c'.repeat(10_000) }],
  ])('answers %s with invalid_client', async (_what, changes) => {
    const answer = await ask(changes);
    expect([answer.statusCode, answer.body]).toEqual([400, '{"error":"invalid_client"}']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });

  test.each([
    [
      'a disabled connection',
      () =>
        database.current.db
          .updateTable('connections')
          .set({ disabled_at: new Date() })
          .where('client_id', '=', client.clientId),
    ],
    [
      'a connection that is gone',
      () => database.current.db.deleteFrom('connections').where('client_id', '=', client.clientId),
    ],
    [
      'a deleted app',
      () =>
        database.current.db
          .updateTable('apps')
          .set({ deleted_at: new Date() })
          .where('id', '=', client.appId),
    ],
    [
      'a revoked secret',
      () =>
        database.current.db
          .updateTable('client_secrets')
          .set({ revoked_at: new Date() })
          .where('client_id', '=', client.clientId),
    ],
  ])('answers %s with invalid_client, as a wrong secret', async (_what, change) => {
    await change().execute();
    const answer = await ask();
    expect([answer.statusCode, answer.body]).toEqual([400, '{"error":"invalid_client"}']);
  });

  test.each([
    ['grant_type=password&client_id=a&client_secret=b', { error: 'unsupported_grant_type' }],
    ['client_id=a&client_secret=b', { error: 'invalid_request' }],
    ['grant_type=client_credentials&client_secret=b', { error: 'invalid_request' }],
    ['grant_type=client_credentials&client_id=a', { error: 'invalid_request' }],
    ['grant_type=client_credentials&client_id=a&client_secret=', { error: 'invalid_request' }],
    ['grant_type=client_credentials&client_id=a&client_id=a&client_secret=b', { error: 'invalid_request' }],
    ['grant_type=client_credentials&x=1&x=2&client_id=a&client_secret=b', { error: 'invalid_request' }],
    ['', { error: 'invalid_request' }],
  ])('answers the form "%s" by the name of RFC 6749', async (form, expected) => {
    const answer = await askForToken(app, form);
    expect([answer.statusCode, answer.json()]).toEqual([400, expect.objectContaining(expected)]);
  });

  test.each([
    ['application/json', '{"grant_type":"client_credentials"}'],
    ['application/json', '{'],
    ['text/plain', 'grant_type=client_credentials'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/x-www-form-urlencoded', `x=${'y'.repeat(70_000)}`],
  ])('answers a body of %s with invalid_request', async (type, payload) => {
    const headers = { 'content-type': type };
    const answer = await app.inject({ method: 'POST', url: '/connect/token', headers, payload });
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.any(String) },
    ]);
  });

  test('issues ten a second per client', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => ask()));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(10);
    const refused = answers.filter(({ statusCode }) => statusCode !== 200);
    for (const answer of refused) {
      expectProblem(answer, 429, 'rate_limited', []);
      expect(answer.headers['retry-after']).toBe('1');
    }
    clock.advance(0.1);
    expect((await ask()).statusCode).toBe(200);
    expect((await ask()).statusCode).toBe(429);
    // Of another client all may still be had.
    client = await createClient(database.current.db, { tenantId });
    expect((await ask()).statusCode).toBe(200);
  });

  test('slows down guessing from an address, where then not even the right secret passes', async () => {
    for (let index = 0; index < 10; index += 1) {
      const unknown = { client_id: `cid.${'b'.repeat(24)}${index}` };
      const wrong = { client_secret: `cs2.${index}` };
      expect((await ask(index % 2 === 0 ? unknown : wrong)).statusCode).toBe(400);
    }
    for (const changes of [{}, { client_secret: 'x' }, { client_id: 'y' }]) {
      const answer = await ask(changes);
      expectProblem(answer, 429, 'rate_limited', []);
      expect(answer.headers['retry-after']).toBe('1');
    }
    const elsewhere = await app.inject({
      method: 'POST',
      url: '/connect/token',
      remoteAddress: '198.51.100.7',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(credentialsOf(client)).toString(),
    });
    expect(elsewhere.statusCode).toBe(200);
    clock.advance(1);
    expect((await ask()).statusCode).toBe(200);
  });

  test('takes either of two secrets and notes their use, at most once a minute', async () => {
    const second = await addSecret(database.current.db, client.clientId, 2);
    const usedAt = async () => {
      const rows = await database.current.db
        .selectFrom('client_secrets')
        .select('last_used_at')
        .where('client_id', '=', client.clientId)
        .orderBy('slot')
        .execute();
      return rows.map((row) => row.last_used_at);
    };
    expect(await usedAt()).toEqual([null, null]);
    const first = clock.now();
    expect((await ask()).statusCode).toBe(200);
    clock.advance(59);
    expect((await ask()).statusCode).toBe(200);
    expect(await usedAt()).toEqual([first, null]);
    clock.advance(1);
    expect((await ask()).statusCode).toBe(200);
    expect((await ask({ client_secret: second })).statusCode).toBe(200);
    expect(await usedAt()).toEqual([clock.now(), clock.now()]);
  });
});
