import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { startConnectProxy } from '../../test/connect-proxy.ts';
import {
  attemptsOf,
  createSubscribed,
  deliveriesOf,
  publishEvents,
  queueOf,
  startTestWorker,
} from '../../test/deliveries.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { startSecureServer, trustTestAuthority } from '../../test/secure-server.ts';
import { hostile } from '../../test/sending.ts';

const database = useDatabase(20);
const clock = (): Date => new Date();
beforeAll(trustTestAuthority);

/** As fast as the socket takes it, until it is closed. */
function pump(socket: Socket, head: string, piece: string | Buffer): void {
  socket.write(head);
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}

/** A little every 20 ms, until it is closed; not faster, since the worker runs in this very thread. */
function drip(socket: Socket, head: string, piece = 'x'): void {
  socket.write(head);
  const timer = setInterval(() => void socket.write(piece), 20);
  socket.on('close', () => clearInterval(timer));
}

const OK = 'HTTP/1.1 200 OK\r\n';
const behaviours: Record<string, (socket: Socket) => void> = {
  'endless body': (socket) => pump(socket, `${OK}content-length: 1099511627776\r\n\r\n`, 'z'.repeat(65_536)),
  'body of 100 MB': (socket) => pump(socket, `${OK}content-length: 104857600\r\n\r\n`, Buffer.alloc(65_536)),
  'endless headers': (socket) => pump(socket, OK, `x: ${'y'.repeat(1_000)}\r\n`),
  'endless early hints': (socket) =>
    drip(socket, '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(100)),
  'a byte at a time': (socket) => drip(socket, `${OK}content-length: 100000\r\n\r\n`),
  'headers a byte at a time': (socket) => drip(socket, `${OK}x: `),
  'gzip bomb': (socket) => {
    const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    socket.write(`${OK}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
    socket.write(bomb);
  },
  'bytes that are no text': (socket) =>
    void socket.write(
      Buffer.concat([
        Buffer.from(`${OK}content-length: 6\r\n\r\n`),
        Buffer.from([0, 255, 254, 237, 160, 128]),
      ]),
    ),
  'odd header values': (socket) =>
    void socket.write(
      Buffer.from(`${OK}x-odd: \xE9\xFF\\u0000\r\n__proto__: a\r\ncontent-length: 0\r\n\r\n`, 'latin1'),
    ),
  'thousands of headers': (socket) =>
    void socket.write(`${OK}${'a: b\r\n'.repeat(2_500)}content-length: 0\r\n\r\n`),
  'broken headers': (socket) => void socket.write(`${OK}no colon\r\n\r\n`),
  nothing: () => undefined,
  reset: (socket) => void socket.resetAndDestroy(),
  'two answers': (socket) => void socket.write(`${OK}content-length: 0\r\n\r\n`.repeat(2)),
  'a fine answer': (socket) => void socket.write(`${OK}content-length: 2\r\n\r\nok`),
};

test('whatever receivers answer, each attempt is recorded once and readable, nothing is sent twice, and the worker lives', async () => {
  const { db, pool } = database.current;
  const receivers = await Promise.all(
    Object.entries(behaviours).map(async ([name, behave]) => {
      const server = await hostile(behave);
      return { name, server, ...(await createSubscribed(db, server.origin)) };
    }),
  );
  for (const receiver of receivers) await publishEvents(db, receiver, testStart);
  const rssBefore = process.memoryUsage.rss();
  startTestWorker(
    pool,
    receivers.map(({ server }) => server.origin),
    clock,
    // Without retries, so that each delivery ends with its first attempt.
    { schedules: { standard: [], extended: [] }, timeoutMs: 4_000, concurrency: 32 },
  );
  const outcomes: Record<string, string | null> = {};
  for (const { name, server, tenantId } of receivers) {
    while ((await queueOf(db, tenantId)).length > 0) await delay(20);
    const log = await attemptsOf(db, tenantId);
    expect([name, log.length]).toEqual([name, 1]);
    const [attempt] = log;
    outcomes[name] = attempt?.error ?? null;
    expect(attempt?.response_body ?? '').not.toContain('\0');
    expect(attempt?.response_body?.length ?? 0).toBeLessThanOrEqual(16 * 1024);
    expect(JSON.stringify(attempt?.response_headers).length).toBeLessThan(64 * 1024);
    const [delivery] = await deliveriesOf(db, tenantId);
    expect([name, delivery?.state]).toEqual([name, attempt?.error === null ? 'delivered' : 'failed']);
    const posts = server.connections.map(({ text }) => text.split('POST ').length - 1);
    expect([name, posts.reduce((sum, count) => sum + count, 0)]).toEqual([name, 1]);
  }
  expect(outcomes).toEqual({
    'endless body': null,
    'body of 100 MB': null,
    'endless headers': 'headers_too_large',
    'endless early hints': 'timeout',
    'a byte at a time': 'response_too_slow',
    'headers a byte at a time': 'timeout',
    'gzip bomb': null,
    'bytes that are no text': null,
    'odd header values': null,
    'thousands of headers': null,
    'broken headers': 'invalid_response',
    nothing: 'timeout',
    reset: 'connection_reset',
    'two answers': null,
    'a fine answer': null,
  });
  expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(150 * 1024 * 1024);
});

test('a proxy that fails uses up no retry: logged without a number, put off, and then sent as the first attempt', async () => {
  const { db, pool } = database.current;
  const server = await startSecureServer();
  let isDown = true;
  const proxy = await startConnectProxy({
    refuse: (socket) => {
      if (isDown) socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return isDown;
    },
  });
  const { tenantId } = await createSubscribed(db, `https://hooks.example:${server.port}/`);
  await publishEvents(db, { tenantId }, new Date());
  let ahead = 0;
  const { wake } = startTestWorker(pool, [], () => new Date(Date.now() + ahead), {
    proxyUrl: `http://127.0.0.1:${proxy.port}`,
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    allowedNetworks: ['127.0.0.0/8'],
    allowedPorts: new Set([server.port]),
  });
  while ((await attemptsOf(db, tenantId)).length === 0) await delay(20);
  expect(await attemptsOf(db, tenantId)).toMatchObject([{ number: null, error: 'proxy_failed' }]);
  expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'pending', attempts: 0 }]);
  const [queued] = await queueOf(db, tenantId);
  expect(queued?.attempts).toBe(0);
  expect((queued?.due_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(50_000);
  isDown = false;
  ahead = 61_000;
  wake.wake();
  while ((await queueOf(db, tenantId)).length > 0) await delay(20);
  expect(await deliveriesOf(db, tenantId)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  expect((await attemptsOf(db, tenantId)).map(({ number }) => number)).toEqual([null, 1]);
  expect(server.requests).toHaveLength(1);
});

test('Retry-After moves the next attempt, and 410 ends the delivery as one that can be replayed', async () => {
  const { db, pool } = database.current;
  const busy = await hostile(
    (socket) => void socket.write('HTTP/1.1 503 Busy\r\nretry-after: 3600\r\ncontent-length: 0\r\n\r\n'),
  );
  const gone = await hostile((socket) => void socket.write('HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n'));
  const [later, ended] = [await createSubscribed(db, busy.origin), await createSubscribed(db, gone.origin)];
  for (const { tenantId } of [later, ended]) await publishEvents(db, { tenantId }, new Date());
  startTestWorker(pool, [busy.origin, gone.origin], clock);
  while ((await queueOf(db, ended.tenantId)).length > 0) await delay(20);
  while ((await attemptsOf(db, later.tenantId)).length === 0) await delay(20);
  const [queued] = await queueOf(db, later.tenantId);
  const waitSeconds = ((queued?.due_at.getTime() ?? 0) - Date.now()) / 1000;
  expect(waitSeconds).toBeGreaterThan(3_590);
  expect(waitSeconds).toBeLessThanOrEqual(3_600);
  expect(await deliveriesOf(db, ended.tenantId)).toMatchObject([
    { state: 'skipped', reason: 'webhook_disabled', attempts: 1 },
  ]);
  expect(await attemptsOf(db, ended.tenantId)).toMatchObject([{ number: 1, status: 410, error: 'gone' }]);
});
