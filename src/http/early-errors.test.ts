import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { expectProblem, type Scene, setScene } from '../../test/visitor.ts';

const database = useDatabase();
let scene: Scene;
let port: number;

beforeAll(async () => {
  scene = await setScene(database.current.db);
  await scene.app.listen({ port: 0, host: '127.0.0.1' });
  port = (scene.app.server.address() as AddressInfo).port;
});

afterAll(() => scene.app.close());

/** What the server answers to these bytes, until it closes the connection. */
async function exchange(bytes: string): Promise<{ status: number; headers: string; body: string }> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  const [headers = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  return { status: Number(headers.split(' ')[1]), headers, body };
}

describe('what no route sees', () => {
  test.each([
    [
      'a control character in a header',
      'POST / HTTP/1.1\r\nhost: x\r\nidempotency-key: a\u0001b\r\n\r\n',
      ['headers'],
    ],
    ['a NUL in a header', 'POST / HTTP/1.1\r\nhost: x\r\nidempotency-key: a\0b\r\n\r\n', ['headers']],
    ['headers of 20 KiB', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, ['headers']],
    ['an address of 20 KiB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, ['headers']],
    ['no HTTP at all', 'hello\r\n\r\n', []],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', []],
  ])('is answered with a problem body: %s', async (_name, bytes, fields) => {
    const answer = await exchange(bytes);
    expect(answer.status).toBe(400);
    expect(answer.headers.toLowerCase()).toContain('content-type: application/problem+json');
    expect(answer.headers.toLowerCase()).toContain(`content-length: ${Buffer.byteLength(answer.body)}`);
    const body = JSON.parse(answer.body);
    expect(body).toEqual({
      type: 'https://fieldhook.test/errors#malformed_request',
      title: expect.any(String),
      status: 400,
      traceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      errors: expect.any(Object),
      data: { code: 'malformed_request' },
    });
    expect(Object.keys(body.errors)).toEqual(fields);
  });

  test('leaves the server to answer the next', async () => {
    const answer = await exchange('GET /errors HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(answer.status).toBe(200);
  });
});

describe('an address', () => {
  test('where nothing is answers 404, with any method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
      const answer = await scene.app.inject({ method, url: '/scheduler/v1/nothing' });
      expectProblem(answer, 404, 'route_not_found', []);
    }
    const answer = await scene.app.inject({ method: 'GET', url: '/scheduler/v1/sessions' });
    expectProblem(answer, 404, 'route_not_found', []);
  });

  test('that is no UTF-8 names the path', async () => {
    expectProblem(await scene.app.inject('/%ff'), 400, 'malformed_request', ['path']);
  });
});
