import { Command } from 'commander';
import { ConfigError, findToken, loadConfig } from './config.ts';
import { knobs } from './knobs.ts';
import { ToldError } from './lib/told-error.ts';
import { version } from './lib/version.ts';
import { addKeysCommands } from './start/keys-commands.ts';
import { addListenCommand } from './start/listen-command.ts';
import type { Role } from './start/start.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

// Whoever read it may be gone (a closed terminal, `| head -1`); that must not end the server when it next says something.
process.stdout.on('error', () => undefined);

/** Ctrl-C under `npm start` comes twice, from the terminal and passed on by npm: within this time it counts as one. */
const SAME_SIGNAL_MS = 500;

/**
 * Aborts at the first SIGTERM, SIGINT or SIGHUP (a closed terminal would leave the embedded PostgreSQL behind); a second
 * one ends the process at once.
 */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let abortedAt: number | undefined;
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(name, () => {
      abortedAt ??= performance.now();
      if (performance.now() - abortedAt > SAME_SIGNAL_MS) process.exit(1);
      stop.abort();
    });
  }
  return stop.signal;
}

/** What a person can mend is one sentence each; anything else is a bug and shows its stack. */
function explain(err: unknown): string[] {
  if (err instanceof ConfigError) return err.problems.map((problem) => `fieldhook: ${problem}`);
  if (err instanceof ToldError) return [`fieldhook: ${err.message}`];
  return [explainListening(err) ?? (err instanceof Error ? (err.stack ?? err.message) : String(err))];
}

/** Why the server cannot listen where HOST and PORT say. */
function explainListening(err: unknown): string | undefined {
  const { syscall, code, address, hostname, port } = err as NodeJS.ErrnoException & Record<string, unknown>;
  if (syscall === 'getaddrinfo') return `fieldhook: HOST ${String(hostname)} cannot be resolved; correct it.`;
  if (syscall !== 'listen') return undefined;
  const where = `port ${String(port)} on ${String(address)}`;
  switch (code) {
    case 'EADDRINUSE':
      return `fieldhook: Port ${String(port)} on ${String(address)} is taken; stop what uses it or set PORT to another.`;
    case 'EACCES':
      return `fieldhook: This user may not listen on ${where}; choose another PORT.`;
    default:
      return `fieldhook: It is not possible to listen on ${where} (${String(code)}); correct HOST or PORT.`;
  }
}

async function run(action: () => Promise<void>): Promise<never> {
  try {
    await action();
    process.exit(0);
  } catch (err) {
    for (const line of explain(err)) process.stderr.write(`${line}\n`);
    process.exit(err instanceof ConfigError ? 2 : 1);
  }
}

function runRole(role: Role): Promise<never> {
  return run(async () => {
    const config = loadConfig(process.env, role === 'all' ? 'start' : role);
    const stop = stopSignal();
    const { start } = await import('./start/start.ts');
    await start(role, config, say, stop);
  });
}

const environment = knobs
  .map((knob) => `  ${knob.name.padEnd(25)} ${knob.text}\n  ${''.padEnd(25)} Default: ${knob.default}`)
  .join('\n');

/** What is named here is there at once; the other commands take half a second of a processor to load. */
const lightCommands = new Set(['start', 'api', 'worker', 'migrate', 'keys', 'listen']);

const program = new Command('fieldhook')
  .description('Online scheduling for home-service companies, and its webhooks.')
  .version(version)
  .showHelpAfterError()
  .addHelpText('after', `\nEnvironment:\n${environment}\n`);

program
  .command('start')
  .description('Serve HTTP and run all background work in this process.')
  .action(() => runRole('all'));
program
  .command('api')
  .description('Serve HTTP only; needs DATABASE_URL.')
  .action(() => runRole('api'));
program
  .command('worker')
  .description('Run background work only; needs DATABASE_URL.')
  .action(() => runRole('worker'));
program
  .command('migrate')
  .description('Bring the schema of DATABASE_URL up to this version; safe to run several times at once.')
  .option('--json', 'print the result as JSON')
  .action((options: { json?: boolean }) =>
    run(async () => {
      const config = loadConfig(process.env, 'migrate');
      const { runMigrations } = await import('./start/migrate-command.ts');
      await runMigrations(config, options.json ?? false, say);
    }),
  );
const tools = { run, say, configure: () => loadConfig(process.env, 'administer') };
addKeysCommands(program, tools);
if (!lightCommands.has(process.argv[2] ?? '')) {
  const { addAdministrationCommands } = await import('./start/administration-commands.ts');
  addAdministrationCommands(program, tools);
}
addListenCommand(program, { run, say, stopSignal, findToken: () => findToken(process.env) });

await program.parseAsync();
