import { Command } from 'commander';
import { expect, test } from 'vitest';
import { useDatabase } from '../../test/db.ts';
import { testSecretKeys } from '../../test/fieldhook-process.ts';
import { setScene } from '../../test/visitor.ts';
import { loadConfig } from '../config.ts';
import type { CommandTools } from './people-commands.ts';
import { addSessionCommands } from './session-commands.ts';
import { addTenantCommands } from './tenant-commands.ts';

const database = useDatabase();

/** A command in this process, as src/main.ts runs it; what it says, or what it throws. */
async function run(...args: string[]): Promise<string> {
  let said = '';
  const program = new Command('fieldhook').exitOverride().configureOutput({ writeErr: () => undefined });
  const tools: CommandTools = {
    say: (line) => void (said += `${line}\n`),
    configure: () =>
      loadConfig({ DATABASE_URL: database.current.url, SECRET_KEYS: testSecretKeys }, 'administer'),
    run: async (action) => {
      await action();
      return undefined as never;
    },
  };
  addSessionCommands(program, tools);
  addTenantCommands(program, tools);
  await program.parseAsync(['node', 'fieldhook', ...args]);
  return said;
}

test('fieldhook session erase erases one session', async () => {
  const scene = await setScene(database.current.db);
  const visit = await scene.open();
  await visit.save({ notes: 'secret' });
  expect(await run('session', 'erase', visit.id)).toBe(
    `Erased ${visit.id} of tenant ${scene.tenant.tenantId}.\n`,
  );
  expect(await visit.row()).toMatchObject({ notes: null, erased_by: null });
  await expect(run('session', 'erase', 'sess_none')).rejects.toThrow('There is no session sess_none.');
});

test('fieldhook session erase finds all sessions of a person at a tenant, by what was typed or meant', async () => {
  const scene = await setScene(database.current.db);
  const elsewhere = await setScene(database.current.db);
  const tenant = ['--tenant', String(scene.tenant.tenantId), '--json'];
  const tell = async (customer: object, at = scene) => {
    const visit = await at.open();
    await visit.save({ customer });
    return visit.id;
  };
  const byMail = [await tell({ email: ' Dana@Visitor.test' }), await tell({ email: 'dana@visitor.test' })];
  const byPhone = [await tell({ phone: '(310) 555-0142' }), await tell({ phone: '12' })];
  const others = [
    await tell({ email: 'robin@visitor.test' }),
    await tell({ email: 'dana@visitor.test' }, elsewhere),
  ];
  const idsOf = (json: string) =>
    (JSON.parse(json) as { erased: { sessionId: string }[] }).erased
      .map(({ sessionId }) => sessionId)
      .toSorted();
  expect(idsOf(await run('session', 'erase', ...tenant, '--email', 'DANA@visitor.test'))).toEqual(
    byMail.toSorted(),
  );
  expect(idsOf(await run('session', 'erase', ...tenant, '--email', 'DANA@visitor.test'))).toEqual([]);
  expect(idsOf(await run('session', 'erase', ...tenant, '--phone', '+1 310 555 0142'))).toEqual([byPhone[0]]);
  expect(idsOf(await run('session', 'erase', ...tenant, '--phone', '12'))).toEqual([byPhone[1]]);
  const left = await database.current.db
    .selectFrom('sessions')
    .select('id')
    .where('id', 'in', others)
    .where('erased_at', 'is', null)
    .execute();
  expect(left).toHaveLength(2);
  await expect(run('session', 'erase', '--tenant', '7', '--phone', '12')).rejects.toThrow(
    'There is no tenant 7.',
  );
});

test('fieldhook session erase wants a session or a person, not both and not neither', async () => {
  const sentence = 'Name a session, or a person by --tenant and --email or --phone.';
  await expect(run('session', 'erase')).rejects.toThrow(sentence);
  await expect(run('session', 'erase', '--email', 'dana@visitor.test')).rejects.toThrow(sentence);
  await expect(run('session', 'erase', 'x', '--tenant', '7', '--phone', '12')).rejects.toThrow(sentence);
});

test.each([
  ['a blank e-mail address', ['--email', ' ']],
  ['a blank phone number', ['--phone', '']],
])('fieldhook session erase refuses %s, which many visitors left', async (_what, by) => {
  const scene = await setScene(database.current.db);
  const visit = await scene.open();
  await visit.save({ customer: { firstName: 'Dana', email: '', phone: '' } });
  await expect(run('session', 'erase', '--tenant', String(scene.tenant.tenantId), ...by)).rejects.toThrow(
    'It is empty.',
  );
  expect(await visit.row()).toMatchObject({ first_name: 'Dana', erased_at: null });
});

test.each([
  ['--tenant', '7'],
  ['--email', 'dana@visitor.test'],
  ['--phone', '12'],
])(
  'fieldhook session erase of a session with %s erases nothing, since only one of the two can be meant',
  async (...by) => {
    const scene = await setScene(database.current.db);
    const visit = await scene.open();
    await expect(run('session', 'erase', visit.id, ...by)).rejects.toThrow('Name a session, or a person');
    expect(await visit.row()).toMatchObject({ erased_at: null });
  },
);

test('fieldhook tenant retention shows and changes how long a tenant keeps what was published', async () => {
  const { tenant } = await setScene(database.current.db);
  const id = String(tenant.tenantId);
  expect(await run('tenant', 'retention', id)).toMatch(/keeps events for 30 days.\n\s+payloads\s+as long\n/);
  const changed = await run('tenant', 'retention', id, '--days', '90', '--payload-days', '7', '--json');
  expect(JSON.parse(changed)).toEqual({
    tenantId: tenant.tenantId,
    retentionDays: 90,
    payloadRetentionDays: 7,
  });
  await expect(run('tenant', 'retention', id, '--days', '3')).rejects.toThrow(
    /payloadRetentionDays: Must not be more/,
  );
  await run('tenant', 'retention', id, '--days', '3', '--payload-days', 'same');
  expect(await run('tenant', 'retention', id)).toMatch(/for 3 days.\n\s+payloads\s+as long\n/);
  await expect(run('tenant', 'retention', id, '--days', '401')).rejects.toThrow(/1 to 400/);
  await expect(run('tenant', 'retention', '7')).rejects.toThrow('There is no tenant 7.');
});
