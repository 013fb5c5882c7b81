import { beforeAll, expect, test } from 'vitest';
import { startSecureServer, trustTestAuthority } from '../../../test/secure-server.ts';
import { hostile, postTo, senderResolving, senderTo } from '../../../test/sending.ts';
import { assertTarget, isPublicAddress } from './target-guard.ts';

beforeAll(trustTestAuthority);

const fine = 'HTTP/1.1 204 No Content\r\n\r\n';

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['this network', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['link-local', '169.254.0.1'],
  ['cloud metadata', '169.254.169.254'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['carrier-grade NAT', '100.127.255.255'],
  ['protocol assignments', '192.0.0.8'],
  ['protocol assignments', '192.0.0.170'],
  ['AS112', '192.31.196.1'],
  ['AS112', '192.175.48.1'],
  ['AMT', '192.52.193.1'],
  ['6to4 relay', '192.88.99.1'],
  ['Oracle metadata', '192.0.0.192'],
  ['Alibaba metadata', '100.100.100.200'],
  ['Azure metadata, which looks public', '168.63.129.16'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['benchmark', '198.18.0.1'],
  ['benchmark', '198.19.255.255'],
  ['multicast', '224.0.0.1'],
  ['multicast', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['loopback', '::1'],
  ['unspecified', '::'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['unique local', 'fc00::1'],
  ['cloud metadata', 'fd00:ec2::254'],
  ['multicast', 'ff02::1'],
  ['mapped loopback', '::ffff:127.0.0.1'],
  ['mapped loopback in hexadecimal', '::ffff:7f00:1'],
  ['mapped, even of a public address', '::ffff:8.8.8.8'],
  ['compatible loopback', '::127.0.0.1'],
  ['translated loopback', '::ffff:0:127.0.0.1'],
  ['mapped private', '::ffff:10.0.0.1'],
  ['mapped metadata', '::ffff:a9fe:a9fe'],
  ['compatible private', '::10.0.0.1'],
  ['compatible, even of a public address', '::8.8.8.8'],
  ['NAT64 of loopback', '64:ff9b::7f00:1'],
  ['NAT64 of metadata', '64:ff9b::169.254.169.254'],
  ['NAT64, even of a public address', '64:ff9b::8.8.8.8'],
  ['local NAT64', '64:ff9b:1::7f00:1'],
  ['local NAT64, even of a public address', '64:ff9b:1:ffff::8.8.8.8'],
  ['6to4 of loopback', '2002:7f00:1::'],
  ['6to4 of private', '2002:a00:1::1'],
  ['6to4, even of a public address', '2002:808:808::1'],
  ['Teredo', '2001:0:7f00:1::'],
  ['Teredo, even of a public server', '2001:0:808:808:0:fbff:f7f7:f7f7'],
  ['with a zone, even if it looks public', '2606:4700::1111%eth0'],
  ['unique local', 'fdff:ffff::1'],
  ['AS112', '2001:4:112::1'],
  ['AMT', '2001:3::1'],
  ['ORCHID 2', '2001:20::1'],
  ['benchmark', '2001:2::1'],
  ['ORCHID', '2001:10::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['discard', '100::1'],
  ['segment routing', '5f00::1'],
  ['unassigned', '4000::1'],
  ['unassigned', 'e000::1'],
  ['no address', 'localhost'],
  ['no address', ''],
  ['no whole address', '8.8'],
  ['octal of a public address', '010.8.8.8'],
  ['octal', '0177.0.0.1'],
  ['a number', '2130706433'],
  ['a trailing dot', '8.8.8.8.'],
])('%s is not public: %s', (_name, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '198.20.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0177.0.0.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://%31%32%37.0.0.1/',
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'https://169.254.169.254/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[fe80::1]/',
  'http://localhost/',
  'http://LOCALHOST/',
  'https://localhost/',
  'http://user:password@localhost/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[64:ff9b:1::7f00:1]/',
  'https://[fd00::1]/',
  'https://0177.0.0.1/',
  'https://0x7f000001/',
  'https://127.0.0.1./',
  'https://localhost./',
])('nothing is sent to %s', async (url) => {
  expect(await postTo(senderTo([]), url)).toMatchObject({ status: null, error: 'blocked_address' });
});

test.each(['localhost', 'localhost.', 'LOCALHOST', 'a.localhost', 'a.b.localhost.'])(
  'the name %s leads nowhere, whatever name servers say, which are not asked',
  async (name) => {
    const { sender, lookups } = senderResolving([['8.8.8.8']], 443);
    expect(await postTo(sender, `https://${name}/`)).toMatchObject({ error: 'blocked_address' });
    expect(lookups).toEqual([]);
  },
);

test.each([
  [['127.0.0.2']],
  [['127.0.0.1', '10.0.0.1']],
  [['10.0.0.1', '127.0.0.1']],
  [['127.0.0.1', '::1']],
  [['127.0.0.1', '::ffff:127.0.0.1']],
  [['8.8.8.8', '169.254.169.254']],
  [['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1', 'fd00::1']],
])('of the answers %j not every one is allowed, so none is dialled', async (addresses) => {
  const server = await startSecureServer();
  const { sender } = senderResolving([addresses], server.port);
  expect(await postTo(sender, `https://hooks.example:${server.port}/`)).toMatchObject({
    status: null,
    error: 'blocked_address',
    timing: { connectMs: null },
  });
  expect(server.connections()).toBe(0);
});

test('a name that changes between check and dial changes nothing: one lookup, and what was checked is dialled', async () => {
  const server = await startSecureServer();
  const { sender, lookups } = senderResolving([['127.0.0.1'], ['127.0.0.2']], server.port);
  expect((await postTo(sender, `https://hooks.example:${server.port}/`)).status).toBe(204);
  expect(lookups).toHaveLength(1);
  expect(server.requests[0]?.localAddress).toBe('127.0.0.1');
});

test('every new connection is checked anew: one that stands is used, the next one is refused', async () => {
  const server = await startSecureServer();
  const { sender, lookups } = senderResolving([['127.0.0.1'], ['127.0.0.2']], server.port);
  const url = `https://hooks.example:${server.port}/`;
  expect((await postTo(sender, url)).status).toBe(204);
  const both = await Promise.all([postTo(sender, url), postTo(sender, url)]);
  expect(both.map(({ error }) => error)).toEqual([null, 'blocked_address']);
  expect(lookups).toHaveLength(2);
});

test.each([
  ['10.1.2.3', ['10.0.0.0/8'], true],
  ['10.1.2.3', ['10.1.2.3'], true],
  ['10.1.2.4', ['10.1.2.3'], false],
  ['11.1.2.3', ['10.0.0.0/8'], true],
  ['192.168.0.1', ['10.0.0.0/8', 'fd00::/8'], false],
  ['fd00::1', ['10.0.0.0/8', 'fd00::/8'], true],
  ['::ffff:10.0.0.1', ['10.0.0.0/8'], false],
  ['::1', ['0.0.0.0/0'], false],
  ['127.0.0.1', ['10.0.0.0/8'], false],
])('%s with the networks %j allowed: %s', (address, allowedNetworks, isAllowed) => {
  const check = () =>
    assertTarget(new URL('https://a.example/'), [address], { allowedOrigins: new Set(), allowedNetworks });
  if (isAllowed) expect(check).not.toThrow();
  else expect(check).toThrow(/not public/);
});

test('an allowed network does not allow plain http, nor another port', async () => {
  const server = await hostile(() => undefined);
  const sender = senderTo([], { allowedNetworks: ['127.0.0.0/8'] });
  expect(await postTo(sender, `http://127.0.0.1:${server.port}/`)).toMatchObject({ error: 'insecure_url' });
  expect(await postTo(sender, `https://127.0.0.1:${server.port}/`)).toMatchObject({
    error: 'port_not_allowed',
  });
  expect(server.connections).toHaveLength(0);
});

test.each([
  ['https://a.example/', undefined, true],
  ['https://a.example:443/', undefined, true],
  ['https://a.example:8443/', undefined, false],
  ['https://a.example:80/', undefined, false],
  ['https://a.example:22/', undefined, false],
  ['https://a.example:8443/', [443, 8443], true],
  ['https://a.example:8444/', [443, 8443], false],
  ['https://a.example/', [8443], false],
])('%s with the ports %j allowed: %s', (url, ports, isAllowed) => {
  const policy = { allowedOrigins: new Set<string>(), ...(ports && { allowedPorts: new Set(ports) }) };
  const check = () => assertTarget(new URL(url), ['8.8.8.8'], policy);
  if (isAllowed) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ error: 'port_not_allowed' }));
});

test.each(['127.0.0.1', 'localhost', '127.1', '2130706433'])(
  'a server on this machine is not reached by the name %s',
  async (name) => {
    const server = await hostile((socket) => void socket.write(fine));
    const result = await postTo(senderTo([]), `http://${name}:${server.port}/`);
    expect(result.error).toBe('blocked_address');
    expect(server.connections).toHaveLength(0);
  },
);

test('a blocked name does not tell which address it has', async () => {
  const result = await postTo(senderTo([]), 'http://localhost/');
  expect(result.errorDetail).not.toMatch(/127\.|::1/);
});

test('an allowed origin is reached, and only exactly that: not another port, scheme or name of it', async () => {
  const allowed = await hostile((socket) => void socket.write(fine));
  const other = await hostile((socket) => void socket.write(fine));
  const sender = senderTo([allowed.origin]);
  expect((await postTo(sender, `${allowed.origin}/any/path?x=1`)).status).toBe(204);
  const before = allowed.connections.length;
  for (const url of [
    other.origin,
    `https://127.0.0.1:${allowed.port}`,
    `http://localhost:${allowed.port}`,
    `http://[::1]:${allowed.port}`,
    'http://127.0.0.1',
  ]) {
    expect([url, (await postTo(sender, url)).error]).toEqual([url, 'blocked_address']);
  }
  expect(other.connections).toHaveLength(0);
  expect(allowed.connections).toHaveLength(before);
});

test('an allowed origin may be a name, written in any case, with its default port spelt out or not', async () => {
  const server = await hostile((socket) => void socket.write(fine));
  const sender = senderTo([`http://localhost:${server.port}`, 'http://127.0.0.1']);
  expect((await postTo(sender, `http://LOCALHOST:${server.port}/`)).status).toBe(204);
  // Whether something listens on port 80 does not matter here, only that it is dialled.
  expect((await postTo(sender, 'http://127.0.0.1:80/')).error).not.toBe('blocked_address');
});

test('a public address is not spoken to over plain http', async () => {
  expect(await postTo(senderTo([]), 'http://8.8.8.8/hook')).toMatchObject({
    status: null,
    error: 'insecure_url',
  });
});
