import { Command } from 'commander';
import { expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { testSecretKeys } from '../../test/fieldhook-process.ts';
import { loadConfig } from '../config.ts';
import { addSigningKeyCommands } from './signing-key-commands.ts';

const database = useDatabase();

/** The command in this process, as src/main.ts runs it. */
async function rotate(...options: string[]): Promise<string> {
  let said = '';
  const program = new Command('fieldhook').exitOverride();
  addSigningKeyCommands(program, {
    say: (line) => void (said += `${line}\n`),
    configure: () =>
      loadConfig({ DATABASE_URL: database.current.url, SECRET_KEYS: testSecretKeys }, 'administer'),
    run: async (action) => {
      await action();
      return undefined as never;
    },
  });
  await program.parseAsync(['node', 'fieldhook', 'signing-key', 'rotate', ...options]);
  return said;
}

test('fieldhook signing-key rotate makes a key, and the next time one that signs later', async () => {
  const first = JSON.parse(await rotate('--json')) as Record<string, unknown>;
  expect(first).toMatchObject({ generation: 1, previousRetiresAt: null });
  expect(await rotate()).toMatch(
    /^Made key \S+; it signs from \S+Z\.\nThe keys before it are published until \S+Z\.\n$/,
  );
  const { db } = database.current;
  const rows = await db
    .selectFrom('signing_keys')
    .select(['generation', 'kid'])
    .orderBy('generation')
    .execute();
  expect(rows).toMatchObject([{ generation: 1, kid: first['kid'] }, { generation: 2 }]);
  const log = await db.selectFrom('audit_log').select(['actor', 'action']).execute();
  const line = { actor: 'command_line', action: 'signing_key.rotated' };
  expect(log).toEqual([line, line]);
});
