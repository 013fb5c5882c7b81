import { expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { TestClock, useDatabase } from '../../test/db.ts';

const database = useDatabase();

test('the API reader takes everything from this server, under the same policy as every page', async () => {
  const app = await buildTestApp(database.current.db, new TestClock().now);
  const page = await app.inject('/docs');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toBe(
    (await app.inject('/')).headers['content-security-policy'],
  );
  // Nothing inline: no style, no script with a text, no handler.
  expect(page.body).not.toMatch(/<style|style=|\son\w+=|<script[^>]*>\s*[^\s<]/);
  const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(addresses.length).toBeGreaterThan(3);
  for (const address of addresses) {
    expect(address).not.toMatch(/^(\w+:|\/\/)/);
    const part = await app.inject(new URL(address, 'http://localhost/docs').pathname);
    expect({ address, status: part.statusCode }).toEqual({ address, status: 200 });
  }
  const read = await app.inject('/docs/json');
  expect(read.json()).toEqual((await app.inject('/openapi.json')).json());
});

test('what the reader does not have is a problem, not a file of the machine', async () => {
  const app = await buildTestApp(database.current.db, new TestClock().now);
  for (const path of ['/docs/static/none.js', '/docs/static/..%2f..%2fpackage.json', '/docs/none']) {
    const answer = await app.inject(path);
    expect(answer.json()).toMatchObject({ data: { code: expect.any(String) } });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
  }
});
