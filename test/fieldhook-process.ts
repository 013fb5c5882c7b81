import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, onTestFinished } from 'vitest';
import { readPostmaster, runsOnCluster } from '../src/lib/embedded-postgres/postmaster-file.ts';
import { copyWithOwners, databaseRoot } from './database-root.ts';
import { browserUserAgent } from './factories.ts';

type Environment = Readonly<Record<string, string>>;

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FieldhookProcess {
  readonly pid: number;
  /** Where it listens; empty for a worker. */
  readonly baseUrl: string;
  readonly exited: Promise<Exit>;
  output(): Omit<Exit, 'code'>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Exit>;
}

/** The key of `testSealer`. */
export const testSecretKeys = `test:${Buffer.alloc(32, 7).toString('base64')}`;

const repository = join(import.meta.dirname, '..');
const READY_MS = 15_000;
const END_MS = 15_000;

/** Starts a program with this environment and no other; it is ended with the test if it still runs. */
function launch(program: string, args: readonly string[], env: Environment) {
  const child = spawn(program, args, {
    cwd: repository,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [stdout, stderr] = ['', ''];
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const { promise: ready, resolve: setReady } = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    const found = /is running(?: on (\S+))?.*\n/.exec(stdout);
    if (found !== null) setReady(found[1] ?? '');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  // Not at `exit`: the last lines may still be on their way.
  child.once('close', (code) => resolve({ code, stdout, stderr }));
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await Promise.race([exited, delay(END_MS)]);
    child.kill('SIGKILL');
  });
  return { child, exited, ready, output: () => ({ stdout, stderr }) };
}

/** Starts it and waits until it says that it is running. */
export async function startProgram(
  program: string,
  args: readonly string[],
  env: Environment,
): Promise<FieldhookProcess> {
  const { child, exited, ready, output } = launch(program, args, env);
  const early = exited.then((exit): never => {
    throw new Error(`it ended with ${exit.code} instead of running:\n${exit.stdout}${exit.stderr}`);
  });
  const late = delay(READY_MS, undefined, { ref: false }).then((): never => {
    throw new Error(`it is not ready after ${READY_MS} ms:\n${output().stdout}${output().stderr}`);
  });
  early.catch(() => undefined);
  late.catch(() => undefined);
  const baseUrl = await Promise.race([ready, early, late]);
  const end = (signal: NodeJS.Signals): Promise<Exit> => {
    child.kill(signal);
    return exited;
  };
  return { pid: child.pid ?? -1, baseUrl, exited, output, end };
}

const program = join(repository, 'bin/fieldhook');

export function startFieldhook(env: Environment, role = 'start'): Promise<FieldhookProcess> {
  return startProgram(program, [role], env);
}

/** Runs a command that ends by itself. */
export function runFieldhook(args: readonly string[], env: Environment = {}): Promise<Exit> {
  return launch(program, args, env).exited;
}

/** What a failed start is to leave for the operator: one sentence, no stack, nothing that claims success. */
export function expectOneSentence({ code, stdout, stderr }: Exit, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(/^fieldhook: [^\n]+\n$/);
  expect(stdout).not.toContain('is running');
  expect(code).toBe(1);
}

/** The messages of the log at level warn and above. */
export function complaintsIn({ stderr }: Pick<Exit, 'stderr'>): string[] {
  return stderr.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return line === '' ? [] : [line];
    return (JSON.parse(line) as { level: number }).level >= 40 ? [line] : [];
  });
}

/** A data directory to be, where an unprivileged PostgreSQL can reach it; removed with whatever was left running on it. */
export async function newDataDirectory(): Promise<string> {
  const parent = await mkdtemp(join(databaseRoot, 'fieldhook-process-'));
  await chmod(parent, 0o755);
  const dataDir = join(parent, 'data');
  onTestFinished(async () => {
    const pid = await postgresPid(dataDir);
    if (pid !== undefined) {
      process.kill(pid, 'SIGQUIT');
      await until(async () => (await postgresPid(dataDir)) === undefined);
    }
    await rm(parent, { recursive: true, force: true, maxRetries: 5 });
  });
  return dataDir;
}

/** The PostgreSQL that runs on a data directory, if one does. */
export async function postgresPid(dataDir: string): Promise<number | undefined> {
  const cluster = join(dataDir, 'postgres', 'cluster');
  const postmaster = await readPostmaster(cluster);
  return postmaster && (await runsOnCluster(postmaster.pid, cluster)) ? postmaster.pid : undefined;
}

/**
 * A data directory with a migrated database, as an earlier start that seeded no demo leaves it: to make one takes longer than
 * all that most tests do with it.
 */
export async function preparedDataDirectory(): Promise<string> {
  const dataDir = await newDataDirectory();
  await mkdir(join(dataDir, 'postgres'), { recursive: true });
  await copyWithOwners(inject('preparedCluster'), join(dataDir, 'postgres', 'cluster'));
  return dataDir;
}

export interface Demo {
  readonly tenantId: number;
  readonly dataApiKey: string;
  readonly schedulerId: string;
  readonly webhookUrl: string;
  readonly databaseUrl: string;
}

export async function readDemo(dataDir: string): Promise<Demo> {
  return JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo;
}

/** Waits for a condition, at most 10 s; what throws is not true yet. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`still not true after 10 s: ${condition.toString()}`);
    await delay(10);
  }
}

export function untilItRefuses({ baseUrl }: FieldhookProcess): Promise<void> {
  return until(() =>
    fetch(baseUrl).then(
      () => false,
      () => true,
    ),
  );
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'user-agent': browserUserAgent, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Opens a session over HTTP; `complete` may be called again, as a page does that got no answer. */
export async function openVisit(
  { baseUrl }: Pick<FieldhookProcess, 'baseUrl'>,
  { dataApiKey, schedulerId }: Pick<Demo, 'dataApiKey' | 'schedulerId'>,
) {
  const opened = await post(`${baseUrl}/scheduler/v1/sessions`, { dataApiKey, schedulerId });
  const { sessionId, secret } = (await opened.json()) as { sessionId: string; secret: string };
  const hours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString();
  const arrivalWindow = { timeslotStart: hours(24), timeslotEnd: hours(26) };
  const complete = (): Promise<Response> =>
    post(
      `${baseUrl}/scheduler/v1/sessions/${sessionId}/complete`,
      { sequence: 1, customer: { firstName: 'Dana', phone: '(310) 555-0142' }, ...arrivalWindow },
      { authorization: `Bearer ${secret}`, 'idempotency-key': 'process-test' },
    );
  return { opened, sessionId, complete };
}

/** A visitor who completes; returns the session's id. */
export async function completeVisit(
  at: Pick<FieldhookProcess, 'baseUrl'>,
  scheduler: Pick<Demo, 'dataApiKey' | 'schedulerId'>,
): Promise<string> {
  const { opened, sessionId, complete } = await openVisit(at, scheduler);
  expect(opened.status).toBe(201);
  const completed = await complete();
  expect([completed.status, await completed.text()]).toEqual([200, expect.any(String)]);
  return sessionId;
}
