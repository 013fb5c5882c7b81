import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { asOwner, cloneDatabase, createEmptyDatabase } from '../../test/db.ts';
import {
  complaintsIn,
  expectOneSentence,
  newDataDirectory,
  runFieldhook,
  startFieldhook,
  testSecretKeys as SECRET_KEYS,
} from '../../test/fieldhook-process.ts';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

const migrationNames = (await readdir(join(import.meta.dirname, '../../migrations')))
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.slice(0, -'.sql'.length))
  .toSorted();

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await createEmptyDatabase();
  onTestFinished(drop);
  return url;
}

/** A database whose schema a later fieldhook has taken further. */
async function newerDatabase(): Promise<string> {
  const { url, drop } = await cloneDatabase(1);
  onTestFinished(drop);
  await asOwner(url, `insert into kysely_migration values ('9999_from_the_future', now()::text)`);
  return url;
}

async function appliedTo(url: string): Promise<string[]> {
  const rows = await asOwner<{ name: string }>(url, 'select name from kysely_migration order by name');
  return rows.map(({ name }) => name);
}

/** A TCP server that is no PostgreSQL. */
async function pretender(greet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => greet(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `postgresql://me:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}/fieldhook`;
}

/** PostgreSQL's ErrorResponse. */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

test('with DATABASE_URL there is no demo, no inbox and no data directory', async () => {
  const dataDir = await newDataDirectory();
  const DATABASE_URL = await emptyDatabase();
  const fieldhook = await startFieldhook({ DATA_DIR: dataDir, DATABASE_URL, SECRET_KEYS });
  expect((await fetch(fieldhook.baseUrl)).status).toBe(200);
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(`${fieldhook.baseUrl}/demo/inbox`, { method });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ status: 404, data: { code: 'route_not_found' } });
  }
  const exit = await fieldhook.end('SIGTERM');
  expect([exit.code, complaintsIn(exit)]).toEqual([0, []]);
  expect(exit.stdout).not.toMatch(/demo|embedded/);
  const { db, close } = openDatabase({ url: DATABASE_URL, poolSize: 1, log: silentLog });
  expect(await db.selectFrom('tenants').selectAll().execute()).toEqual([]);
  await close();
  await expect(readdir(dataDir)).rejects.toThrow('ENOENT');
});

test('`fieldhook migrate` applies each migration once and says which', async () => {
  const DATABASE_URL = await emptyDatabase();
  const first = await runFieldhook(['migrate'], { DATABASE_URL });
  expect(first.stdout).toBe(migrationNames.map((name) => `Applied ${name}\n`).join(''));
  expect([first.code, complaintsIn(first)]).toEqual([0, []]);
  const again = await runFieldhook(['migrate'], { DATABASE_URL });
  expect([again.code, again.stdout]).toEqual([0, 'The schema is up to date.\n']);
  expect((await runFieldhook(['migrate', '--json'], { DATABASE_URL })).stdout).toBe('{"applied":[]}\n');
  const asJson = await runFieldhook(['migrate', '--json'], { DATABASE_URL: await emptyDatabase() });
  expect(JSON.parse(asJson.stdout)).toEqual({ applied: migrationNames });
});

test.each(['migrate', 'start', 'api', 'worker'])(
  'a schema that is newer than the program is refused by `fieldhook %s`',
  async (command) => {
    const DATABASE_URL = await newerDatabase();
    const exit = await runFieldhook([command], { DATABASE_URL, SECRET_KEYS, PUBLIC_URL: 'http://x.test' });
    expectOneSentence(exit, /newer than this program.*9999_from_the_future.*start a newer fieldhook/);
  },
);

test('four that start at once on one empty database migrate it once, and all become ready', async () => {
  const DATABASE_URL = await emptyDatabase();
  const all = await Promise.all(
    Array.from({ length: 4 }, () => startFieldhook({ DATABASE_URL, SECRET_KEYS })),
  );
  for (const { baseUrl } of all) expect((await fetch(baseUrl)).status).toBe(200);
  expect(await appliedTo(DATABASE_URL)).toEqual(migrationNames);
  const exits = await Promise.all(all.map((one) => one.end('SIGTERM')));
  expect(exits.map((exit) => [exit.code, complaintsIn(exit)])).toEqual(all.map(() => [0, []]));
});

test('with MIGRATE_ON_START=false an old schema is only pointed out', async () => {
  const DATABASE_URL = await emptyDatabase();
  const exit = await runFieldhook(['start'], { DATABASE_URL, SECRET_KEYS, MIGRATE_ON_START: 'false' });
  expectOneSentence(exit, /lacks 0001_tenants.*fieldhook migrate/);
  await expect(appliedTo(DATABASE_URL)).rejects.toThrow('kysely_migration');
});

const unusable: [string, RegExp, () => Promise<string>][] = [
  [
    'a port where nothing listens',
    /ECONNREFUSED/,
    () => Promise.resolve('postgresql://me:hunter2@127.0.0.1:1/x'),
  ],
  [
    'a host that does not exist',
    /fieldhook\.invalid/,
    () => Promise.resolve('postgresql://me:hunter2@fieldhook.invalid/x'),
  ],
  [
    'a database that does not exist',
    /database "missing" does not exist/,
    async () => (await emptyDatabase()).replace(/\/test_\w+/, '/missing'),
  ],
  [
    'a user who does not exist',
    /"stranger"/,
    async () => (await emptyDatabase()).replace('//fieldhook@', '//stranger:hunter2@'),
  ],
  [
    'a wrong password',
    /password authentication failed/,
    () =>
      pretender((socket) =>
        socket.end(errorResponse('28P01', 'password authentication failed for user "me"')),
      ),
  ],
  [
    'a web server',
    /Connection terminated/,
    () => pretender((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  ],
  ['a server that never answers', /timeout/, () => pretender(() => undefined)],
];

test.each(unusable)('%s instead of the database is one sentence within 10 s', async (_, sentence, urlOf) => {
  const startedAt = performance.now();
  const DATABASE_URL = await urlOf();
  const [migrated, started] = await Promise.all([
    runFieldhook(['migrate'], { DATABASE_URL }),
    runFieldhook(['start'], { DATABASE_URL, SECRET_KEYS }),
  ]);
  for (const exit of [migrated, started]) {
    expectOneSentence(exit, sentence);
    expect(exit.stderr).not.toContain('hunter2');
  }
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
