import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hostile, postAnswered, postTo, senderTo } from '../../../test/sending.ts';

const KEPT = 16 * 1024;

test.each([200, 201, 202, 204, 206, 226, 299])('any 2xx is success: %i', async (status) => {
  const { result } = await postAnswered(`HTTP/1.1 ${status} Fine\r\ncontent-length: 0\r\n\r\n`);
  expect(result).toMatchObject({ status, error: null, errorDetail: null, responseBody: '' });
});

test.each([
  [400, 'unexpected_status'],
  [401, 'unexpected_status'],
  [404, 'unexpected_status'],
  [410, 'gone'],
  [429, 'too_many_requests'],
  [500, 'unexpected_status'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
  [599, 'unexpected_status'],
  [600, 'unexpected_status'],
  [999, 'unexpected_status'],
])('%i is a failure: %s', async (status, error) => {
  const { result } = await postAnswered(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\nno`);
  expect(result).toMatchObject({ status, error, responseBody: 'no' });
});

test.each([300, 301, 302, 303, 307, 308])(
  'a redirect is a failure and is not followed: %i',
  async (status) => {
    const target = await hostile(
      (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
    );
    const server = await hostile(
      (socket) =>
        void socket.write(
          `HTTP/1.1 ${status} Moved\r\nlocation: ${target.origin}/\r\ncontent-length: 0\r\n\r\n`,
        ),
    );
    const sender = senderTo([server.origin, target.origin]);
    expect(await postTo(sender, `${server.origin}/`)).toMatchObject({ status, error: 'redirect' });
    expect(target.connections).toHaveLength(0);
    expect(server.connections).toHaveLength(1);
  },
);

test('304 is a redirect status without a body and fails like the others', async () => {
  const { result } = await postAnswered('HTTP/1.1 304 Not Modified\r\n\r\n');
  expect(result).toMatchObject({ status: 304, error: 'redirect' });
});

test('the path and the query of the URL arrive as they stand, and its fragment does not', async () => {
  const server = await hostile((socket) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
  await postTo(senderTo([server.origin]), `${server.origin}/a%20b/c?x=1&y=%2F#part`);
  expect(server.connections[0]?.text).toMatch(/^POST \/a%20b\/c\?x=1&y=%2F HTTP\/1\.1\r\n/);
});

test('connections are used again', async () => {
  const server = await hostile(
    (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  );
  const sender = senderTo([server.origin]);
  for (let index = 0; index < 10; index += 1) await postTo(sender, server.origin);
  expect(server.connections.length).toBeLessThanOrEqual(2);
});

test('headers, also repeated ones, are kept, whatever their names', async () => {
  const { result } = await postAnswered(
    'HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n__proto__: x\r\nconstructor: y\r\ncontent-length: 0\r\n\r\n',
  );
  const kept = JSON.parse(JSON.stringify(result.responseHeaders)) as Record<string, unknown>;
  expect(kept['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(Object.entries(kept)).toContainEqual(['__proto__', 'x']);
  expect(kept['constructor']).toBe('y');
});

test('of a longer body the first 16 KiB are kept, and the connection is closed rather than read on', async () => {
  const { result, server } = await postAnswered(
    `HTTP/1.1 200 OK\r\ncontent-length: ${100 * 1024 * 1024}\r\n\r\n${'x'.repeat(KEPT + 1)}`,
  );
  expect(result).toMatchObject({ status: 200, error: null });
  expect(result.responseBody).toBe('x'.repeat(KEPT));
  await server.allClosed();
});

test('a body of exactly 16 KiB is kept whole', async () => {
  const { result } = await postAnswered(
    `HTTP/1.1 200 OK\r\ncontent-length: ${KEPT}\r\n\r\n${'y'.repeat(KEPT)}`,
  );
  expect(result.responseBody).toBe('y'.repeat(KEPT));
});

test('a compressed answer is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
  const { result } = await postAnswered(
    Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`),
      bomb,
    ]),
  );
  expect(result).toMatchObject({
    status: 200,
    error: null,
    responseBody: '(compressed as gzip, not unpacked)',
  });
});

test('what is not UTF-8, and NUL, becomes the replacement character', async () => {
  const body = Buffer.from([0x61, 0x00, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x62]);
  const { result } = await postAnswered(
    Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`), body]),
  );
  expect(result.responseBody).toMatch(/^a\uFFFD+b$/);
});

test('a character cut in two at the limit does no harm', async () => {
  const { result } = await postAnswered(
    `HTTP/1.1 200 OK\r\ncontent-length: ${3 * KEPT}\r\n\r\n${'€'.repeat(KEPT)}`,
  );
  expect(result.responseBody).toMatch(/^€+\uFFFD$/);
});

test('103 Early Hints announce an answer and are none', async () => {
  const { result } = await postAnswered(
    'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\nHTTP/1.1 201 Created\r\nx-real: 1\r\ncontent-length: 0\r\n\r\n',
  );
  expect(result).toMatchObject({ status: 201, error: null, responseHeaders: { 'x-real': '1' } });
});

test('early hints without an answer after them are a timeout without a status', async () => {
  const { result } = await postAnswered('HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n', {
    timeoutMs: 150,
  });
  expect(result).toMatchObject({ status: null, error: 'timeout', responseHeaders: null, responseBody: null });
});

test('an Upgrade header on an ordinary answer changes nothing', async () => {
  const { result } = await postAnswered(
    'HTTP/1.1 200 OK\r\nconnection: Upgrade\r\nupgrade: h2,h2c\r\ncontent-length: 0\r\n\r\n',
  );
  expect(result).toMatchObject({ status: 200, error: null });
});

test('204 with a body counts as success, and its connection is not used again', async () => {
  const server = await hostile(
    (socket) => void socket.write('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello'),
  );
  const sender = senderTo([server.origin]);
  expect(await postTo(sender, server.origin)).toMatchObject({ status: 204, error: null });
  expect(await postTo(sender, server.origin)).toMatchObject({ status: 204, error: null });
  expect(server.connections).toHaveLength(2);
});

test('an answer that nobody asked for is not taken for the answer to the next POST', async () => {
  const fine = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
  const server = await hostile((socket) => {
    const isFirst = server.connections.length === 1;
    socket.write(isFirst ? `HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n${fine}` : 'HTTP/1.1 500 No\r\n\r\n');
  });
  const sender = senderTo([server.origin], { timeoutMs: 300 });
  expect((await postTo(sender, server.origin)).status).toBe(500);
  expect((await postTo(sender, server.origin)).error).not.toBeNull();
});

test('of thousands of headers a hundred are stored, those that decide among them, and the rest is counted', async () => {
  const many = Array.from({ length: 2_000 }, (_, index) => `h${index}: v`);
  const { result } = await postAnswered(
    `HTTP/1.1 503 No\r\n${[...many, 'retry-after: 30', 'content-length: 0'].join('\r\n')}\r\n\r\n`,
  );
  expect(result).toMatchObject({ status: 503, responseHeaders: { 'retry-after': '30', h0: 'v' } });
  expect(Object.keys(result.responseHeaders ?? {})).toHaveLength(101);
  expect(result.responseHeaders?.['…']).toBe('1902 more were not stored');
});

test('of one header sent a thousand times a hundred lines are stored', async () => {
  const { result } = await postAnswered(
    `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${'set-cookie: a\r\n'.repeat(1_000)}\r\n`,
  );
  expect(result.error).toBeNull();
  expect(Object.values(result.responseHeaders ?? {}).flat().length).toBeLessThanOrEqual(101);
});
