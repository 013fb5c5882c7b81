import type { Socket } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { hostile, postAnswered, postTo, senderTo } from '../../../test/sending.ts';

test('a server that takes the request and never answers is a timeout, and the connection is closed', async () => {
  const server = await hostile(() => undefined);
  const result = await postTo(senderTo([server.origin], { timeoutMs: 120 }), server.origin);
  expect(result).toMatchObject({ status: null, error: 'timeout', responseBody: null });
  expect(result.durationMs).toBeGreaterThanOrEqual(119);
  expect(result.durationMs).toBeLessThan(1_000);
  await server.allClosed();
});

test('one clock runs over the whole answer: a byte every 20 ms does not keep it alive', async () => {
  const server = await hostile((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n');
    const timer = setInterval(() => void socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const result = await postTo(senderTo([server.origin], { timeoutMs: 250 }), server.origin);
  expect(result).toMatchObject({ status: 200, error: 'response_too_slow' });
  expect(result.durationMs).toBeLessThan(1_000);
  await server.allClosed();
});

test('headers a byte at a time are a timeout', async () => {
  const server = await hostile((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-a: ');
    const timer = setInterval(() => void socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const result = await postTo(senderTo([server.origin], { timeoutMs: 250 }), server.origin);
  expect(result).toMatchObject({ status: null, error: 'timeout' });
  await server.allClosed();
});

test('early hints without end are a timeout', async () => {
  const server = await hostile((socket) => {
    const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n';
    const pump = (): void => {
      while (!socket.destroyed && socket.write(hint.repeat(100)));
    };
    socket.on('drain', pump);
    pump();
  });
  const result = await postTo(senderTo([server.origin], { timeoutMs: 250 }), server.origin);
  expect(result).toMatchObject({ status: null, error: 'timeout' });
  await server.allClosed();
});

test.each([
  ['with a length', 'content-length: 1099511627776', (text: string) => text],
  ['in chunks', 'transfer-encoding: chunked', (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`],
  ['until the end of the connection', 'connection: close', (text: string) => text],
])('an endless body %s is cut off after 16 KiB and costs no memory', async (_name, header, frame) => {
  let sent = 0;
  const piece = frame('z'.repeat(64 * 1024));
  const server = await hostile((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`);
    const pump = (): void => {
      while (!socket.destroyed && socket.write(piece)) sent += piece.length;
    };
    socket.on('drain', pump);
    pump();
  });
  const result = await postTo(senderTo([server.origin]), server.origin);
  expect(result).toMatchObject({ status: 200, error: null });
  expect(result.responseBody).toHaveLength(16 * 1024);
  await server.allClosed();
  expect(sent).toBeLessThan(16 * 1024 * 1024);
});

test('a port where nothing listens is connection_refused', async () => {
  const server = await hostile(() => undefined);
  await server.close();
  const result = await postTo(senderTo([server.origin]), server.origin);
  expect(result).toMatchObject({ status: null, error: 'connection_refused' });
  expect(result.errorDetail).toContain('ECONNREFUSED');
});

test('a name with several addresses that all refuse says so in words', async () => {
  const server = await hostile(() => undefined);
  await server.close();
  const origin = `http://localhost:${server.port}`;
  const result = await postTo(senderTo([origin]), origin);
  expect(result.error).toBe('connection_refused');
  expect(result.errorDetail).toContain('ECONNREFUSED');
});

test('of a name with many addresses three are tried: nobody makes us knock at hundreds', async () => {
  const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.1'];
  const server = await hostile(() => undefined);
  const sender = senderTo([], {
    resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
    allowedNetworks: ['127.0.0.0/8'],
    allowedPorts: new Set([server.port]),
  });
  const result = await postTo(sender, `https://hooks.example:${server.port}/`);
  expect(result.error).toBe('connection_refused');
  expect(server.connections).toHaveLength(0);
});

test.each([
  ['before the answer', ''],
  ['in the middle of the headers', 'HTTP/1.1 200 OK\r\nx-a: b'],
  ['in the middle of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc'],
  [
    'in the middle of the last body of a connection',
    'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\nabc',
  ],
  ['in the middle of a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nabc'],
])('a connection that is reset or closed %s is connection_reset', async (_name, part) => {
  for (const end of [(socket: Socket) => socket.resetAndDestroy(), (socket: Socket) => socket.end()]) {
    const server = await hostile((socket) => void socket.write(part, () => setImmediate(end, socket)));
    expect((await postTo(senderTo([server.origin]), server.origin)).error).toBe('connection_reset');
  }
});

test.each([
  ['greeting of another protocol', '220 mail.example.com ESMTP\r\n'],
  ['HTTP/0.9', '<html>hello</html>'],
  ['a broken status line', 'HTTP/1.1 abc OK\r\n\r\n'],
  ['a status of one digit', 'HTTP/1.1 2 OK\r\n\r\n'],
  ['a status of 000', 'HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n'],
  [
    'an answer with two lengths',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n0\r\n\r\n',
  ],
  [
    'an answer with both a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
  ['NUL in a header', 'HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n'],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
  ['a chunk length that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: ws\r\nconnection: upgrade\r\n\r\n'],
  ['100 Continue, which was not asked for', 'HTTP/1.1 100 Continue\r\n\r\n'],
])('%s is invalid_response', async (_name, answer) => {
  const { result, server } = await postAnswered(answer);
  expect(result.error).toBe('invalid_response');
  expect(result.errorDetail).not.toContain('assert');
  await server.allClosed();
});

test.each([
  ['headers of 17 KiB', `HTTP/1.1 200 OK\r\nx-big: ${'b'.repeat(17 * 1024)}\r\n\r\n`],
  ['3,000 headers', `HTTP/1.1 200 OK\r\n${'x-many: y\r\n'.repeat(3_000)}\r\n`],
  ['a header without end', `HTTP/1.1 200 OK\r\nx-big: ${'b'.repeat(1024 * 1024)}`],
])('%s are headers_too_large', async (_name, answer) => {
  const { result, server } = await postAnswered(answer);
  expect(result).toMatchObject({ status: null, error: 'headers_too_large' });
  await server.allClosed();
});

test('random bytes always end in a result', async () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const bytes = Buffer.from(Array.from({ length: 200 }, (_, index) => (seed * 7919 + index * index) % 256));
    const prefix = seed % 2 === 0 ? '' : 'HTTP/1.1 200 OK\r\n';
    const { result } = await postAnswered(Buffer.concat([Buffer.from(prefix), bytes]), { thenEnd: true });
    expect(result.error).not.toBeNull();
  }
});

test('a name that does not exist is dns_failed', async () => {
  const result = await postTo(senderTo([]), 'https://nobody.invalid/hook');
  expect(result).toMatchObject({ status: null, error: 'dns_failed' });
});

test('a detail is short, however many names stand in the certificate of a receiver', async () => {
  const names = 'DNS:hooks.example.org, '.repeat(3_000);
  const resolve = () =>
    Promise.reject(Object.assign(new Error(names), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }));
  const result = await postTo(senderTo([], { resolve }), 'https://hooks.example/');
  expect(result.error).toBe('tls_wrong_host');
  expect(result.errorDetail).toMatch(/^DNS:hooks\.example\.org, .*…$/);
  expect(result.errorDetail).toHaveLength(1_000);
});

test.each([
  'not a url',
  '',
  'ftp://example.com/',
  'mailto:a@example.com',
  'file:///etc/passwd',
  'http://[::1',
  '/x',
])('a delivery URL that is none is a result too: %j', async (url) => {
  expect(await postTo(senderTo([]), url)).toMatchObject({ status: null, error: 'insecure_url' });
});

test('a header that HTTP cannot carry is a result too', async () => {
  const sender = senderTo([]);
  const post = sender.post({
    url: 'http://127.0.0.1/',
    headers: { 'x-a': 'b\r\nc: d' },
    body: Buffer.from(''),
  });
  expect((await post).error).toBe('sending_failed');
});

test('a POST after closing, or one that closing cuts off, is a result too', async () => {
  const server = await hostile(() => void sender.close());
  const sender = senderTo([server.origin]);
  expect((await postTo(sender, server.origin)).error).toBe('sending_failed');
  expect((await postTo(sender, server.origin)).error).toBe('sending_failed');
});

test('a POST that timed out while it waited for its connection is not sent later', async () => {
  const server = await hostile(() => undefined);
  const answer = Promise.withResolvers<LookupAddress[]>();
  const sender = senderTo([], {
    timeoutMs: 60,
    resolve: () => answer.promise,
    allowedNetworks: ['127.0.0.0/8'],
    allowedPorts: new Set([server.port]),
  });
  expect(await postTo(sender, `https://a.example:${server.port}/`)).toMatchObject({ error: 'timeout' });
  answer.resolve([{ address: '127.0.0.1', family: 4 }]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.connections).toHaveLength(0);
});

test('two that share an origin do not wait for one another: a hundred that hang take nothing from the next', async () => {
  const server = await hostile((socket, request) => {
    if (!request.startsWith('POST /hang')) socket.write('HTTP/1.1 204 No Content\r\n\r\n');
  });
  const sender = senderTo([server.origin], { timeoutMs: 3_000 });
  const hanging = Array.from({ length: 100 }, () => postTo(sender, `${server.origin}/hang`));
  const quick = await postTo(sender, `${server.origin}/quick`);
  expect(quick.error).toBeNull();
  expect(quick.durationMs).toBeLessThan(1_000);
  await sender.close();
  await Promise.all(hanging);
});
