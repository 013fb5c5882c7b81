import { pino } from 'pino';
import { expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { testStart, useDatabase } from '../../test/db.ts';
import { openDatabase } from '../lib/db.ts';
import { silentLog } from '../lib/log.ts';

const database = useDatabase();

function recordingLog() {
  const lines: string[] = [];
  return { lines, log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) };
}

test('the app key in a query, and the token, reach no log, whatever goes wrong', async () => {
  const { lines, log } = recordingLog();
  const app = await buildTestApp(database.current.db, () => testStart, undefined, [], { log });
  app.get('/test/broken', { config: { access: { by: 'anyone' } } }, () => {
    throw new Error('broken');
  });
  const nowhere = openDatabase({ url: 'postgres://127.0.0.1:1/none', poolSize: 1, log: silentLog });
  const cut = await buildTestApp(nowhere.db, () => testStart, undefined, [], { log });
  const secret = 'servicetitanapplicationkey=ak1.secretsecret';
  const headers = { authorization: 'eyJsecret' };
  const statuses = [];
  for (const [server, path] of [
    [app, '/schedulingpro/v2/tenant/1/schedulers'],
    [app, '/schedulingpro/v2/tenant/%zz/schedulers'],
    [app, '/nowhere'],
    [app, '/test/broken'],
    [cut, '/.well-known/jwks.json'],
  ] as const) {
    const { statusCode } = await server.inject({ url: `${path}?${secret}`, headers });
    statuses.push(statusCode);
  }
  await nowhere.close();
  expect(statuses).toEqual([401, 400, 404, 500, 503]);
  expect(lines.length).toBeGreaterThanOrEqual(2);
  expect(lines.join('')).not.toMatch(/secret|applicationkey/);
});

test.each([
  [undefined, '127.0.0.1'],
  [[], '127.0.0.1'],
  [['10.0.0.0/8'], '127.0.0.1'],
  [['127.0.0.0/8'], '198.51.100.7'],
  [['127.0.0.1', '198.51.100.7'], '203.0.113.9'],
])('with the proxies %j trusted, a forwarded caller counts as %s', async (trustProxy, expected) => {
  const app = await buildTestApp(database.current.db, () => testStart, undefined, [], { trustProxy });
  app.get('/test/address', { config: { access: { by: 'anyone' } } }, (req) => ({ address: req.ip }));
  const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
  expect((await app.inject({ url: '/test/address', headers })).json()).toEqual({ address: expected });
});
