import { connect } from 'node:net';
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
  for (let index = 0; index < 5; index += 1) await postOn(connections, connections.take(origin(index)));
  expect(connections.count()).toEqual({ busy: 0, idle: 3, origins: 3 });
  dialled.length = 0;
  for (const index of [4, 3, 2, 1]) await postOn(connections, connections.take(origin(index)));
  expect(dialled).toEqual([origin(1)]);
});

test('thousands of origins leave nothing behind but the idle connections that are allowed', async () => {
  const server = await fine();
  const { connections } = connectionsTo(server.port, 20);
  for (let index = 0; index < 3_000; index += 100) {
    const round = Array.from({ length: 100 }, (_, at) => connections.take(origin(index + at)));
    expect(connections.count().busy).toBe(100);
    await Promise.all(round.map((connection) => postOn(connections, connection)));
  }
  expect(connections.count()).toEqual({ busy: 0, idle: 20, origins: 20 });
});

test('a connection that the receiver closes while it is idle is forgotten', async () => {
  const server = await fine();
  const { connections, dialled } = connectionsTo(server.port);
  const connection = connections.take(origin());
  await postOn(connections, connection);
  const closed = once(connection.client, 'disconnect');
  server.connections[0]?.socket.end();
  await closed;
  expect(connections.count()).toEqual({ busy: 0, idle: 0, origins: 0 });
  expect((await postOn(connections, connections.take(origin()))).error).toBeNull();
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
    await postOn(connections, connections.take(origin()));
    expect([minutes, dialled.length]).toEqual([minutes, connectionsSoFar]);
  }
});

test('idle for four seconds, or what the receiver announces less a margin, it is closed', async () => {
  const server = await hostile(
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nkeep-alive: timeout=3\r\ncontent-length: 0\r\n\r\n'),
  );
  const { connections } = connectionsTo(server.port);
  const connection = connections.take(origin());
  const closed = once(connection.client, 'disconnect');
  await postOn(connections, connection);
  expect(connections.count().idle).toBe(1);
  await closed;
  expect(connections.count()).toEqual({ busy: 0, idle: 0, origins: 0 });
});

test('one for each POST, never shared while it is busy', async () => {
  const server = await fine();
  const { connections } = connectionsTo(server.port);
  const taken = Array.from({ length: 10 }, () => connections.take(origin()));
  expect(new Set(taken).size).toBe(10);
  await Promise.all(taken.map((connection) => postOn(connections, connection)));
  expect(connections.count()).toEqual({ busy: 0, idle: 10, origins: 1 });
  expect(new Set(Array.from({ length: 10 }, () => connections.take(origin())))).toEqual(new Set(taken));
});
