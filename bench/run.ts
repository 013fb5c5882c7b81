import { api } from './api.ts';
import { latency } from './latency.ts';
import { steady } from './steady.ts';

const scenarios = { steady, latency, api };

const HELP = `npm run bench -- [scenario …]     without a name: all of them

  steady    deliveries per second over a full queue, as a ratio to the raw client
  latency   from the commit of a completion to the first byte at the receiver, at 200 per second
  api       the public API over a million sessions: a month's performance, the first page, the last page

Each ends in a line of JSON with "scenario" and "ok"; the exit code is 0 only if all are ok.`;

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in scenarios));

if (names.includes('--help')) {
  console.log(HELP);
} else if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(', ')}.\n\n${HELP}`);
  process.exitCode = 2;
} else {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const result = await scenario((line) => console.log(`  ${line}`));
    console.log(JSON.stringify(result));
    if (!('ok' in result && result.ok === true)) process.exitCode = 1;
  }
}
