import { expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { TestClock, useDatabase } from '../../test/db.ts';
import { openMailbox, tokenIn } from '../../test/mailbox.ts';
import { until } from '../../test/fieldhook-process.ts';
import { totpCode } from '../../test/totp.ts';
import { createPersonWithPassword } from './people.ts';

const database = useDatabase();
const clock = new TestClock(new Date());
const [password, newPassword] = ['correct horse battery', 'quite another horse'];
const email = 'robin@people.test';

test('password and second factor leave a line each time they change, and only then', async () => {
  const { db } = database.current;
  const { mails, sendMail } = await openMailbox();
  const app = await buildTestApp(db, clock.now, undefined, [], { sendMail });
  const person = { email, name: 'Robin Reed', password };
  const personId = await createPersonWithPassword(db, person, clock.now());
  const path = '/api/people/me/second-factor';
  const robin = new Browser(app);
  await robin.signIn(email, password);
  const post = async (url: string, payload: object) => (await robin.post(url, payload)).statusCode;

  expect(await post('/api/people/me/password', { currentPassword: 'wrong one here', newPassword })).toBe(400);
  expect(await post('/api/people/me/password', { currentPassword: password, newPassword })).toBe(204);
  clock.advance(1);
  expect(await post(`${path}/disable`, { password: newPassword })).toBeLessThan(500);
  const set = await robin.post(path, { password: newPassword });
  const { totpUri } = set.json<{ totpUri: string }>();
  expect(await post(`${path}/confirm`, { code: '1' })).toBe(400);
  expect(await post(`${path}/confirm`, { code: totpCode(totpUri) })).toBe(204);
  clock.advance(1);
  expect(await post(`${path}/disable`, { password: 'wrong' })).toBe(400);
  expect(await post(`${path}/disable`, { password: newPassword })).toBe(204);
  clock.advance(1);
  await post('/api/people/password-reset', { email });
  await until(async () => mails.length === 1);
  const token = tokenIn(mails[0] ?? '');
  expect(await post('/api/people/password-reset/confirm', { token: 'x', newPassword: password })).toBe(400);
  expect(await post('/api/people/password-reset/confirm', { token, newPassword: password })).toBe(204);

  const own = {
    actor: 'person',
    person_id: personId,
    person_email: email,
    ip_address: '127.0.0.1',
    detail: {},
  };
  const lines = db
    .selectFrom('audit_log')
    .select(['action', 'actor', 'person_id', 'person_email', 'ip_address', 'detail'])
    .where('person_id', '=', personId)
    .orderBy('id');
  expect(await lines.execute()).toEqual([
    { action: 'password.changed', ...own },
    { action: 'second_factor.enabled', ...own },
    { action: 'second_factor.disabled', ...own },
    { action: 'password.reset', ...own },
  ]);
}, 60_000);
