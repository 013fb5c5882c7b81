import { expect, test } from 'vitest';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { knobs } from './knobs.ts';
import { EXTENDED_SECONDS, STANDARD_SECONDS } from './deliveries/retry-schedule.ts';
import { exampleSession } from './events/example-session.ts';
import { serialiseEvent } from './events/body.ts';
import { newTimeOrderedId } from './lib/ids.ts';
import { newSealingKeyEntry } from './lib/seal.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (err) {
    if (err instanceof ConfigError) return err.problems;
    throw err;
  }
  return [];
}

test('without any variable the defaults hold, and they are those that the help says', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    databaseUrl: undefined,
    databasePoolSize: 10,
    migrateOnStart: true,
    host: '127.0.0.1',
    port: 3000,
    publicUrl: undefined,
    trustProxy: [],
    eventSource: undefined,
    secretKeys: undefined,
    retrySchedules: { standard: [10, 30, 60, 300], extended: EXTENDED_SECONDS },
    deliveryConcurrency: 256,
    deliveryAllowedOrigins: [],
    deliveryAllowedPorts: [443],
    deliveryAllowedCidrs: [],
    deliveryProxyUrl: undefined,
    shutdownTimeoutSeconds: 20,
    logLevel: 'warn',
  } satisfies Partial<Config>);
  expect(knobs.find(({ name }) => name === 'RETRY_STANDARD_SECONDS')?.default).toBe('10,30,60,300');
});

test('an empty or blank variable is one that is not set', () => {
  const blank = Object.fromEntries(knobs.map(({ name }, index) => [name, index % 2 === 0 ? '' : '  ']));
  expect(loadConfig(blank)).toEqual(loadConfig({}));
});

test('every knob of the help is read: nonsense in it is a problem that names it', () => {
  const textual = new Set(['FIELDHOOK_TOKEN', 'DATA_DIR', 'HOST']);
  for (const { name } of knobs) {
    if (textual.has(name)) continue;
    expect(problemsOf({ [name]: '?!' }).join('\n')).toContain(name);
  }
});

test('all problems are told at once, one sentence each', () => {
  const problems = problemsOf({
    DATABASE_URL: 'mysql://x',
    DATABASE_POOL_SIZE: '1',
    MIGRATE_ON_START: 'yes',
    PORT: '65536',
    PUBLIC_URL: 'ftp://x',
    EVENT_SOURCE: 'not a uri',
    SECRET_KEYS: 'x',
    RETRY_STANDARD_SECONDS: '10,,30',
    DELIVERY_CONCURRENCY: '0',
    DELIVERY_ALLOWED_ORIGINS: 'http://a/path',
    SHUTDOWN_TIMEOUT_SECONDS: '-1',
    LOG_LEVEL: 'loud',
  });
  expect(problems).toHaveLength(12);
  for (const problem of problems) expect(problem).toMatch(/^[A-Z_]+ .+\.$/);
});

test('a password or key is never repeated in a problem', () => {
  const secret = 'Tr0ub4dor';
  const problems = problemsOf({
    DATABASE_URL: `postgres//me:${secret}@db/x`,
    PUBLIC_URL: `ftp://me:${secret}@x`,
    EVENT_SOURCE: `//me:${secret}@x`,
    SECRET_KEYS: `${secret}${'x'.repeat(20)}`,
    DELIVERY_ALLOWED_ORIGINS: `http://me:${secret}@127.0.0.1:4000`,
    DEMO_WEBHOOK_URL: `me:${secret}@x`,
  });
  expect(problems).toHaveLength(6);
  expect(problems.join('\n')).not.toContain(secret);
  const more = [`mysql://me:${secret}@db/x`, `postgresql://me:${secret}@[db/x`, secret];
  for (const url of more) expect(problemsOf({ DATABASE_URL: url }).join('\n')).not.toContain(secret);
  expect(problemsOf({ SECRET_KEYS: `k1:${secret}` }).join('\n')).not.toContain(secret);
});

test('with DATABASE_URL the keys are required', () => {
  expect(problemsOf({ DATABASE_URL: 'postgresql://db/x' })).toEqual([
    expect.stringContaining('SECRET_KEYS is required with DATABASE_URL'),
  ]);
  const config = loadConfig({ DATABASE_URL: 'postgres://db/x', SECRET_KEYS: newSealingKeyEntry() });
  expect(config.secretKeys).toHaveLength(1);
  expect(config.logLevel).toBe('info');
});

test.each(['1.5', '1e3', '0x10', ' 5 5', '-1', '99999999999', 'NaN', 'ten'])('%j is no port', (text) => {
  expect(problemsOf({ PORT: text })).toHaveLength(1);
});

test.each(['0', '65535', ' 80 '])('%j is a port', (text) => {
  expect(loadConfig({ PORT: text }).port).toBe(Number(text));
});

test('a retry schedule may be short for a demonstration', () => {
  const { retrySchedules } = loadConfig({ RETRY_STANDARD_SECONDS: '0.5, 1 ,2', RETRY_EXTENDED_SECONDS: '0' });
  expect(retrySchedules).toEqual({ standard: [0.5, 1, 2], extended: [0] });
  expect(loadConfig({}).retrySchedules.standard).toBe(STANDARD_SECONDS);
});

test.each(['-1', '1,2,x', 'Infinity', '604801', `${'1,'.repeat(20)}1`, ','])(
  '%j is no retry schedule',
  (text) => {
    expect(problemsOf({ RETRY_STANDARD_SECONDS: text })).toHaveLength(1);
  },
);

test('allowed origins are exactly origins', () => {
  expect(
    loadConfig({ DELIVERY_ALLOWED_ORIGINS: 'http://127.0.0.1:4000, https://[::1]:1,' })
      .deliveryAllowedOrigins,
  ).toEqual(['http://127.0.0.1:4000', 'https://[::1]:1']);
  for (const origin of ['http://a/', 'http://a/x', 'a:1', 'ftp://a', 'http://a:80', 'null', '*'])
    expect([origin, ...problemsOf({ DELIVERY_ALLOWED_ORIGINS: origin })]).toHaveLength(2);
});

test('ports of delivery URLs are a list of ports', () => {
  expect(loadConfig({ DELIVERY_ALLOWED_PORTS: '443, 8443' }).deliveryAllowedPorts).toEqual([443, 8443]);
  for (const list of ['0', '65536', '-1', '443,', 'https', '443-8443', '4e2', ','])
    expect([list, ...problemsOf({ DELIVERY_ALLOWED_PORTS: list })]).toHaveLength(2);
});

test('networks that deliveries may reach are whole addresses and CIDRs', () => {
  expect(
    loadConfig({ DELIVERY_ALLOWED_CIDRS: '10.0.0.0/8, fd00::/8,192.168.0.7' }).deliveryAllowedCidrs,
  ).toEqual(['10.0.0.0/8', 'fd00::/8', '192.168.0.7']);
  for (const list of ['10', '10.1/8', '10.0.0.0/33', 'hooks.internal', '*'])
    expect([list, ...problemsOf({ DELIVERY_ALLOWED_CIDRS: list })]).toHaveLength(2);
});

test('the proxy of deliveries is a URL of a host, whose password no problem repeats', () => {
  const given = 'http://user:p%40ss@proxy.internal:3128';
  expect(loadConfig({ DELIVERY_PROXY_URL: `${given}/` }).deliveryProxyUrl).toBe(given);
  expect(loadConfig({ DELIVERY_PROXY_URL: 'https://proxy' }).deliveryProxyUrl).toBe('https://proxy');
  for (const url of [
    'socks5://user:secret@a',
    'user:secret@a:1',
    'http://user:secret@a/path',
    'http://user:secret%@a',
  ]) {
    const problems = problemsOf({ DELIVERY_PROXY_URL: url });
    expect([url, ...problems]).toHaveLength(2);
    expect(problems.join()).not.toContain('secret');
  }
});

test('a source that is accepted here is one that the published schema of the events accepts', () => {
  const tries = [
    'https://webhooks.servicetitan.io',
    'urn:example:fieldhook',
    'https://exämple.com',
    'https://example.com/ä',
    'https://example.com/%zz',
    'https://example.com/a b',
    'https://example.com/<a>',
    'https://example.com/a"b',
    'https://[::1]:3000/x',
    'http://example.com/|',
    '/relative',
    'x',
  ];
  const session = exampleSession('booked');
  let accepted = 0;
  for (const source of tries) {
    if (problemsOf({ EVENT_SOURCE: source }).length > 0) continue;
    accepted += 1;
    const id = newTimeOrderedId(new Date());
    const data = { session, tenantId: 1, tenantName: 'x' };
    serialiseEvent({ id, type: 'tn.sp.session-completed', occurredAt: new Date(), source, data });
    if (source.startsWith('http')) expect(problemsOf({ PUBLIC_URL: source })).toEqual([]);
  }
  expect(accepted).toBeGreaterThanOrEqual(3);
  expect(problemsOf({ PUBLIC_URL: 'https://exämple.com' })).toHaveLength(1);
});

test('slashes at the end of the public URL are dropped, since paths are appended to it', () => {
  expect(loadConfig({ PUBLIC_URL: 'https://a.example/base//' }).publicUrl).toBe('https://a.example/base');
});

test('mail needs a server and a sender', () => {
  const [SMTP_URL, MAIL_FROM] = ['smtps://me:hunter2@mail.test', 'fieldhook <no-reply@fieldhook.test>'];
  expect(loadConfig({ SMTP_URL, MAIL_FROM }).mail).toEqual({ url: SMTP_URL, from: MAIL_FROM });
  expect(loadConfig({ MAIL_FROM }).mail).toBeUndefined();
  expect(problemsOf({ SMTP_URL })).toEqual(['MAIL_FROM is required with SMTP_URL.']);
});

test('trusted proxies are addresses and CIDRs', () => {
  const given = '127.0.0.1, 10.0.0.0/8,::1, fd00::/8,';
  expect(loadConfig({ TRUST_PROXY: given }).trustProxy).toEqual([
    '127.0.0.1',
    '10.0.0.0/8',
    '::1',
    'fd00::/8',
  ]);
  for (const wrong of ['true', '1', '10.1', 'proxy.example', '10.0.0.0/33', '*', 'loopback'])
    expect([wrong, ...problemsOf({ TRUST_PROXY: wrong })]).toHaveLength(2);
});

test('registration is open where only this machine reaches the server, and to others only with mail', () => {
  const DATABASE_URL = 'postgresql://db/fieldhook';
  const SECRET_KEYS = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
  const isOpen = (env: NodeJS.ProcessEnv) => loadConfig(env).registrationIsOpen;
  expect(isOpen({})).toBe(true);
  expect(isOpen({ REGISTRATION: 'closed' })).toBe(false);
  expect(isOpen({ HOST: '0.0.0.0' })).toBe(false);
  expect(isOpen({ PUBLIC_URL: 'https://fieldhook.example.com' })).toBe(false);
  expect(isOpen({ PUBLIC_URL: 'http://localhost:4000' })).toBe(true);
  expect(isOpen({ DATABASE_URL, SECRET_KEYS })).toBe(false);
  const mail = { SMTP_URL: 'smtp://mail.test', MAIL_FROM: 'a@mail.test' };
  expect(isOpen({ DATABASE_URL, SECRET_KEYS, ...mail })).toBe(false);
  expect(isOpen({ DATABASE_URL, SECRET_KEYS, ...mail, REGISTRATION: 'open' })).toBe(true);
  expect(() => loadConfig({ HOST: '0.0.0.0', REGISTRATION: 'open' })).toThrow(/REGISTRATION .*SMTP_URL/);
});

test('servers on this machine are sent to only where the operator says so, and nobody else can reach fieldhook', () => {
  const mayBe = (env: Record<string, string>) => loadConfig(env).deliveryLocalServers;
  expect(mayBe({})).toBe(false);
  expect(mayBe({ DELIVERY_LOCAL_SERVERS: 'true' })).toBe(true);
  for (const env of [
    { HOST: '0.0.0.0' },
    { PUBLIC_URL: 'https://fieldhook.example.com' },
    {
      DATABASE_URL: 'postgres://localhost/fieldhook',
      SECRET_KEYS: `k:${Buffer.alloc(32, 1).toString('base64')}`,
    },
  ])
    expect(() => mayBe({ ...env, DELIVERY_LOCAL_SERVERS: 'true' })).toThrow(/DELIVERY_LOCAL_SERVERS/);
});
