import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { knobs } from '../src/knobs.ts';
import type { DemoTenant } from '../src/demo/seed.ts';
import { within } from '../src/lib/embedded-postgres/within.ts';
import { describeEnd, ended, endWithin } from './child.ts';
import { DemoFailure } from './failure.ts';

export interface FieldhookProcess {
  readonly baseUrl: Promise<string>;
  /** What it printed last, for whoever must find out what went wrong. */
  output(): string;
  /** Asks it to stop and waits. Returns what was wrong with that, if anything. */
  stop(): Promise<string | undefined>;
}

export interface FieldhookOptions {
  readonly dataDir: string;
  /** Of the demo tenant; empty: fieldhook's own inbox. */
  readonly webhookUrl: string;
  /** Further settings. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly onFailure: (err: Error) => void;
}

const KEPT_LINES = 60;
/** Longer than fieldhook's own bound for a stop and PostgreSQL's after it. */
const STOP_BOUND_MS = 45_000;

/** Starts what `npm start` starts. */
export function startFieldhook({
  dataDir,
  webhookUrl,
  settings = {},
  onLine,
  onFailure,
}: FieldhookOptions): FieldhookProcess {
  const child = spawn(join(import.meta.dirname, '../bin/fieldhook'), ['start'], {
    env: { ...environment(dataDir, webhookUrl), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C would reach it as well as our SIGTERM, and a second signal ends it without a clean stop.
    detached: true,
  });
  const end = ended(child);
  const lines: string[] = [];
  const baseUrl = Promise.withResolvers<string>();
  let isReady = false;
  let stopping = false;

  const take = (line: string): void => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    const url = /^fieldhook \S+ is running on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) {
      isReady = true;
      baseUrl.resolve(url);
    }
    onLine(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', take);

  const output = (): string => lines.map((line) => `  | ${line}`).join('\n');
  const noticeEnd = async (): Promise<void> => {
    const how = await end;
    if (!stopping)
      onFailure(new DemoFailure(`fieldhook ended early (${describeEnd(how)}). It said:\n${output()}`));
  };
  void noticeEnd();
  return {
    baseUrl: baseUrl.promise,
    output,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        // Its last words may still be on their way.
        await within(end, 1_000);
        return;
      }
      stopping = true;
      child.kill('SIGTERM');
      const inTime = await endWithin(child, end, STOP_BOUND_MS);
      if (!inTime) return `fieldhook did not stop within ${STOP_BOUND_MS / 1000} s. It said:\n${output()}`;
      // Before it listens for signals, one simply ends it: nothing is running then.
      const { code } = await end;
      if (isReady && code !== 0) return `fieldhook stopped with exit code ${code}. It said:\n${output()}`;
    },
  };
}

/**
 * Ours, without any setting of fieldhook, those to come included: the story must be the same on every machine, in
 * particular never touch the database of a DATABASE_URL, and take ten seconds to the first retry whatever
 * RETRY_STANDARD_SECONDS says.
 */
function environment(dataDir: string, webhookUrl: string): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const { name } of knobs) delete env[name];
  const webhook = webhookUrl === '' ? {} : { DEMO_WEBHOOK_URL: webhookUrl };
  return { ...env, DATA_DIR: dataDir, PORT: '0', ...webhook };
}

/** The demo tenant's keys and where its database is; written before fieldhook says that it runs. */
export type Credentials = DemoTenant & { readonly databaseUrl: string };

export async function readCredentials(dataDir: string, fieldhook: FieldhookProcess): Promise<Credentials> {
  const file = join(dataDir, 'demo.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Credentials;
  } catch (err) {
    const why = err instanceof Error ? err.message : String(err);
    throw new DemoFailure(`fieldhook made no readable ${file} (${why}). It said:\n${fieldhook.output()}`, {
      cause: err,
    });
  }
}
