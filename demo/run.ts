// npm run demo: the whole way of a webhook, from a visitor's clicks to a receiver that verifies it, on this machine alone.
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { DemoFailure, explain, Interrupted } from './failure.ts';
import { keepStage } from './keep.ts';
import { playStory } from './story.ts';
import { createTimeline } from './timeline.ts';

const HELP = `npm run demo [-- --keep]

Starts fieldhook as \`npm start\` does, on a temporary database whatever DATABASE_URL says, and a receiver in another
process. Plays four visitors over HTTP: one books, one leaves a phone number and goes, one goes without a word, one goes
and comes back to book. The receiver verifies every webhook with the npm packages standardwebhooks and cloudevents, and
refuses the first one, so that its retry is seen. Takes less than a minute; nothing is left behind.

The last line is JSON: {"sessions","events","deliveries","attempts","verified","duplicates","ok"}. Exit code 0 only if
everything is as it should be.

  --keep   Play nothing and stay up until Ctrl-C. Standard output is one JSON line: {"baseUrl","tenantId","schedulerId",
           "dataApiKey","appKey","hmacKey","receiverUrl"}; what arrives is shown on standard error.
  --help   Show this.
`;

const PARENT_LOOK_MS = 200;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Aborts for whatever may end us early, so that everything is taken down. */
function stopOnAnyEnd(): AbortController {
  const stop = new AbortController();
  // A second signal changes nothing: taking down is bounded, and what it leaves undone nobody else would do.
  for (const name of STOP_SIGNALS) process.on(name, () => stop.abort(new Interrupted(name)));
  process.on('uncaughtException', (err) => stop.abort(err));
  if (process.env['npm_lifecycle_event'] !== undefined) stopWithParent(stop);
  process.stdout.on('error', () => stop.abort(new DemoFailure('Standard output was closed.')));
  process.stderr.on('error', () => stop.abort(new DemoFailure('Standard error was closed.')));
  return stop;
}

/** A SIGTERM for npm ends npm's shell, which tells nobody; to be left without a parent is then the only sign. */
function stopWithParent(stop: AbortController): void {
  const parent = process.ppid;
  const look = (): void => {
    if (process.ppid !== parent) stop.abort(new Interrupted('SIGTERM'));
  };
  setInterval(look, PARENT_LOOK_MS).unref();
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function runStory(stop: AbortController): Promise<number> {
  const { tally, problems } = await playStory(stop, createTimeline(process.stdout));
  const ok = tally !== undefined && problems.length === 0;
  say(ok ? '\nEverything is as it should be.' : '\nNot everything is as it should be.');
  complain(problems);
  if (tally !== undefined) say(JSON.stringify({ ...tally, ok }));
  return ok ? 0 : 1;
}

async function runKeep(stop: AbortController): Promise<number> {
  const problems = await keepStage(stop, createTimeline(process.stderr), say);
  complain(problems);
  return problems.length === 0 ? 0 : 1;
}

function complain(problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`demo: ${problem}\n`);
}

function readArguments(): { keep: boolean; help: boolean } | string {
  try {
    const options = {
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch (err) {
    return err instanceof Error ? err.message : String(err);
  }
}

async function run(): Promise<number> {
  const given = readArguments();
  if (typeof given === 'string') {
    process.stderr.write(`demo: ${given}\n\n${HELP}`);
    return 2;
  }
  if (given.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = stopOnAnyEnd();
  try {
    return await (given.keep ? runKeep(stop) : runStory(stop));
  } catch (err) {
    complain([explain(err)]);
    return err instanceof Interrupted ? 128 + constants.signals[err.signalName] : 1;
  }
}

process.exitCode = await run();
