import { abandon } from './abandon.ts';
import { api } from './api.ts';
import { backlog } from './backlog.ts';
import { fanout } from './fanout.ts';
import { firstView } from './first-view.ts';
import { hang } from './hang.ts';
import { killPostgres } from './kill-postgres.ts';
import { killWorker } from './kill-worker.ts';
import { latency } from './latency.ts';
import type { Scenario } from './scenario.ts';
import { steady } from './steady.ts';
import { formatTable } from './table.ts';
import { workers } from './workers.ts';

const scenarios: Readonly<Record<string, Scenario>> = {
  steady: { run: steady, about: 'deliveries per second over a full queue, as a ratio to the raw client' },
  latency: { run: latency, about: 'from the commit of a completion to the first byte, 200 per second' },
  hang: { run: hang, about: 'what healthy endpoints notice of others that hang or fail' },
  fanout: { run: fanout, about: 'one event to 100 endpoints, one of which hangs' },
  backlog: { run: backlog, about: 'a million deliveries waiting for later retries' },
  workers: { run: workers, about: 'two and four worker processes' },
  abandon: { run: abandon, about: 'a million open sessions, a thousand due per second' },
  'kill-worker': { run: killWorker, about: 'a worker killed with -9 every two seconds under load' },
  'kill-postgres': { run: killPostgres, about: 'PostgreSQL killed with -9 under load' },
  api: { run: api, about: 'the public API over a million sessions' },
  'first-view': { run: firstView, about: 'the first page of each area on a throttled phone' },
};

const HELP = `npm run bench -- [scenario …] [--quick]     without a name: all of them

${Object.entries(scenarios)
  .map(([name, { about }]) => `  ${name.padEnd(14)} ${about}`)
  .join('\n')}

Each prints a table and then a line of JSON: "scenario", its figures, and "ok": nothing lost and all goals reached. The
exit code is 0 only if all are ok. --quick runs them at reduced sizes, to see that they work: "ok" is then null, since its
figures mean nothing, and the exit code says whether anything was lost.`;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const unknown = [
  ...names.filter((name) => !(name in scenarios)),
  ...options.filter((option) => !['--quick', '--help'].includes(option)),
];

if (options.includes('--help')) {
  console.log(HELP);
} else if (unknown.length > 0) {
  console.error(`There is no scenario or option ${unknown.join(', ')}.\n\n${HELP}`);
  process.exitCode = 2;
} else {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (names.length === 0 || names.includes(name)) await runOne(name, scenario, options.includes('--quick'));
  }
}

/** Runs a scenario and ends what it started, also when it fails or when Ctrl-C is pressed. */
async function runOne(name: string, { run, about }: Scenario, isQuick: boolean): Promise<void> {
  const cleanup = new AsyncDisposableStack();
  const interrupted = Promise.withResolvers<undefined>();
  const interrupt = (): void => interrupted.resolve(undefined);
  // Not once: under npm, Ctrl-C comes twice, and the second must not cut the cleaning up short.
  for (const signal of SIGNALS) process.on(signal, interrupt);
  console.log(`${name}: ${about}`);
  try {
    const running = run({ say: (line) => console.log(`  ${line}`), isQuick, cleanup });
    // When interrupted, it will fail of what is taken away from it.
    running.catch(() => undefined);
    const result = await Promise.race([running, interrupted.promise]);
    if (result === undefined) {
      console.log('  interrupted; ending what was started');
      process.exitCode = 130;
      return;
    }
    const { table, figures, isWhole, meetsGoals } = result;
    console.log(`\n${formatTable(table).join('\n')}\n`);
    const verdict = isQuick ? { quick: true, ok: null } : { ok: isWhole && meetsGoals };
    console.log(JSON.stringify({ scenario: name, ...figures, isWhole, ...verdict }));
    if (!(isQuick ? isWhole : isWhole && meetsGoals)) process.exitCode = 1;
  } catch (err) {
    console.error(`  ${err instanceof Error ? (err.stack ?? err.message) : String(err)}`.slice(0, 2_000));
    console.log(JSON.stringify({ scenario: name, ok: false, error: String(err).slice(0, 500) }));
    process.exitCode = 1;
  } finally {
    await cleanup.disposeAsync().catch((err: unknown) => console.error(err));
    for (const signal of SIGNALS) process.off(signal, interrupt);
    // The scenario that was interrupted may still hold something open.
    if (process.exitCode === 130) process.exit();
  }
}
