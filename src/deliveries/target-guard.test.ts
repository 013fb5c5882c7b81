import { expect, test } from 'vitest';
import { hostile, postTo, senderTo } from '../../test/sending.ts';
import { isPublicAddress } from './target-guard.ts';

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
  ['NAT64 of loopback', '64:ff9b::7f00:1'],
  ['local NAT64', '64:ff9b:1::7f00:1'],
  ['6to4 of loopback', '2002:7f00:1::'],
  ['Teredo', '2001:0:7f00:1::'],
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
])('nothing is sent to %s', async (url) => {
  expect(await postTo(senderTo([]), url)).toMatchObject({ status: null, error: 'blocked_address' });
});

test('the name localhost. with its trailing dot leads nowhere, whether the resolver knows it or not', async () => {
  const { error } = await postTo(senderTo([]), 'http://localhost./');
  expect(['blocked_address', 'dns_failed']).toContain(error);
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
