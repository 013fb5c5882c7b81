import { expect, test, vi } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { useDatabase } from '../../test/db.ts';
import { nextTotpCode, totpCode } from '../../test/totp.ts';
import { expectProblem } from '../../test/visitor.ts';
import { createSealer } from '../lib/seal.ts';
import { createPersonWithPassword } from './people.ts';

const database = useDatabase();
const password = 'correct horse battery';

vi.setConfig({ testTimeout: 90_000 });

test('sign-ins and second factors outlive a rotation of the sealing keys, and end with the old key', async () => {
  const { db } = database.current;
  const now = (): Date => new Date();
  const [oldKey, newKey] = [1, 2].map((byte) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) }));
  if (oldKey === undefined || newKey === undefined) throw new Error('unreachable');
  const under = (keys: readonly { id: string; key: Buffer }[]) =>
    buildTestApp(db, now, undefined, [], { sealer: createSealer(keys) });
  const [before, during, after] = [
    await under([oldKey]),
    await under([newKey, oldKey]),
    await under([newKey]),
  ];
  const email = 'robin@people.test';
  await createPersonWithPassword(db, { email, name: 'Robin Reed', password }, now());

  const robin = new Browser(before);
  await robin.signIn(email, password);
  const set = await robin.post('/api/people/me/second-factor', { password });
  const { totpUri } = set.json<{ totpUri: string }>();
  await robin.post('/api/people/me/second-factor/confirm', { code: totpCode(totpUri) });

  const rotated = new Browser(during);
  rotated.cookies = robin.cookies;
  expect((await rotated.get('/api/people/me')).statusCode).toBe(200);
  const change = { currentPassword: password, newPassword: 'quite another horse' };
  expect((await rotated.post('/api/people/me/password', change)).statusCode).toBe(204);
  const again = new Browser(during);
  await again.post('/api/people/sign-in', { email, password: change.newPassword, environment: 'production' });
  const given = await again.post('/api/people/sign-in/second-factor', { code: nextTotpCode(totpUri) });
  expect(given.json()).toEqual({ status: 'signed_in' });

  const late = new Browser(after);
  late.cookies = robin.cookies;
  expectProblem(await late.get('/api/people/me'), 401, 'sign_in_required', []);
  late.cookies = again.cookies;
  expect((await late.get('/api/people/me')).statusCode).toBe(200);
});
