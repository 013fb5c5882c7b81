import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectOneSentence, newDataDirectory, runFieldhook } from '../../test/fieldhook-process.ts';
import { knobs } from '../knobs.ts';
import { parseSealingKeys } from '../lib/seal.ts';

test('a bad configuration is told whole, exits with 2, and starts nothing', async () => {
  const dataDir = await newDataDirectory();
  const exit = await runFieldhook(['start'], {
    DATA_DIR: dataDir,
    PORT: 'eighty',
    LOG_LEVEL: 'loud',
    DELIVERY_ALLOWED_ORIGINS: 'http://me:hunter2@x',
  });
  expect(exit.code).toBe(2);
  const lines = exit.stderr.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(/^fieldhook: [A-Z_]+ .+\.$/);
  expect(exit.stderr).not.toContain('hunter2');
  expect(exit.stdout).toBe('');
  await expect(stat(dataDir)).rejects.toThrow('ENOENT');
});

test.each(['api', 'worker', 'migrate'])('`fieldhook %s` without DATABASE_URL says so', async (command) => {
  const dataDir = await newDataDirectory();
  const { code, stderr } = await runFieldhook([command], { DATA_DIR: dataDir });
  expect(stderr).toMatch(new RegExp(`^fieldhook: DATABASE_URL is required .*fieldhook ${command}.*\n$`));
  expect(code).toBe(2);
  await expect(stat(dataDir)).rejects.toThrow('ENOENT');
});

test('the help names every command and every environment variable', async () => {
  const { code, stdout, stderr } = await runFieldhook(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const { name } of knobs) expect(stdout).toContain(`  ${name} `);
  const commands = ['start', 'api', 'worker', 'migrate', 'keys'];
  const helps = await Promise.all(commands.map((command) => runFieldhook([command, '--help'])));
  for (const [index, help] of helps.entries()) {
    expect(stdout).toMatch(new RegExp(`^  ${commands[index]}\\b`, 'm'));
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toMatch(new RegExp(`^Usage: fieldhook ${commands[index]} `));
  }
});

test.each([[[]], [['strat']], [['start', 'now']], [['start', '--port', '80']]])(
  'the arguments %j are answered with the help, and not with a start',
  async (args) => {
    const dataDir = await newDataDirectory();
    const { code, stderr } = await runFieldhook(args, { DATA_DIR: dataDir });
    expect(stderr).toContain('Usage: fieldhook ');
    expect(code).toBe(1);
    await expect(stat(dataDir)).rejects.toThrow('ENOENT');
  },
);

test('`fieldhook keys` prints a key that SECRET_KEYS takes', async () => {
  const { code, stdout } = await runFieldhook(['keys']);
  expect(parseSealingKeys(stdout.trim())).toHaveLength(1);
  expect(code).toBe(0);
});

test('a data directory that cannot be made is one sentence', async () => {
  const DATA_DIR = join(import.meta.filename, 'data');
  expectOneSentence(await runFieldhook(['start'], { DATA_DIR }), /command-line\.test\.ts/);
});
