// npm run demo:tour: from a developer without an account to a replayed delivery, in a real browser, on this machine alone.
import { withTour } from './set-up.ts';
import { playTour } from './tour.ts';

/** What is left of ninety seconds is for taking down. */
const BOUND_MS = 80_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

let steps = 0;
const step = (text: string): void => {
  steps += 1;
  say(`${(performance.now() / 1000).toFixed(1).padStart(5)} s  ${String(steps).padStart(2)}. ${text}`);
};

const problems = await withTour({ boundMs: BOUND_MS, step }, playTour);
for (const problem of problems) process.stderr.write(`tour: ${problem}\n`);
say(JSON.stringify({ steps, ok: problems.length === 0 }));
process.exitCode = problems.length === 0 ? 0 : 1;
