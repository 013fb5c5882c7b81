import { Command, CommanderError } from 'commander';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTestApp } from '../../test/app.ts';
import { Browser } from '../../test/browser.ts';
import { useDatabase } from '../../test/db.ts';
import {
  type Exit,
  expectOneSentence,
  preparedDataDirectory,
  readDemo,
  runFieldhook,
  startFieldhook,
  testSecretKeys,
} from '../../test/fieldhook-process.ts';
import { openMailbox, tokenIn } from '../../test/mailbox.ts';
import { loadConfig } from '../config.ts';
import { CommandError } from './command-error.ts';
import { addPeopleCommands, type CommandTools } from './people-commands.ts';
import { addTenantCommands } from './tenant-commands.ts';

const database = useDatabase();
const password = 'correct horse battery';
const tenantOptions = ['--name', 'Evergreen', '--time-zone', 'America/Denver', '--region', 'US'];

/** A command in this process, as src/main.ts runs it; the processes themselves are below. */
async function run(args: readonly string[], more: Record<string, string> = {}): Promise<Exit> {
  let [code, stdout, stderr] = [0, '', ''];
  const say = (line: string): void => void (stdout += `${line}\n`);
  const environment = { DATABASE_URL: database.current.url, SECRET_KEYS: testSecretKeys, ...more };
  const tools: CommandTools = {
    say,
    configure: () => loadConfig({ PUBLIC_URL: 'https://fieldhook.test', ...environment }, 'administer'),
    run: async (action) => {
      await action().catch((err: unknown) => {
        if (!(err instanceof CommandError)) throw err;
        [code, stderr] = [1, `fieldhook: ${err.message}\n`];
      });
      return undefined as never;
    },
  };
  const program = new Command('fieldhook').showHelpAfterError().exitOverride();
  program.configureOutput({
    writeOut: (text) => void (stdout += text),
    writeErr: (text) => void (stderr += text),
  });
  addTenantCommands(program, tools);
  addPeopleCommands(program, tools);
  await program.parseAsync(['node', 'fieldhook', ...args]).catch((err: unknown) => {
    if (!(err instanceof CommanderError)) throw err;
    code = err.exitCode;
  });
  return { code, stdout, stderr };
}

async function runJson<Result>(args: readonly string[], more: Record<string, string> = {}): Promise<Result> {
  const exit = await run([...args, '--json'], more);
  expect(exit).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(exit.stdout) as Result;
}

async function choosePassword(link: string): Promise<Browser> {
  const browser = new Browser(await buildTestApp(database.current.db, () => new Date()));
  const token = /#token=(\w+)$/.exec(link)?.[1] ?? '';
  const confirmed = await browser.post('/api/people/password-reset/confirm', {
    token,
    newPassword: password,
  });
  expect(confirmed.statusCode).toBe(204);
  return browser;
}

const auditOf = (action: string) =>
  database.current.db.selectFrom('audit_log').selectAll().where('action', '=', action).execute();

describe('the command line', () => {
  test('makes an operator, who gets in by a link that only `user reset-link` prints', async () => {
    const made = await run(['operator', 'create', 'Ops@people.test', '--name', 'Ops Person']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('ops@people.test is an operator.');
    expect(made.stdout).toContain('fieldhook user reset-link ops@people.test');
    expect(made.stdout).not.toContain('token=');
    const { link } = await runJson<{ link: string }>(['user', 'reset-link', 'ops@people.test']);
    const browser = await choosePassword(link);
    await browser.signIn('ops@people.test', password);
    expect((await browser.get('/api/operator/organisations')).statusCode).toBe(200);
    expect(await auditOf('operator.created')).toMatchObject([
      { actor: 'command_line', person_id: null, detail: { email: 'ops@people.test' } },
    ]);
    const again = await run(['operator', 'create', 'ops@people.test']);
    expectOneSentence(again, /is an operator already/);
  });

  test('makes a tenant with its own organisation, a brand and an administrator, and switches its preview', async () => {
    const made = await runJson<{ tenantId: number; organisationId: string; brand: { dataApiKey: string } }>([
      'tenant',
      'create',
      ...tenantOptions,
      '--environment',
      'integration',
      '--admin',
      'boss@people.test',
    ]);
    expect(made).toMatchObject({ brand: { dataApiKey: expect.stringMatching(/^[a-z0-9]{24}$/) } });
    const { link } = await runJson<{ link: string }>(['user', 'reset-link', 'boss@people.test']);
    const browser = await choosePassword(link);
    await browser.signIn('boss@people.test', password, 'integration');
    const tenants = async () => (await browser.get('/api/people/me')).json<{ tenants: object[] }>().tenants;
    expect(await tenants()).toMatchObject([{ id: made.tenantId, role: 'administrator', preview: false }]);
    const id = String(made.tenantId);
    const on = await run(['tenant', 'preview', 'on', id, '--note', 'Asked for by Kim']);
    expect([on.code, on.stdout]).toEqual([0, `The preview of tenant ${id} is on.\n`]);
    expect(await tenants()).toMatchObject([{ preview: true }]);
    await runJson(['tenant', 'preview', 'off', id, '--note', 'Trial is over']);
    expect(await tenants()).toMatchObject([{ preview: false }]);
    expect(await auditOf('tenant.preview_switched')).toHaveLength(2);
    expectOneSentence(await run(['tenant', 'preview', 'on', '7', '--note', 'x']), /There is no tenant 7\./);
  });

  test('refuses a tenant of a zone, a country or a network that there is not, and leaves none behind', async () => {
    const at = (zone: string, region: string) =>
      ['tenant', 'create', '--name', 'Nowhere', '--environment', 'production', '--time-zone', zone].concat(
        '--region',
        region,
      );
    expectOneSentence(await run(at('Mars/Olympus', 'US')), /IANA time zone/);
    expectOneSentence(await run(at('Europe/Vienna', 'Austria')), /ISO 3166-1/);
    expectOneSentence(await run([...at('Europe/Vienna', 'AT'), '--network', '7']), /no network 7/);
    const rows = database.current.db.selectFrom('tenants').selectAll().where('name', '=', 'Nowhere');
    expect(await rows.execute()).toEqual([]);
  });

  test('puts a tenant into a network of its environment only', async () => {
    const { id } = await database.current.db
      .insertInto('networks')
      .values({ name: 'West', environment: 'production' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const create = ['tenant', 'create', ...tenantOptions, '--network', String(id), '--environment'];
    const { tenantId } = await runJson<{ tenantId: number }>([...create, 'production']);
    const tenant = database.current.db.selectFrom('tenants').selectAll().where('id', '=', tenantId);
    expect(await tenant.executeTakeFirst()).toMatchObject({ network_id: id });
    expectOneSentence(await run([...create, 'integration']), /no network \d+ in integration/);
  });

  test('invites by mail, with what the person may do at the tenant and in the organisation', async () => {
    const { mails, url } = await openMailbox();
    const mail = { SMTP_URL: url, MAIL_FROM: 'fieldhook <no-reply@fieldhook.test>' };
    const create = ['tenant', 'create', ...tenantOptions, '--environment', 'production'];
    const { tenantId } = await runJson<{ tenantId: number }>(create);
    const { organisationId } = await runJson<{ organisationId: string }>(
      ['organisation', 'create', '--name', 'Acme Software', '--member', 'dev@people.test'],
      mail,
    );
    const invite = ['user', 'invite', 'casey@people.test', '--role', 'office_employee'];
    invite.push('--tenant', String(tenantId), '--may-manage-api-access', '--organisation', organisationId);
    const invited = await run(invite, mail);
    expect(invited).toMatchObject({ code: 0, stderr: '' });
    expect(invited.stdout).toBe('casey@people.test was added.\nA mail is on its way.\n');
    expect(mails).toHaveLength(2);
    const browser = await choosePassword(`#token=${tokenIn(mails[1])}`);
    await browser.signIn('casey@people.test', password);
    expect((await browser.get('/api/people/me')).json()).toMatchObject({
      tenants: [{ permissions: { manageApiAccess: true, generateAppKey: false } }],
      organisations: [{ id: organisationId, name: 'Acme Software' }],
    });
    expectOneSentence(await run(invite), /is there already/);
  });

  test('says with a link that nothing tells where others reach the server', async () => {
    await run(['operator', 'create', 'far@people.test']);
    const resetLink = ['user', 'reset-link', 'far@people.test'];
    expect((await run(resetLink)).stdout).not.toContain('PUBLIC_URL');
    const unknown = await run(resetLink, { PUBLIC_URL: '', PORT: '4321' });
    expect(unknown.stdout).toMatch(/^http:\/\/127\.0\.0\.1:4321\/password#token=\w+\n/);
    expect(unknown.stdout).toContain(
      'PUBLIC_URL is not set, so links begin with http://127.0.0.1:4321; set it',
    );
    const { hint } = await runJson<{ hint: string }>(resetLink, { PUBLIC_URL: '' });
    expect(hint).toContain('PUBLIC_URL is not set');
    const { url } = await openMailbox();
    const mail = { PUBLIC_URL: '', SMTP_URL: url, MAIL_FROM: 'no-reply@fieldhook.test' };
    const mailed = await run(['operator', 'create', 'mailed@people.test'], mail);
    expect(mailed.stdout).toContain('PUBLIC_URL is not set');
  });

  test.each([
    [['user', 'invite', 'x@people.test'], /Say what for/],
    [['user', 'invite', 'x@people.test', '--tenant', '7'], /go together/],
    [['user', 'invite', 'x@people.test', '--tenant', '7', '--role', 'administrator'], /no tenant 7/],
    [['user', 'reset-link', 'nobody@people.test'], /nobody with the address/],
  ])('answers %j with one sentence', async (args, sentence) => {
    expectOneSentence(await run(args), sentence);
  });

  test.each([
    [['operator', 'create', 'no address']],
    [['tenant', 'preview', 'maybe', '7', '--note', 'x']],
    [['tenant', 'preview', 'on', '9007199254740993', '--note', 'x']],
    [['user', 'invite', 'x@people.test', '--organisation', 'acme']],
    [['tenant', 'create', '--name', 'Evergreen']],
  ])('shows the help for %j', async (args) => {
    const exit = await run(args);
    expect([exit.code, exit.stdout]).toEqual([1, '']);
    expect(exit.stderr).toMatch(/^error: /);
    expect(exit.stderr).toContain('Usage: fieldhook ');
  });

  test('has help for each command', async () => {
    const commands = ['operator create', 'tenant create', 'tenant preview', 'organisation create'];
    for (const command of [...commands, 'user invite', 'user reset-link']) {
      const help = await run([...command.split(' '), '--help']);
      expect([help.code, help.stderr]).toEqual([0, '']);
      expect(help.stdout).toContain(`Usage: fieldhook ${command} `);
      expect(help.stdout).toContain('--json');
    }
  });
});

describe('with the embedded database', () => {
  test(
    'a command works beside the running server, and says so when there is none',
    { timeout: 90_000 },
    async () => {
      const dataDir = await preparedDataDirectory();
      const note = join(dataDir, 'running-database.url');
      const env = { DATA_DIR: dataDir };
      const create = ['operator', 'create', 'ops@people.test'];
      expectOneSentence(await runFieldhook(create, env), /No fieldhook is running on .*; start it/);
      const running = await startFieldhook(env);
      expect((await stat(note)).mode & 0o777).toBe(0o600);
      expect(await runFieldhook(create, env)).toMatchObject({ code: 0, stderr: '' });
      // It took a free port, which no setting names.
      const { stdout } = await runFieldhook(['user', 'reset-link', 'ops@people.test'], env);
      expect(stdout.startsWith(`${running.baseUrl}/password#token=`)).toBe(true);
      expect(stdout).not.toContain('PUBLIC_URL');
      const { tenantId } = await readDemo(dataDir);
      const preview = ['tenant', 'preview', 'off', String(tenantId), '--note', 'Trial is over'];
      expect(await runFieldhook(preview, env)).toMatchObject({ code: 0, stderr: '' });
      await running.end('SIGTERM');
      await expect(stat(note)).rejects.toThrow('ENOENT');
      await expect(stat(join(dataDir, 'running-server.url'))).rejects.toThrow('ENOENT');
      expectOneSentence(await runFieldhook(create, env), /No fieldhook is running/);
    },
  );
});
