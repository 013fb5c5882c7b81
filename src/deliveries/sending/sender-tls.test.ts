import { createServer, type AddressInfo, type Socket } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startSecureServer, type TestCertificate, trustTestAuthority } from '../../../test/secure-server.ts';
import { hostile, postTo, senderResolving, senderTo } from '../../../test/sending.ts';

beforeAll(trustTestAuthority);

const HERE = [['127.0.0.1']];

test('the name of the URL is looked up once, stands in SNI and Host, and every phase is timed', async () => {
  const server = await startSecureServer();
  const { sender, lookups } = senderResolving(HERE, server.port);
  const result = await postTo(sender, `https://hooks.example:${server.port}/hook`);
  expect(result).toMatchObject({ status: 204, error: null });
  expect(server.requests).toMatchObject([
    { servername: 'hooks.example', headers: { host: `hooks.example:${server.port}` } },
  ]);
  expect(server.requests[0]?.headers).not.toHaveProperty('accept-encoding');
  expect(lookups).toEqual(['hooks.example']);
  const phases = Object.values(result.timing);
  expect(phases).toHaveLength(4);
  for (const ms of phases) expect(ms).toBeGreaterThanOrEqual(0);
});

test('a connection used again has no phases but the answer, and is not looked up again', async () => {
  const server = await startSecureServer();
  const { sender, lookups } = senderResolving(HERE, server.port);
  await postTo(sender, `https://hooks.example:${server.port}/`);
  const { timing } = await postTo(sender, `https://hooks.example:${server.port}/`);
  expect(timing).toEqual({ dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: expect.any(Number) });
  expect(server.connections()).toBe(1);
  expect(lookups).toHaveLength(1);
});

test('a further connection resumes the TLS session of the same origin, and of no other name', async () => {
  const server = await startSecureServer();
  const { sender } = senderResolving(HERE, server.port);
  await postTo(sender, `https://hooks.example:${server.port}/`);
  await Promise.all(Array.from({ length: 2 }, () => postTo(sender, `https://hooks.example:${server.port}/`)));
  expect(server.requests.map(({ isResumed }) => isResumed)).toContain(true);
  expect((await postTo(sender, `https://other.example:${server.port}/`)).error).toBe('tls_wrong_host');
  expect(server.requests).toHaveLength(3);
});

test('a certificate that expires is found out although every connection resumes the session of the one before', async () => {
  const server = await startSecureServer();
  const { sender } = senderResolving(HERE, server.port, { mostSessionAgeMs: 300 });
  const post = () => postTo(sender, `https://hooks.example:${server.port}/`);
  await post();
  server.present('expired-cert');
  const until = performance.now() + 5_000;
  let error: string | null = null;
  while (error !== 'tls_expired' && performance.now() < until) ({ error } = await post());
  expect(error).toBe('tls_expired');
  expect(server.requests.map(({ isResumed }) => isResumed)).toContain(true);
});

test.each<[string, TestCertificate, string, string, RegExp]>([
  ['has expired', 'expired-cert', 'hooks.example', 'tls_expired', /expired/],
  ['is not valid yet', 'early-cert', 'hooks.example', 'tls_expired', /not yet valid/],
  ['names other hosts', 'cert', 'other.example', 'tls_wrong_host', /other\.example/],
  ['vouches for itself', 'self-signed-cert', 'hooks.example', 'tls_untrusted', /self-signed/],
  ['lacks its intermediate', 'incomplete-cert', 'hooks.example', 'tls_untrusted', /issuer|verify/],
])(
  'a certificate that %s fails the attempt, and the request is not sent',
  async (_how, certificate, host, error, detail) => {
    const server = await startSecureServer(certificate);
    const { sender } = senderResolving(HERE, server.port);
    const result = await postTo(sender, `https://${host}:${server.port}/`);
    expect(result).toMatchObject({ status: null, error });
    expect(result.errorDetail).toMatch(detail);
    expect(result.timing).toMatchObject({ connectMs: expect.any(Number), tlsMs: null, firstByteMs: null });
    expect(server.requests).toEqual([]);
  },
);

test.each<[string, TestCertificate, RegExp]>([
  ['is one for clients', 'client-cert', /purpose/],
  ['is signed with SHA-1', 'weak-cert', /weak/],
])(
  'a certificate that %s is a fault of TLS and not of the network, and the request is not sent',
  async (_how, certificate, detail) => {
    const server = await startSecureServer(certificate, { ciphers: 'DEFAULT@SECLEVEL=0' });
    const { sender } = senderResolving(HERE, server.port);
    const result = await postTo(sender, `https://hooks.example:${server.port}/`);
    expect(result).toMatchObject({ status: null, error: 'tls_failed' });
    expect(result.errorDetail).toMatch(detail);
    expect(server.requests).toEqual([]);
  },
);

test('an allowed origin is exempt from the check of addresses, not from that of certificates', async () => {
  const server = await startSecureServer('self-signed-cert');
  const origin = `https://127.0.0.1:${server.port}`;
  expect(await postTo(senderTo([origin]), origin)).toMatchObject({ error: 'tls_untrusted' });
});

test('a certificate may name an address, which is then no server name', async () => {
  const server = await startSecureServer();
  const origin = `https://127.0.0.1:${server.port}`;
  expect(await postTo(senderTo([origin]), origin)).toMatchObject({ status: 204 });
  expect(server.requests).toMatchObject([{ servername: false }]);
});

test('a server that knows only old versions of TLS is tls_failed', async () => {
  const server = await startSecureServer('cert', {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL@SECLEVEL=0',
  });
  const { sender } = senderResolving(HERE, server.port);
  expect(await postTo(sender, `https://hooks.example:${server.port}/`)).toMatchObject({
    error: 'tls_failed',
  });
});

async function serverThat(greet: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('https to a port that speaks plain HTTP is tls_failed', async () => {
  const port = await serverThat(
    (socket) => void socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  const { sender } = senderResolving(HERE, port);
  expect(await postTo(sender, `https://hooks.example:${port}/`)).toMatchObject({ error: 'tls_failed' });
});

test.each([
  ['reset', (socket: Socket) => void socket.on('data', () => socket.resetAndDestroy())],
  ['closed', (socket: Socket) => void socket.on('data', () => socket.end())],
])('a connection that is %s during the handshake is connection_reset', async (_how, greet) => {
  const port = await serverThat(greet);
  const { sender } = senderResolving(HERE, port);
  expect(await postTo(sender, `https://hooks.example:${port}/`)).toMatchObject({ error: 'connection_reset' });
});

test('the limit for connecting covers the TLS handshake, which hangs here, and closes the socket', async () => {
  const server = await hostile(() => undefined);
  const { sender } = senderResolving(HERE, server.port, { connectTimeoutMs: 150 });
  const result = await postTo(sender, `https://hooks.example:${server.port}/`);
  expect(result).toMatchObject({ error: 'connect_timeout', timing: { tlsMs: null } });
  expect(result.errorDetail).toContain('TLS handshake');
  expect(result.durationMs).toBeGreaterThanOrEqual(149);
  expect(result.durationMs).toBeLessThan(4_000);
  await server.allClosed();
});

test('the limit for connecting covers the name servers too', async () => {
  const sender = senderTo([], { connectTimeoutMs: 100, resolve: () => new Promise(() => undefined) });
  const result = await postTo(sender, 'https://hooks.example/');
  expect(result).toMatchObject({ error: 'dns_failed', timing: { dnsMs: null } });
  expect(result.errorDetail).toContain('within 100 ms');
});
