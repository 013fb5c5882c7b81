import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { hostile } from '../../../test/sending.ts';
import { type Connection, Connections } from './connections.ts';
import type { Dial } from './dial.ts';
import { Exchange, type PostResult } from './exchange.ts';

afterEach(() => void vi.restoreAllMocks());

/** Connections to one server, whatever origin they are for. */
function connectionsTo(port: number, mostIdle?: number) {
  const dialled: string[] = [];
  const dial: Dial = async (origin) => {
    dialled.push(origin);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const connections = new Connections(dial, mostIdle);
  onTestFinished(() => connections.close());
  return { connections, dialled };
}

const origin = (index = 0): string => `http://origin-${index}.example`;

/** At once: nobody else dials for the origin. */
function taken(connections: Connections, of: string): Connection {
  let connection: Connection | undefined;
  connections.take(of, (one) => (connection = one));
  if (connection === undefined) throw new Error('it has to wait');
  return connection;
}

function postOn(connections: Connections, connection: Connection): Promise<PostResult> {
  return new Promise((resolve) => {
    const exchange = new Exchange(2_000, ({ result, isWhole }) => {
      connections[isWhole ? 'release' : 'discard'](connection);
      resolve(result);
    });
    exchange.run(connection, { path: '/', method: 'POST', body: Buffer.from('{}') });
  });
}

const fine = () => hostile((socket) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n'));

test('at most so many are idle, the longest idle is closed first', async () => {
  const server = await fine();
  const { connections, dialled } = connectionsTo(server.port, 3);
  for (let index = 0; index < 5; index += 1) await postOn(connections, taken(connections, origin(index)));
  expect(connections.count()).toEqual({ busy: 0, idle: 3, origins: 3 });
  dialled.length = 0;
  for (const index of [4, 3, 2, 1]) await postOn(connections, taken(connections, origin(index)));
  expect(dialled).toEqual([origin(1)]);
});

test('thousands of origins leave nothing behind but the idle connections that are allowed', async () => {
  const server = await fine();
  const { connections } = connectionsTo(server.port, 20);
  for (let index = 0; index < 3_000; index += 100) {
    const round = Array.from({ length: 100 }, (_, at) => taken(connections, origin(index + at)));
    expect(connections.count().busy).toBe(100);
    await Promise.all(round.map((connection) => postOn(connections, connection)));
  }
  expect(connections.count()).toEqual({ busy: 0, idle: 20, origins: 20 });
});

test('a connection that the receiver closes while it is idle is forgotten', async () => {
  const server = await fine();
  const { connections, dialled } = connectionsTo(server.port);
  const connection = taken(connections, origin());
  await postOn(connections, connection);
  const closed = once(connection.client, 'disconnect');
  server.connections[0]?.socket.end();
  await closed;
  expect(connections.count()).toEqual({ busy: 0, idle: 0, origins: 0 });
  expect((await postOn(connections, taken(connections, origin()))).error).toBeNull();
  expect(dialled).toHaveLength(2);
});

test('a connection is not used for longer than two minutes, however busy it is', async () => {
  const server = await fine();
  const { connections, dialled } = connectionsTo(server.port);
  const startedAt = performance.now();
  for (const [minutes, connectionsSoFar] of [
    [0, 1],
    [1.9, 1],
    [2.1, 2],
    [4, 2],
    [4.2, 3],
  ] as const) {
    vi.spyOn(performance, 'now').mockReturnValue(startedAt + minutes * 60_000);
    await postOn(connections, taken(connections, origin()));
    expect([minutes, dialled.length]).toEqual([minutes, connectionsSoFar]);
  }
});

test('idle for four seconds, or what the receiver announces less a margin, it is closed', async () => {
  const server = await hostile(
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nkeep-alive: timeout=3\r\ncontent-length: 0\r\n\r\n'),
  );
  const { connections } = connectionsTo(server.port);
  const connection = taken(connections, origin());
  const closed = once(connection.client, 'disconnect');
  await postOn(connections, connection);
  expect(connections.count().idle).toBe(1);
  await closed;
  expect(connections.count()).toEqual({ busy: 0, idle: 0, origins: 0 });
});

test('one for each POST, never shared while it is busy', async () => {
  const server = await fine();
  const { connections } = connectionsTo(server.port);
  const held = new Set<Connection>();
  for (let index = 0; index < 10; index += 1) {
    const connection = await takenOf(connections);
    // Dialled, and held again.
    await postOn(connections, connection);
    held.add(taken(connections, origin()));
  }
  expect(held.size).toBe(10);
  expect(connections.count()).toEqual({ busy: 10, idle: 0, origins: 0 });
  for (const connection of held) connections.release(connection);
  expect(connections.count()).toEqual({ busy: 0, idle: 10, origins: 1 });
});

test('a burst is carried by few connections: no more are dialled at once than stand, the others wait for one that comes free', async () => {
  const server = await fine();
  let [dialling, count] = [0, 0];
  const connections = new Connections(async () => {
    dialling += 1;
    count += 1;
    expect(dialling).toBeLessThanOrEqual(Math.max(1, count - dialling));
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    dialling -= 1;
    return socket;
  });
  onTestFinished(() => connections.close());
  const results = await Promise.all(
    Array.from({ length: 30 }, async () => postOn(connections, await takenOf(connections))),
  );
  expect(results.every(({ status }) => status === 204)).toBe(true);
  expect(count).toBeLessThan(30);
  expect(connections.count()).toEqual({ busy: 0, idle: count, origins: 1 });
});

test('while nobody answers, the others dial all the same after a moment, and another origin at once', async () => {
  const dialled: string[] = [];
  const connections = new Connections((of, _timing, signal) => {
    dialled.push(of);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('given up')));
    });
  });
  const posts = Array.from({ length: 3 }, async () => postOn(connections, await takenOf(connections)));
  const elsewhere = postOn(connections, taken(connections, origin(1)));
  const all = [origin(), origin(), origin(), origin(1)];
  await expect.poll(() => dialled.toSorted(), { timeout: 10_000 }).toEqual(all);
  // Who waits when it closes is not forgotten.
  const last = takenOf(connections).then((connection) => postOn(connections, connection));
  await connections.close();
  for (const { error } of await Promise.all([...posts, elsewhere, last])) expect(error).not.toBeNull();
});

test('one that was given up in the moment in which it stood is closed, and does not count as standing', async () => {
  const server = await fine();
  const [dialled, go] = [[] as Socket[], Promise.withResolvers<void>()];
  const connections = new Connections(async () => {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    dialled.push(socket);
    await go.promise;
    return socket;
  });
  onTestFinished(() => connections.close());
  const first = taken(connections, origin());
  void postOn(connections, first);
  await expect.poll(() => dialled.length).toBe(1);
  go.resolve();
  connections.discard(first);
  await expect.poll(() => dialled[0]?.destroyed).toBe(true);
  // Did it count, two might be dialled beside the one that stands.
  const second = taken(connections, origin());
  await postOn(connections, second);
  const standing = taken(connections, origin());
  let taking = 0;
  for (let index = 0; index < 2; index += 1) connections.take(origin(), () => (taking += 1));
  expect([standing === second, taking]).toEqual([true, 1]);
});

function takenOf(connections: Connections): Promise<Connection> {
  return new Promise((resolve) => connections.take(origin(), resolve));
}
