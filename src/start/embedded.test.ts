import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  complaintsIn,
  completeVisit,
  expectOneSentence,
  newDataDirectory,
  postgresPid,
  preparedDataDirectory,
  readDemo,
  runFieldhook,
  startFieldhook,
  startProgram,
  until,
} from '../../test/fieldhook-process.ts';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

// Up to five starts in a row, and each may take its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const inboxOf = async (baseUrl: string): Promise<string> => (await fetch(`${baseUrl}/demo/inbox`)).text();

/** What an embedded database holds of the demo, read while it runs. */
async function readDatabase(databaseUrl: string) {
  const { db, close } = openDatabase({ url: databaseUrl, poolSize: 1, log: silentLog });
  try {
    const tenants = await db.selectFrom('tenants').select('id').execute();
    const webhooks = await db.selectFrom('webhooks').select('url').execute();
    return { tenants: tenants.map(({ id }) => id), webhookUrls: webhooks.map(({ url }) => url) };
  } finally {
    await close();
  }
}

test('a first start seeds a demo that works, and the next start, on another port, takes it along', async () => {
  const DATA_DIR = await newDataDirectory();
  const first = await startFieldhook({ DATA_DIR });
  const front = await fetch(first.baseUrl);
  expect([front.status, await front.text()]).toEqual([200, expect.stringContaining('fieldhook is running')]);
  const demo = await readDemo(DATA_DIR);
  expect((await stat(join(DATA_DIR, 'demo.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(DATA_DIR, 'secret-keys'))).mode & 0o777).toBe(0o600);
  const inbox = `${first.baseUrl}/demo/inbox`;
  expect(demo.webhookUrl).toBe(inbox);
  expect(await readDatabase(demo.databaseUrl)).toEqual({
    tenants: [demo.tenantId],
    webhookUrls: [inbox, inbox],
  });

  const sessionId = await completeVisit(first, demo);
  await until(async () => (await inboxOf(first.baseUrl)).includes(sessionId));
  expect(await inboxOf(first.baseUrl)).toContain('signature verified');
  const exit = await first.end('SIGTERM');
  expect([exit.code, complaintsIn(exit)]).toEqual([0, []]);
  expect(await postgresPid(DATA_DIR)).toBeUndefined();

  // A server takes another free port as long as the first one's has just been used, but nobody promises it.
  const second = await startFieldhook({ DATA_DIR, HOST: '127.0.0.2' });
  const moved = `${second.baseUrl}/demo/inbox`;
  expect(moved).not.toBe(inbox);
  const { webhookUrl, databaseUrl, ...same } = await readDemo(DATA_DIR);
  expect(webhookUrl).toBe(moved);
  expect(demo).toMatchObject(same);
  expect(await readDatabase(databaseUrl)).toEqual({
    tenants: [demo.tenantId],
    webhookUrls: [moved, moved],
  });
  const later = await completeVisit(second, demo);
  await until(async () => (await inboxOf(second.baseUrl)).includes(later));
  expect((await second.end('SIGINT')).code).toBe(0);
});

test('what is not loopback gets no demo and no inbox, also when an earlier start had seeded one', async () => {
  const DATA_DIR = await preparedDataDirectory();
  const open = { DATA_DIR, HOST: '0.0.0.0' };
  const before = await startFieldhook(open);
  const reachable = (baseUrl: string): string => baseUrl.replace('0.0.0.0', '127.0.0.1');
  expect((await fetch(`${reachable(before.baseUrl)}/demo/inbox`)).status).toBe(404);
  await expect(readDemo(DATA_DIR)).rejects.toThrow('ENOENT');
  await before.end('SIGTERM');

  const seeding = await startFieldhook({ DATA_DIR });
  const demo = await readDemo(DATA_DIR);
  expect((await readDatabase(demo.databaseUrl)).tenants).toEqual([demo.tenantId]);
  await seeding.end('SIGTERM');

  const after = await startFieldhook(open);
  const baseUrl = reachable(after.baseUrl);
  for (const method of ['GET', 'POST'])
    expect((await fetch(`${baseUrl}/demo/inbox`, { method })).status).toBe(404);
  expect(await (await fetch(baseUrl)).text()).not.toContain(demo.dataApiKey);
  await completeVisit({ baseUrl }, demo);
  const { db, close } = openDatabase({ url: demo.databaseUrl, poolSize: 1, log: silentLog });
  await until(async () => (await db.selectFrom('attempts').select('id').execute()).length > 0);
  const attempts = await db.selectFrom('attempts').select(['error', 'status']).execute();
  expect(attempts).toEqual([{ error: 'blocked_address', status: null }]);
  await close();
});

test('a taken port is named, the embedded PostgreSQL is stopped again, and a second fieldhook on one data directory gives way', async () => {
  const DATA_DIR = await preparedDataDirectory();
  const first = await startFieldhook({ DATA_DIR });
  const { port } = new URL(first.baseUrl);
  const other = await preparedDataDirectory();
  const [taken, second] = await Promise.all([
    runFieldhook(['start'], { DATA_DIR: other, PORT: port }),
    runFieldhook(['start'], { DATA_DIR }),
  ]);
  expectOneSentence(taken, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`));
  await expect(stat(join(other, 'postgres'))).resolves.toBeDefined();
  expect(await postgresPid(other)).toBeUndefined();
  expectOneSentence(second, new RegExp(`already running on ${DATA_DIR} \\(process ${first.pid}\\)`));
  await completeVisit(first, await readDemo(DATA_DIR));
  const exit = await first.end('SIGTERM');
  expect([exit.code, complaintsIn(exit)]).toEqual([0, []]);
});

test('a damaged demo.json is one sentence, and so are a host that cannot be and a damaged key file', async () => {
  const DATA_DIR = await preparedDataDirectory();
  expectOneSentence(await runFieldhook(['start'], { DATA_DIR, HOST: 'fieldhook.invalid' }), /HOST fieldhook/);
  await writeFile(join(DATA_DIR, 'demo.json'), '{"tenantId":');
  const seeded = await startFieldhook({ DATA_DIR });
  await seeded.end('SIGTERM');
  await writeFile(join(DATA_DIR, 'demo.json'), '{"tenantId":');
  const damaged = await runFieldhook(['start'], { DATA_DIR });
  expect(damaged.stderr).toMatch(/^fieldhook: [^\n]+demo\.json cannot be read[^\n]+\n$/);
  expect(damaged.code).toBe(2);
  await writeFile(join(DATA_DIR, 'secret-keys'), 'rust');
  expectOneSentence(await runFieldhook(['start'], { DATA_DIR }), /key file .*secret-keys is damaged/);
  expect(await postgresPid(DATA_DIR)).toBeUndefined();
});

/** As a person at a terminal does it: npm in front, and a Ctrl-C that reaches the whole group. */
test.each(['SIGTERM to npm', 'SIGINT to all', 'SIGHUP to all'])(
  '`npm start` ended by %s leaves no process behind',
  async (how) => {
    const DATA_DIR = await preparedDataDirectory();
    const npm = await startProgram('npm', ['start'], { DATA_DIR });
    expect(await postgresPid(DATA_DIR)).toBeDefined();
    const [signal, , to] = how.split(' ') as [NodeJS.Signals, string, string];
    process.kill(to === 'all' ? -npm.pid : npm.pid, signal);
    // Its output is closed only when the last process that could write to it is gone.
    const exit = await npm.exited;
    if (signal !== 'SIGHUP') expect(exit.code).toBe(0);
    expect(exit.stderr.split('\n').filter((line) => line.startsWith('{'))).toEqual([]);
    expect(await postgresPid(DATA_DIR)).toBeUndefined();
  },
);
