import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');

/** Runs the program with arguments and says which packages were loaded; each is printed as it is. */
const listing = `
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      console.error(/.*node_modules[/]((?:@[^/]+[/])?[^/]+)/.exec(url)?.[1] ?? url);
      return next(url, context);
    },
  });
  process.argv = [process.execPath, 'fieldhook', '--help'];
  await import('./src/main.ts');
`;

test('what signs people in, half a second to load, is loaded by whoever signs somebody in', async () => {
  const run = promisify(execFile)('bin/node', ['--input-type=module', '-e', listing], { cwd: repository });
  const { stdout, stderr } = await run;
  expect(stdout).toContain('Usage: fieldhook');
  const loaded = new Set(stderr.split('\n'));
  // All roles and commands are there by now; what they load later, they load when it is needed.
  expect(loaded).toContain('fastify');
  expect([...loaded].filter((name) => name.includes('better-auth'))).toEqual([]);
}, 30_000);
