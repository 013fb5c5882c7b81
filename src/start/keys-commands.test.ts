import { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { cloneDatabase } from '../../test/db.ts';
import { testSealer } from '../../test/factories.ts';
import { testSecretKeys } from '../../test/fieldhook-process.ts';
import { abandoned, completed, type Json } from '../../test/portal.ts';
import { type SealedScene, setSealedScene } from '../../test/sealed-scene.ts';
import { nextTotpCode } from '../../test/totp.ts';
import { loadConfig } from '../config.ts';
import { webhookSealedColumns } from '../deliveries/signing/sealed-columns.ts';
import { openWebhookSecret, sealWebhookSecret } from '../deliveries/signing/webhook-secret.ts';
import { type SealedColumn, resealColumn } from '../lib/reseal.ts';
import { createSealer } from '../lib/seal.ts';
import { addKeysCommands } from './keys-commands.ts';
import type { ResealReport } from './reseal.ts';

const freshKey = { id: 'fresh', key: Buffer.alloc(32, 8) };
const freshKeys = `fresh:${freshKey.key.toString('base64')}`;
const onlyFresh = createSealer([freshKey]);
const both = createSealer([freshKey, { id: 'test', key: Buffer.alloc(32, 7) }]);

// The scene has two passwords to hash, 50 ms each of a free processor.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let scene: SealedScene;

beforeEach(async () => {
  database = await cloneDatabase();
  scene = await setSealedScene(database.db);
  return () => database.drop();
});

/** The command in this process, as src/main.ts runs it. */
async function run(secretKeys: string, ...options: string[]): Promise<string> {
  let said = '';
  const program = new Command('fieldhook').exitOverride();
  addKeysCommands(program, {
    say: (line) => void (said += `${line}\n`),
    configure: () => loadConfig({ DATABASE_URL: database.url, SECRET_KEYS: secretKeys }, 'administer'),
    run: async (action) => {
      await action();
      return undefined as never;
    },
  });
  await program.parseAsync(['node', 'fieldhook', 'keys', ...options]);
  return said;
}
const reseal = async (secretKeys: string) =>
  JSON.parse(await run(secretKeys, 'reseal', '--json')) as ResealReport;

test('without a subcommand a new key is printed', async () => {
  expect(await run(testSecretKeys)).toMatch(/^k[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n$/);
});

test('after it the newest key alone opens everything, and the old one may go', async () => {
  const report = await reseal(`${freshKeys},${testSecretKeys}`);
  // Keys of two webhooks and a previous one, two key pairs, custom headers; a token key; a second factor with its codes.
  expect(report).toMatchObject({
    newestKey: 'fresh',
    resealed: 9,
    unreadable: 0,
    keys: [
      { id: 'fresh', known: true, values: 9 },
      { id: 'test', known: true, values: 0 },
    ],
  });
  expect(await reseal(`${freshKeys},${testSecretKeys}`)).toMatchObject({ resealed: 0 });

  const app = await buildTestApp(database.db, () => new Date(), undefined, [], { sealer: onlyFresh });
  const { person, hmacKey, app: registered } = scene;
  const robin = new Browser(app);
  await robin.post('/api/people/sign-in', {
    email: person.email,
    password: person.password,
    environment: 'production',
  });
  const code = nextTotpCode(person.totpUri);
  expect((await robin.post('/api/people/sign-in/second-factor', { code })).json()).toEqual({
    status: 'signed_in',
  });
  const jwks = await app.inject({ method: 'GET', url: '/.well-known/jwks.json' });
  expect(jwks.json().keys).toHaveLength(1);
  const rows = await database.db.selectFrom('webhooks').selectAll().execute();
  const opened = rows.find((row) => row.event_type === completed);
  const open = (secret: 'hmac_key' | 'key_pair' | 'custom_headers', sealed: string | null | undefined) =>
    openWebhookSecret(onlyFresh, secret, opened?.id ?? '', sealed ?? '');
  expect(open('hmac_key', opened?.signing_key)).toBe(hmacKey);
  expect(open('hmac_key', opened?.previous_signing_key)).toBe(registered.keys[completed]);
  expect(open('key_pair', opened?.key_pair)).toMatch(/^whsk_/);
  expect(open('key_pair', opened?.previous_key_pair)).toMatch(/^whsk_/);
  expect(open('custom_headers', opened?.custom_headers)).toContain('of the receiver');
  const log = await database.db.selectFrom('audit_log').select(['action', 'detail']).execute();
  expect(log.filter(({ action }) => action === 'sealing_key.resealed')).toEqual([
    { action: 'sealing_key.resealed', detail: { newestKey: 'fresh', values: 9 } },
  ]);
});

test('it binds to its webhook what the same key had sealed for any', async () => {
  expect(await reseal(testSecretKeys)).toMatchObject({ resealed: 1 });
  const { id, signing_key } = await database.db
    .selectFrom('webhooks')
    .select(['id', 'signing_key'])
    .where('event_type', '=', abandoned)
    .executeTakeFirstOrThrow();
  expect(openWebhookSecret(testSealer, 'hmac_key', id, signing_key)).toBe(scene.app.keys[abandoned]);
  expect(() => openWebhookSecret(testSealer, 'hmac_key', randomUUID(), signing_key)).toThrow(/authenticate/);
});

test('it says in words how things stand, and what may go', async () => {
  const said = await run(`${freshKeys},${testSecretKeys}`, 'reseal');
  expect(said).toContain('webhooks.signing_key: 2 of 2 sealed anew\n');
  expect(said).toContain('second_factors.backup_codes: 1 of 1 sealed anew\n');
  expect(said).toContain('Sealed 9 anew with the key "fresh". Now there are\n');
  expect(said).toContain('      9 values of the key "fresh"\n');
  expect(said).toContain('      0 values of the key "test"; it may go from SECRET_KEYS\n');
});

test('what cannot be opened stays as it is and is counted, under its key', async () => {
  const lost = `gone.${'A'.repeat(60)}`;
  await database.db
    .updateTable('webhooks')
    .set({ signing_key: lost })
    .where('event_type', '=', completed)
    .execute();
  const report = await reseal(`${freshKeys},${testSecretKeys}`);
  expect(report).toMatchObject({ resealed: 8, unreadable: 1 });
  expect(report.keys).toContainEqual({ id: 'gone', known: false, values: 1 });
  expect(await run(`${freshKeys},${testSecretKeys}`, 'reseal')).toContain(
    '1 could not be opened and stay as they are: 1 in webhooks.signing_key.',
  );
  // A second factor is sealed by better-auth, which knows its keys by number only.
  const without = await reseal(freshKeys.replace('fresh', 'other'));
  expect(without.unreadable).toBe(9);
  expect(without.keys.map(({ known }) => known)).toContain(false);
});

const [keyColumn] = webhookSealedColumns;
if (keyColumn === undefined) throw new Error('unreachable');

test('what somebody else writes meanwhile is never overwritten, and looked at again', async () => {
  const { db } = database;
  let rotated: { id: string; key: string } | undefined;
  // Between our reading and our writing, once: a process that still seals with the old key rotates.
  const racing: SealedColumn = {
    ...keyColumn,
    reseal: async (sealer, sealed, id) => {
      const fresh = await keyColumn.reseal(sealer, sealed, id);
      if (rotated === undefined) {
        rotated = { id, key: 'rotated meanwhile, thirty-two letters' };
        const value = sealWebhookSecret(testSealer, 'hmac_key', id, rotated.key);
        await db.updateTable('webhooks').set({ signing_key: value }).where('id', '=', id).execute();
      }
      return fresh;
    },
  };
  expect(await resealColumn(db, both, racing)).toMatchObject({ values: 2, resealed: 2, unreadable: 0 });
  const { signing_key } = await db
    .selectFrom('webhooks')
    .select('signing_key')
    .where('id', '=', rotated?.id ?? '')
    .executeTakeFirstOrThrow();
  expect(openWebhookSecret(onlyFresh, 'hmac_key', rotated?.id ?? '', signing_key)).toBe(rotated?.key);
});

test('many values go in batches; two who run at once share the work, and one that was stopped is continued', async () => {
  const { db } = database;
  const app = scene.app.id;
  const rows = Array.from({ length: 1_200 }, () => {
    const id = randomUUID();
    const signingKey = sealWebhookSecret(testSealer, 'hmac_key', id, `key of ${id}`);
    const removed = { removed_at: new Date(), url: 'https://a.example/' };
    return { id, app_id: app, event_type: completed, signing_key: signingKey, ...removed };
  });
  for (let at = 0; at < rows.length; at += 400) {
    await db
      .insertInto('webhooks')
      .values(rows.slice(at, at + 400))
      .execute();
  }
  const stopping: SealedColumn = {
    ...keyColumn,
    // As if the process ended in the second batch.
    get table() {
      if ((looks += 1) > 2) throw new Error('stopped');
      return keyColumn.table;
    },
  };
  let looks = 0;
  await expect(resealColumn(db, both, stopping)).rejects.toThrow('stopped');
  const done = await Promise.all([resealColumn(db, both, keyColumn), resealColumn(db, both, keyColumn)]);
  const before = done.reduce((sum, { resealed }) => sum + resealed, 0);
  expect(before).toBeLessThanOrEqual(1_202);
  expect(await resealColumn(db, both, keyColumn)).toMatchObject({ values: 1_202, resealed: 0 });
  const stored: Json[] = await db.selectFrom('webhooks').select(['id', 'signing_key']).execute();
  for (const { id, signing_key } of stored)
    expect(() => openWebhookSecret(onlyFresh, 'hmac_key', String(id), String(signing_key))).not.toThrow();
});
