import { expect, onTestFinished, test } from 'vitest';
import { cloneDatabase } from '../../test/db.ts';
import { runFieldhook, testSecretKeys } from '../../test/fieldhook-process.ts';

test('fieldhook signing-key rotate makes a key, and the next time one that signs later', async () => {
  const { db, url, drop } = await cloneDatabase(2);
  onTestFinished(drop);
  const env = { DATABASE_URL: url, SECRET_KEYS: testSecretKeys };
  const rotate = async (...options: string[]): Promise<string> => {
    const exit = await runFieldhook(['signing-key', 'rotate', ...options], env);
    expect(exit).toMatchObject({ code: 0, stderr: '' });
    return exit.stdout;
  };
  const first = JSON.parse(await rotate('--json')) as Record<string, unknown>;
  expect(first).toMatchObject({ generation: 1, previousRetiresAt: null });
  expect(await rotate()).toMatch(
    /^Made key \S+; it signs from \S+Z\.\nThe keys before it are published until \S+Z\.\n$/,
  );
  const rows = await db
    .selectFrom('signing_keys')
    .select(['generation', 'kid'])
    .orderBy('generation')
    .execute();
  expect(rows).toMatchObject([{ generation: 1, kid: first['kid'] }, { generation: 2 }]);
  const log = await db.selectFrom('audit_log').select(['actor', 'action']).execute();
  expect(log).toEqual(
    Array.from({ length: 2 }, () => ({ actor: 'command_line', action: 'signing_key.rotated' })),
  );
  expect((await runFieldhook(['signing-key', 'rotate', '--help'], env)).stdout).toContain('--json');
});
