import { expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { testStart, useDatabase } from '../../test/db.ts';

const database = useDatabase();

test('a one-time link leads to a page that tells no other site where it is, and runs only its own script', async () => {
  const app = await buildTestApp(database.current.db, () => testStart);
  const page = await app.inject('/password');
  expect(page.statusCode).toBe(200);
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.body).toContain('<script src="/password.js" defer></script>');
  const script = await app.inject('/password.js');
  expect(script.headers['content-type']).toMatch(/^text\/javascript/);
  expect(script.body).toContain('/api/people/password-reset/confirm');
});
