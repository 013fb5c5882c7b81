import { decodeProtectedHeader, type JWK } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { callApi, createClient, getToken } from '../../test/api-client.ts';
import { buildTestApp } from '../../test/app.ts';
import { cloneDatabase, TestClock, testStart } from '../../test/db.ts';
import { createTenant, testSealer } from '../../test/factories.ts';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';
import { rotateSigningKey } from './rotate-signing-key.ts';
import { createSigningKeys } from './signing-keys.ts';

async function emptyDatabase() {
  const database = await cloneDatabase();
  onTestFinished(database.drop);
  return database;
}

test('however many processes start at once, they make one first key', async () => {
  const { db, url } = await emptyDatabase();
  const other = openDatabase({ url, poolSize: 5, log: silentLog });
  onTestFinished(() => other.close());
  const processes = [db, db, other.db, other.db].map((one) =>
    createSigningKeys(one, testSealer, () => testStart),
  );
  const found = await Promise.all(processes.map((keys) => keys.findSigning()));
  expect(new Set(found.map(({ kid }) => kid)).size).toBe(1);
  const rows = await db.selectFrom('signing_keys').select(['generation', 'kid']).execute();
  expect(rows).toEqual([{ generation: 1, kid: found[0]?.kid }]);
});

test('the private key is sealed, for this purpose alone, and never published', async () => {
  const { db } = await emptyDatabase();
  const keys = createSigningKeys(db, testSealer, () => testStart);
  const published = await keys.listPublished();
  const { kid } = await keys.findSigning();
  expect(published).toEqual([
    { kty: 'RSA', kid, use: 'sig', alg: 'RS256', n: expect.any(String), e: 'AQAB' },
  ]);
  const row = await db.selectFrom('signing_keys').selectAll().executeTakeFirstOrThrow();
  expect(row.private_key).toMatch(/^test\./);
  expect(() => testSealer.unseal(row.private_key, 'webhook signing key')).toThrow('authenticate');
  expect(JSON.parse(testSealer.unseal(row.private_key, 'token signing key'))).toHaveProperty('d');
  expect(Object.keys(row.public_jwk as object).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test('a rotation publishes the new key before it signs, and the old one until its last token has expired', async () => {
  const { db } = await emptyDatabase();
  const clock = new TestClock();
  const [app, elsewhere] = [await buildTestApp(db, clock.now), await buildTestApp(db, clock.now)];
  const { tenantId } = await createTenant(db);
  const client = await createClient(db, { tenantId });
  const published = async () =>
    (await elsewhere.inject('/.well-known/jwks.json')).json<{ keys: JWK[] }>().keys.map(({ kid }) => kid);
  const call = async (token: string) =>
    (
      await callApi(elsewhere, `/schedulingpro/v2/tenant/${tenantId}/schedulers`, {
        token,
        appKey: client.appKey,
      })
    ).statusCode;

  const [first] = await published();
  const before = await getToken(app, client);
  const rotated = await rotateSigningKey(db, testSealer, clock.now());
  expect(rotated).toMatchObject({ generation: 2 });
  // Nobody signs with it yet; whoever meets it does not wait for the next refresh.
  expect(decodeProtectedHeader(await getToken(app, client)).kid).toBe(first);
  clock.advance(30);
  expect(await published()).toEqual([rotated.kid, first]);
  clock.advance(89);
  const lastOfOld = await getToken(app, client);
  expect(decodeProtectedHeader(lastOfOld).kid).toBe(first);
  clock.advance(1);
  const firstOfNew = await getToken(app, client);
  expect(decodeProtectedHeader(firstOfNew).kid).toBe(rotated.kid);
  expect([await call(before), await call(lastOfOld), await call(firstOfNew)]).toEqual([200, 200, 200]);
  clock.advance(898);
  expect([await call(lastOfOld), await call(firstOfNew)]).toEqual([200, 200]);
  clock.advance(61 + 31);
  expect(await published()).toEqual([rotated.kid]);
  expect(decodeProtectedHeader(await getToken(app, client)).kid).toBe(rotated.kid);
});

test('a key that another process made a moment ago is looked for once, others at most once a second', async () => {
  const { db } = await emptyDatabase();
  const clock = new TestClock();
  const keys = createSigningKeys(db, testSealer, clock.now);
  await keys.findSigning();
  const { kid } = await rotateSigningKey(db, testSealer, clock.now());
  expect(await keys.findVerifying(kid)).toBeUndefined();
  clock.advance(1);
  expect(await keys.findVerifying(kid)).toBeDefined();
});

test('rotations at once follow one another, each written down', async () => {
  const { db } = await emptyDatabase();
  const made = await Promise.all(
    Array.from({ length: 3 }, () => rotateSigningKey(db, testSealer, testStart)),
  );
  expect(new Set(made.map(({ generation }) => generation))).toEqual(new Set([1, 2, 3]));
  const log = await db.selectFrom('audit_log').select(['actor', 'action', 'detail']).execute();
  expect(log).toHaveLength(3);
  for (const line of log) {
    expect(line).toMatchObject({ actor: 'command_line', action: 'signing_key.rotated' });
    expect(Object.keys(line.detail as object).toSorted()).toEqual(['generation', 'kid']);
  }
  const unlimited = await db
    .selectFrom('signing_keys')
    .select('generation')
    .where('retires_at', 'is', null)
    .execute();
  expect(unlimited).toEqual([{ generation: 3 }]);
});
