import { describe, expect, test } from 'vitest';
import { checkDeliveryUrl, checkWebsite } from './delivery-url.ts';

const allowed = {
  allowedOrigins: new Set(['http://127.0.0.1:4000', 'https://10.0.0.5', 'http://hooks.internal:8080']),
};

describe('a delivery URL', () => {
  test.each([
    ['https://hooks.example.com', 'https://hooks.example.com/'],
    ['https://hooks.example.com/a/b?token=1&x=%20', 'https://hooks.example.com/a/b?token=1&x=%20'],
    ['HTTPS://Hooks.Example.COM/Path', 'https://hooks.example.com/Path'],
    ['https://hooks.example.com:443/a', 'https://hooks.example.com/a'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://münchen。example/', 'https://xn--mnchen-3ya.example/'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['https://例え.テスト/', 'https://xn--r8jz45g.xn--zckzah/'],
    ['https://a_b.example.com/', 'https://a_b.example.com/'],
    ['https://localhost.example.com/', 'https://localhost.example.com/'],
    ['https://internal-hooks.example.com/', 'https://internal-hooks.example.com/'],
    ['https://1.example.com/', 'https://1.example.com/'],
    ['https://example.com/a@b', 'https://example.com/a@b'],
    ['https://example.com/a/../b', 'https://example.com/b'],
    [`https://example.com/${'a'.repeat(1_980)}`, `https://example.com/${'a'.repeat(1_980)}`],
  ])('such as %s is accepted and stored normalised', (typed, url) => {
    expect(checkDeliveryUrl(typed, allowed)).toEqual({ kind: 'accepted', url });
  });

  test.each([
    'http://127.0.0.1:4000/hook',
    'http://0x7f.1:4000/hook',
    'https://10.0.0.5/hook?x=1',
    'https://10.0.0.5:443/hook',
    'http://hooks.internal:8080/',
  ])('of an origin that the operator allows is accepted: %s', (typed) => {
    expect(checkDeliveryUrl(typed, allowed).kind).toBe('accepted');
  });

  const noUrl = /begins with/;
  const userInfo = /user name or password/;
  const fragment = /fragment/;
  const insecure = /begin with https/;
  const address = /not an IP address/;
  const nameless = /reached from the internet/;
  const dot = /dot at the end/;
  const spaces = /spaces/;
  const domain = /with its domain/;
  const invalid = /valid host/;
  test.each([
    ['', noUrl],
    ['hooks.example.com', noUrl],
    ['//hooks.example.com', noUrl],
    ['https:hooks.example.com', noUrl],
    ['https:/hooks.example.com', noUrl],
    ['https:///hooks.example.com', noUrl],
    ['https://', noUrl],
    ['ftp://hooks.example.com', noUrl],
    ['javascript:alert(1)', noUrl],
    ['file:///etc/passwd', noUrl],
    ['https://hooks.example.com:99999/', noUrl],
    ['https://foo.123/', noUrl],
    ['https://256.256.256.256/', noUrl],
    ['https://exa%00mple.com/', noUrl],
    ['https://hooks.example.com/a b', spaces],
    [' https://hooks.example.com/', spaces],
    ['https://hooks.example.com/\n', spaces],
    ['https://hooks.exam\tple.com/', spaces],
    ['https:\\\\hooks.example.com\\', spaces],
    ['https://user@hooks.example.com/', userInfo],
    ['https://user:pass@hooks.example.com/', userInfo],
    ['https://@hooks.example.com/', userInfo],
    ['https://:@hooks.example.com/', userInfo],
    ['https://hooks.example.com@127.0.0.1/', userInfo],
    ['http://user@127.0.0.1:4000/', userInfo],
    ['https://hooks.example.com/#', fragment],
    ['https://hooks.example.com/#top', fragment],
    ['http://127.0.0.1:4000/#top', fragment],
    ['http://hooks.example.com/', insecure],
    ['http://127.0.0.1:4001/', insecure],
    ['https://127.0.0.1/', address],
    ['https://127.0.0.1:4000/', address],
    ['https://127.1/', address],
    ['https://0177.0.0.1/', address],
    ['https://0x7f.0x0.0x0.0x1/', address],
    ['https://0x7f000001/', address],
    ['https://2130706433/', address],
    ['https://017700000001/', address],
    ['https://127.0.0.1./', address],
    ['https://１２７.0.0.1/', address],
    ['https://127。0。0。1/', address],
    ['https://%31%32%37.0.0.1/', address],
    ['https://0/', address],
    ['https://8.8.8.8/', address],
    ['https://169.254.169.254/latest/meta-data', address],
    ['https://[::1]/', address],
    ['https://[::]/', address],
    ['https://[::ffff:127.0.0.1]/', address],
    ['https://[2001:4860:4860::8888]/', address],
    ['https://localhost/', nameless],
    ['https://LOCALHOST/', nameless],
    ['https://ｌocalhost/', nameless],
    ['https://a.localhost/', nameless],
    ['https://printer.local/', nameless],
    ['https://metadata.google.internal/', nameless],
    ['https://router.home.arpa/', nameless],
    ['https://localhost./', dot],
    ['https://hooks.example.com./', dot],
    ['https://intranet/', domain],
    ['https://a..example.com/', invalid],
    ['https://.example.com/', invalid],
    ['https://-a.example.com/', invalid],
    ['https://a-.example.com/', invalid],
    ['https://a!b.example.com/', invalid],
    [`https://${'a'.repeat(64)}.example.com/`, invalid],
    [`https://${`${'a'.repeat(60)}.`.repeat(5)}com/`, invalid],
    ['https://hooks.example.com:0/', /must use port 443\./],
    ['https://hooks.example.com:8443/', /must use port 443\./],
    ['https://hooks.example.com:80/', /must use port 443\./],
    [`https://example.com/${'a'.repeat(1_981)}`, /at most 2000/],
    [`https://example.com/${'ü'.repeat(400)}`, /once encoded/],
  ])('such as %s is refused', (typed, problem) => {
    expect(checkDeliveryUrl(typed, allowed)).toEqual({
      kind: 'refused',
      problem: expect.stringMatching(problem),
    });
  });
});

describe('a delivery URL where the operator allows more', () => {
  const none = new Set<string>();

  test('may have one of the ports, and no other', () => {
    const policy = { allowedOrigins: none, allowedPorts: new Set([443, 8443]) };
    expect(checkDeliveryUrl('https://a.example:8443/', policy).kind).toBe('accepted');
    expect(checkDeliveryUrl('https://a.example/', policy).kind).toBe('accepted');
    expect(checkDeliveryUrl('https://a.example:8444/', policy)).toEqual({
      kind: 'refused',
      problem: 'must use port 443 or 8443.',
    });
  });

  test('may name an address of an allowed network, or a name of a private domain, but not this machine', () => {
    const policy = { allowedOrigins: none, allowedNetworks: ['10.0.0.0/8', 'fd00::/8'] };
    for (const url of [
      'https://10.1.2.3/',
      'https://[fd00::1]/',
      'https://hooks.internal/',
      'https://a.local/',
    ])
      expect([url, checkDeliveryUrl(url, policy).kind]).toEqual([url, 'accepted']);
    for (const url of [
      'http://10.1.2.3/',
      'https://10.1.2.3:8443/',
      'https://192.168.0.1/',
      'https://[::ffff:10.1.2.3]/',
      'https://[fe80::1]/',
      'https://8.8.8.8/',
      'https://localhost/',
      'https://a.localhost/',
      'https://intranet/',
    ])
      expect([url, checkDeliveryUrl(url, policy).kind]).toEqual([url, 'refused']);
  });
});

describe('a website', () => {
  test.each(['http://example.com', 'https://example.com/about#team', 'https://bücher.example/'])(
    'may be %s',
    (typed) => {
      expect(checkWebsite(typed).kind).toBe('accepted');
    },
  );

  test.each([
    'example.com',
    'javascript:alert(1)',
    'mailto:a@b.c',
    'https://a@example.com',
    'data:text/html,x',
  ])('may not be %s', (typed) => {
    expect(checkWebsite(typed).kind).toBe('refused');
  });
});
