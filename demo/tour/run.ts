// npm run demo:tour: from a developer without an account to a replayed delivery, in a real browser, on this machine alone.
// The consent, the log of deliveries and the replay are not clicked yet, but called in the browser of whoever does it (calls.ts).
import { makeDataDirectory, removeDataDirectory } from '../data-directory.ts';
import { DemoFailure, explain, Interrupted } from '../failure.ts';
import { readCredentials, startFieldhook } from '../fieldhook.ts';
import { Client, freshContacts } from '../visitor.ts';
import { Waits } from '../waits.ts';
import { chromium } from '../../test/chromium.ts';
import { startTourReceiver } from './receiver.ts';
import { playTour } from './tour.ts';

/** From the start of the process; what is left of ninety seconds is for taking down. */
const BOUND_MS = 80_000;
/** Two retries, so that a broken receiver makes a failed event within seconds. */
const SHORT_SCHEDULE = '1,1';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(): Promise<number> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => stop.abort(new Interrupted(name)));
  const waits = new Waits(stop.signal);
  const tooLong = (): void => {
    const missing = waits.open.join('; ');
    stop.abort(new DemoFailure(`Not done after ${BOUND_MS / 1000} s. Missing: ${missing}.`));
  };
  const timer = setTimeout(tooLong, BOUND_MS);
  let steps = 0;
  const step = (text: string): void => {
    steps += 1;
    say(`${(performance.now() / 1000).toFixed(1).padStart(5)} s  ${String(steps).padStart(2)}. ${text}`);
  };
  const problems: string[] = [];
  try {
    await using cleanup = new AsyncDisposableStack();
    const receiver = cleanup.use(await startTourReceiver());
    const dataDir = await makeDataDirectory();
    cleanup.defer(() => removeDataDirectory(dataDir));
    const fieldhook = startFieldhook({
      dataDir,
      webhookUrl: '',
      settings: { DELIVERY_ALLOWED_ORIGINS: receiver.origin, RETRY_STANDARD_SECONDS: SHORT_SCHEDULE },
      onLine: () => undefined,
      onFailure: (err) => stop.abort(err),
    });
    cleanup.defer(async () => {
      const problem = await fieldhook.stop();
      if (problem !== undefined) problems.push(problem);
    });
    const browser = await waits.until('a browser', chromium());
    cleanup.defer(() => browser.close());
    const baseUrl = await waits.until('fieldhook to start', fieldhook.baseUrl);
    const credentials = await readCredentials(dataDir, fieldhook);
    const client = new Client(baseUrl, stop.signal);
    cleanup.defer(() => client.close());
    const { tenantId } = credentials;
    const nextContact = freshContacts();
    const tour = { browser, baseUrl, tenantId, credentials, client, receiver, waits, nextContact, step };
    await waits.until('the tour', playTour(tour));
    problems.push(...receiver.problems);
  } catch (err) {
    problems.push(explain(err));
  } finally {
    clearTimeout(timer);
  }
  for (const problem of problems) process.stderr.write(`tour: ${problem}\n`);
  say(JSON.stringify({ steps, ok: problems.length === 0 }));
  return problems.length === 0 ? 0 : 1;
}

process.exitCode = await run();
