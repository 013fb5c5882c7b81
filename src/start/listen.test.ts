import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  completeVisit,
  expectOneSentence,
  type FieldhookProcess,
  preparedDataDirectory,
  readDemo,
  runFieldhook,
  startFieldhook,
  startProgram,
  until,
} from '../../test/fieldhook-process.ts';
import { signIn, tokenFor } from '../../test/people.ts';
import { startReceiver } from '../../test/receiver.ts';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

vi.setConfig({ testTimeout: 120_000 });

const eventType = 'tn.sp.session-completed';
const app = '019f7c2e-4b1d-7c55-9a3e-0d9f6f1f7a10';
const program = new URL('../../bin/fieldhook', import.meta.url).pathname;

interface Line {
  readonly type: string;
  readonly deliveryId: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly body: string;
}
const linesOf = (listening: Pick<FieldhookProcess, 'output'>): Line[] =>
  listening
    .output()
    .stdout.split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

/** The command, as soon as it listens: with --json it says so on standard error. */
async function startListening(args: readonly string[], token: string): Promise<FieldhookProcess> {
  // It says nothing like a server does, so a shell says it first.
  const words = ['-c', 'echo is running; exec "$@"', 'sh', program, 'listen', ...args];
  const listening = await startProgram('/bin/sh', words, { FIELDHOOK_TOKEN: token });
  await until(async () => /Listening to app/.test(listening.output().stderr + listening.output().stdout));
  return listening;
}

/** A server with its demo company, and a developer's token for the demo app. */
async function startDemo() {
  const dataDir = await preparedDataDirectory();
  const server = await startFieldhook({ DATA_DIR: dataDir });
  const demo = await readDemo(dataDir);
  const database = openDatabase({ url: demo.databaseUrl, poolSize: 2, log: silentLog });
  onTestFinished(() => database.close());
  const { db } = database;
  const { id: appId, organisation_id: organisationId } = await db
    .selectFrom('apps')
    .selectAll()
    .executeTakeFirstOrThrow();
  const developer = await signIn(db, { organisationIds: [organisationId] });
  const { token, tokenId } = await tokenFor(db, developer.personId);
  const revealed = await fetch(
    `${server.baseUrl}/api/portal/apps/${appId}/webhooks/${eventType}/key-reveal`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    },
  );
  const { hmacKey } = (await revealed.json()) as { hmacKey: string };
  const revoke = () =>
    db
      .updateTable('personal_access_tokens')
      .set({ revoked_at: new Date() })
      .where('id', '=', tokenId)
      .execute();
  return { server, demo, db, appId, token, hmacKey, dataDir, revoke };
}

describe('fieldhook listen', () => {
  test('forwards the very delivery to a server on this machine, and prints what that answered', async () => {
    const { server, demo, db, appId, token, hmacKey, revoke } = await startDemo();
    const receiver = await startReceiver((res) => void res.writeHead(202).end('taken'));
    onTestFinished(() => receiver.close());
    const to = ['--forward-to', `${receiver.origin}/hook`, '--app', appId, '--server', server.baseUrl];
    const listening = await startListening([...to, '--json', '--verbose'], token);
    await completeVisit(server, demo);
    await receiver.arrived(1);
    const { headers, body } = receiver.received[0]!;
    const event = new Webhook(hmacKey).verify(body, headers as Record<string, string>) as { id: string };
    const delivery = await db
      .selectFrom('deliveries')
      .selectAll()
      .where('id', '=', event.id)
      .executeTakeFirstOrThrow();
    expect([delivery.app_id, headers['webhook-id']]).toEqual([appId, delivery.id]);
    await until(async () => linesOf(listening).length === 1);
    expect(linesOf(listening)).toMatchObject([
      { type: eventType, deliveryId: delivery.id, status: 202, error: null, body: 'taken' },
    ]);

    // What nobody answers is told, and listening goes on; a revoked token ends it with a sentence.
    await receiver.close();
    await completeVisit(server, demo);
    await until(async () => linesOf(listening).length === 2);
    expect(linesOf(listening)[1]).toMatchObject({ status: null, error: 'connection refused' });
    await revoke();
    const { code, stderr } = await listening.exited;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/fieldhook: The token is not valid/)]);
  });

  test('misses nothing while the server is away, and ends with Ctrl-C', async () => {
    const { server, demo, appId, token, dataDir } = await startDemo();
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const { port } = new URL(server.baseUrl);
    const to = ['--forward-to', receiver.origin, '--app', appId, '--server', server.baseUrl];
    const listening = await startListening(to, token);
    await server.end('SIGTERM');
    await until(async () => /Not connected: .* Trying again in [\d.]+ s\./.test(listening.output().stdout));
    const again = await startFieldhook({ DATA_DIR: dataDir, PORT: port });
    await completeVisit(again, demo);
    await receiver.arrived(1);
    await until(async () =>
      /tn\.sp\.session-completed {2}\S+ {2}204 {2}\d+ ms/.test(listening.output().stdout),
    );
    const { code, stderr } = await listening.end('SIGINT');
    expect([code, stderr]).toEqual([0, '']);
  });

  test('says in one sentence what cannot become better by trying again', async () => {
    const answers: [number, RegExp][] = [
      [401, /The token is not valid/],
      [403, /portal:read/],
      [404, /There is no such app/],
      [302, /This is no fieldhook server/],
    ];
    let status = 0;
    const server = createServer((_req, res) => void res.writeHead(status).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = ['listen', '--forward-to', 'http://localhost:1/', '--app', app, '--server', url];
    for (const [answered, sentence] of answers) {
      status = answered;
      expectOneSentence(await runFieldhook([...args, '--token', 'fht_x']), sentence);
    }
    expectOneSentence(await runFieldhook(args), /Set FIELDHOOK_TOKEN/);
    expectOneSentence(await runFieldhook(args, { FIELDHOOK_TOKEN: 'x' }), /begins with fht_/);
  });

  test('refuses what is no URL and no event type before it connects', async () => {
    const wrong = [
      ['--forward-to', 'localhost', '--app', app],
      ['--forward-to', 'file:///x', '--app', app],
      ['--forward-to', 'http://localhost:1/', '--app', app, '--events', 'x'],
      ['--forward-to', 'http://localhost:1/'],
    ];
    for (const args of wrong) {
      const { code, stderr } = await runFieldhook(['listen', ...args]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: /)]);
    }
  });
});
