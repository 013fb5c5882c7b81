import type { Socket } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { startConnectProxy } from '../../../test/connect-proxy.ts';
import { startSecureServer, trustTestAuthority } from '../../../test/secure-server.ts';
import { hostile, postTo, senderResolving, senderTo } from '../../../test/sending.ts';
import { signalOf } from '../outcome.ts';

beforeAll(trustTestAuthority);

/** A sender whose every name leads to this machine, by way of a proxy. */
const senderBehind = (proxyUrl: string, port: number, given = {}) =>
  senderResolving([['127.0.0.1']], port, { proxyUrl, ...given });

test.each([
  ['http', false],
  ['https', true],
])(
  'through an %s proxy: CONNECT to the checked address, the name in SNI and Host',
  async (scheme, isSecure) => {
    const [proxy, server] = [await startConnectProxy({ isSecure }), await startSecureServer()];
    const { sender, lookups } = senderBehind(`${scheme}://127.0.0.1:${proxy.port}`, server.port);
    const result = await postTo(sender, `https://hooks.example:${server.port}/hook`);
    expect(result).toMatchObject({ status: 204, error: null });
    const authority = `127.0.0.1:${server.port}`;
    expect(proxy.asked).toEqual([{ authority, headers: expect.objectContaining({ host: authority }) }]);
    expect(proxy.asked[0]?.headers).not.toHaveProperty('proxy-authorization');
    expect(server.requests).toMatchObject([
      { servername: 'hooks.example', headers: { host: `hooks.example:${server.port}` } },
    ]);
    expect(lookups).toEqual(['hooks.example']);
    for (const ms of Object.values(result.timing)) expect(ms).toBeGreaterThanOrEqual(0);
  },
);

test('user and password go to the proxy, decoded, and never to the receiver; the tunnel is used again', async () => {
  const [proxy, server] = [await startConnectProxy(), await startSecureServer()];
  const { sender } = senderBehind(`http://us%3Aer:p%40ss@127.0.0.1:${proxy.port}`, server.port);
  for (let index = 0; index < 2; index += 1)
    expect((await postTo(sender, `https://hooks.example:${server.port}/`)).status).toBe(204);
  expect(proxy.asked.map(({ headers }) => headers['proxy-authorization'])).toEqual([
    `Basic ${Buffer.from('us:er:p@ss').toString('base64')}`,
  ]);
  expect(server.requests).toHaveLength(2);
  for (const { headers } of server.requests) expect(headers).not.toHaveProperty('proxy-authorization');
});

test.each([
  [['10.0.0.1'], 'https://hooks.example:%/', 'blocked_address'],
  [['127.0.0.1', '10.0.0.1'], 'https://hooks.example:%/', 'blocked_address'],
  [['127.0.0.1'], 'https://localhost:%/', 'blocked_address'],
  [['127.0.0.1'], 'http://hooks.example:%/', 'insecure_url'],
  [['127.0.0.1'], 'https://hooks.example:444/', 'port_not_allowed'],
])(
  'what resolves to %j and is asked for as %s never reaches the proxy: %s',
  async (addresses, url, error) => {
    const proxy = await startConnectProxy();
    const { sender } = senderResolving([addresses], 4430, { proxyUrl: `http://127.0.0.1:${proxy.port}` });
    expect(await postTo(sender, url.replace('%', '4430'))).toMatchObject({ error });
    expect(proxy.asked).toEqual([]);
  },
);

test('an allowed origin goes past the proxy', async () => {
  const proxy = await startConnectProxy();
  const server = await hostile((socket) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
  const sender = senderTo([server.origin], { proxyUrl: `http://127.0.0.1:${proxy.port}` });
  expect(await postTo(sender, server.origin)).toMatchObject({ status: 204 });
  expect(proxy.asked).toEqual([]);
});

const answer = (text: string) => (socket: Socket) => {
  socket.end(text);
  return true;
};

test.each([
  ['407', answer('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'), /answered 407/],
  ['403', answer('HTTP/1.1 403 Forbidden\r\ncontent-length: 4\r\n\r\nno!!'), /answered 403/],
  ['502', answer('HTTP/1.1 502 Bad Gateway\r\n\r\n'), /answered 502/],
  ['504', answer('HTTP/1.1 504 Gateway Timeout\r\n\r\n'), /answered 504/],
  ['a redirect', answer('HTTP/1.1 302 Found\r\nlocation: http://a.example/\r\n\r\n'), /answered 302/],
  ['words after 200 before we spoke', answer('HTTP/1.1 200 OK\r\n\r\nhello'), /answered 200/],
  ['what is not HTTP', answer('SSH-2.0-OpenSSH_9.9\r\n'), /HPE_/],
  ['headers without end', answer(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`), /HPE_HEADER_OVERFLOW/],
  ['a reset', (socket: Socket) => (socket.resetAndDestroy(), true), /ECONNRESET/],
  ['nothing', () => true, /within 1500 ms/],
])('a proxy that answers %s has failed, not the receiver', async (_what, refuse, detail) => {
  const proxy = await startConnectProxy({ refuse });
  const { sender } = senderBehind(`http://user:secret@127.0.0.1:${proxy.port}`, 443, {
    connectTimeoutMs: 1_500,
  });
  const result = await postTo(sender, 'https://hooks.example/');
  expect(result).toMatchObject({ status: null, error: 'proxy_failed', timing: { connectMs: null } });
  expect(signalOf(result)).toBe('none');
  expect(result.errorDetail).toMatch(detail);
  // The developer of the receiver reads this.
  expect(result.errorDetail).not.toMatch(/127\.0\.0\.1|secret/);
});

test('a proxy that is not there, has no name or a certificate that is not trusted has failed', async () => {
  const gone = await hostile(() => undefined);
  await gone.close();
  const untrusted = await startSecureServer('expired-cert');
  for (const proxyUrl of [
    `http://127.0.0.1:${gone.port}`,
    'http://proxy.invalid:3128',
    `https://127.0.0.1:${untrusted.port}`,
  ]) {
    const { sender } = senderBehind(proxyUrl, 443);
    const result = await postTo(sender, 'https://hooks.example/');
    expect([proxyUrl, result.error]).toEqual([proxyUrl, 'proxy_failed']);
    expect(result.errorDetail).not.toContain('127.0.0.1');
  }
});

test('once the tunnel stands, faults are those of the receiver', async () => {
  const [proxy, server] = [await startConnectProxy(), await startSecureServer('expired-cert')];
  const { sender } = senderBehind(`http://127.0.0.1:${proxy.port}`, server.port);
  expect(await postTo(sender, `https://hooks.example:${server.port}/`)).toMatchObject({
    error: 'tls_expired',
    timing: { connectMs: expect.any(Number) },
  });
});
