import { fastify } from 'fastify';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { guardAccess } from './access.ts';
import { consoleRoutes } from './console.ts';
import { handleErrors } from './error-handler.ts';
import type { Server } from './server.ts';

async function serve(): Promise<{ app: Server; directory: string }> {
  const parent = await mkdtemp(join(tmpdir(), 'fieldhook-console-'));
  const app = fastify() as unknown as Server;
  onTestFinished(async () => {
    await app.close();
    await rm(parent, { recursive: true });
  });
  guardAccess(app);
  handleErrors(app, () => 'https://fieldhook.test');
  const directory = join(parent, 'web');
  consoleRoutes(app, directory);
  return { app, directory };
}

async function build(directory: string): Promise<void> {
  await mkdir(join(directory, 'console'), { recursive: true });
  await writeFile(join(directory, 'index.html'), '<meta property="csp-nonce" nonce="%STYLE_NONCE%">');
  await writeFile(join(directory, 'console/index-abc.js'), 'export {};');
}

test('without a build the pages say what to run, and a build later needs no restart', async () => {
  const { app, directory } = await serve();
  const before = await app.inject('/portal');
  expect([before.statusCode, before.headers['cache-control']]).toEqual([503, 'no-store']);
  expect(before.body).toContain('npm run build');
  await build(directory);
  expect((await app.inject('/portal')).statusCode).toBe(200);
  expect((await app.inject('/console/index-abc.js')).statusCode).toBe(200);
});

test('every answer of the page has a nonce of its own, in the page and in its policy', async () => {
  const { app, directory } = await serve();
  await build(directory);
  const nonces = new Set<string>();
  for (const url of [
    '/portal',
    '/settings/1/sessions',
    '/operator',
    '/account/tokens',
    '/sign-in/production',
  ]) {
    const { statusCode, body, headers } = await app.inject(url);
    const nonce = /nonce="([\w-]{24})"/.exec(body)?.[1] ?? '';
    const policy = String(headers['content-security-policy']);
    expect({ url, statusCode }).toEqual({ url, statusCode: 200 });
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(5);
});

test('files are kept for a year; what is missing or lies elsewhere is a plain 404', async () => {
  const { app, directory } = await serve();
  await build(directory);
  const found = await app.inject('/console/index-abc.js');
  expect(found.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  for (const url of ['/console/index-old.js', '/console/..%2findex.html', '/portalx', '/api/portal']) {
    const { statusCode, headers } = await app.inject(url);
    expect([url, statusCode, headers['content-type']]).toEqual([
      url,
      404,
      'application/problem+json; charset=utf-8',
    ]);
  }
});

test('the page tells the browser of its first calls, of a tenant too, and of nothing that an address smuggles in', async () => {
  const { app, directory } = await serve();
  await build(directory);
  const calls = async (url: string) =>
    [
      ...String((await app.inject(url)).headers.link ?? '').matchAll(
        /<([^>]*)>; rel=preload; as=fetch; crossorigin/g,
      ),
    ].map(([, call]) => call);
  const me = '/api/people/me';
  expect(await calls('/sign-in/production')).toEqual([]);
  expect(await calls('/portal/apps?search=a')).toEqual([me]);
  expect(await calls('/settings/tenants/1000001?a=b')).toEqual([me, '/api/settings/tenants/1000001']);
  expect(await calls('/settings/tenants/1000001/sessions')).toEqual([me, '/api/settings/tenants/1000001']);
  expect(await calls('/settings/tenants/1%3E;rel=x/sessions')).toEqual([me]);
});
