import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');

/** Says which packages are loaded. */
const listing = `
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      console.error(/.*node_modules[/]((?:@[^/]+[/])?[^/]+)/.exec(url)?.[1] ?? url);
      return next(url, context);
    },
  });
`;

/** What a file loads, given these arguments, and what it prints. */
async function loadedBy(file: string, ...args: string[]) {
  const hooks = `data:text/javascript,${encodeURIComponent(listing)}`;
  const run = promisify(execFile)('bin/node', ['--import', hooks, file, ...args], { cwd: repository });
  const { stdout, stderr } = await run;
  return { stdout, loaded: new Set(stderr.split('\n')) };
}

test('what signs people in, half a second to load, is loaded by whoever signs somebody in', async () => {
  const { stdout, loaded } = await loadedBy('src/main.ts', '--help');
  expect(stdout).toContain('Usage: fieldhook');
  // All commands are there by now, and so are all roles; what they load later, they load when it is needed.
  expect(loaded).toContain('kysely');
  const { loaded: byRoles } = await loadedBy('src/start/start.ts');
  expect(byRoles).toContain('fastify');
  for (const names of [loaded, byRoles]) {
    expect([...names].filter((name) => name.includes('better-auth'))).toEqual([]);
    expect(names).not.toContain('nodemailer');
  }
});

test('a command that needs no database loads no way to one, and no server', async () => {
  const { stdout, loaded } = await loadedBy('src/main.ts', 'keys');
  expect(stdout).toMatch(/^k[0-9a-f]{8}:/);
  expect(loaded).toContain('commander');
  for (const name of ['kysely', 'pg', 'fastify', 'typebox', 'ajv', 'undici'])
    expect(loaded).not.toContain(name);
});
