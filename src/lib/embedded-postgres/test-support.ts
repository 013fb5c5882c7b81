import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { copyWithOwners, databaseRoot } from '../../../test/database-root.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.ts';
import { readPostmaster, runsOnCluster } from './postmaster-file.ts';
import type { SystemUser } from './system-user.ts';

export const isRoot = process.geteuid?.() === 0;

/**
 * A fresh directory that everybody may pass through, removed after the test together with a server forgotten
 * there.
 */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(databaseRoot, 'embedded-postgres-test-'));
  await chmod(directory, 0o755);
  onTestFinished(async () => {
    await endServersBelow(directory);
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return directory;
}

/** Likewise, as an earlier start left it: for tests that are not about the first one, which makes the files of a database. */
export async function usedDirectory(): Promise<string> {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'postgres'));
  await copyWithOwners(inject('preparedCluster'), join(directory, 'postgres', 'cluster'));
  return directory;
}

const locations = new Set<string>();

async function endServersBelow(directory: string): Promise<void> {
  for (const location of locations) {
    if (!location.startsWith(directory)) continue;
    locations.delete(location);
    const cluster = join(location, 'cluster');
    const postmaster = await readPostmaster(cluster);
    if (!postmaster || !(await runsOnCluster(postmaster.pid, cluster))) continue;
    process.kill(postmaster.pid, 'SIGQUIT');
    await until(async () => !(await runsOnCluster(postmaster.pid, cluster)));
  }
}

/** Starts in this process, without fsync, and stops after the test. */
export async function start(
  options: Partial<EmbeddedPostgresOptions> & { dataDir: string },
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    say: () => undefined,
    settings: { fsync: 'off' },
    ...options,
  });
  locations.add(postgres.location);
  onTestFinished(() => postgres.stop());
  return postgres;
}

export interface Fixture {
  readonly pid: number;
  /** Undefined if the start failed. */
  readonly databaseUrl: string | undefined;
  readonly location: string;
  readonly error: string | undefined;
  readonly said: readonly string[];
  readonly exited: Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface FixtureOptions {
  readonly dataDir: string;
  readonly stateDir?: string;
  readonly user?: SystemUser;
  /** A program (with arguments) that runs the fixture, such as `unshare`. */
  readonly wrapper?: readonly string[];
}

/** Starts in a process of its own; resolves when it is ready or has failed. */
export async function startFixture({
  dataDir,
  stateDir = dataDir,
  user,
  wrapper = [],
}: FixtureOptions): Promise<Fixture> {
  const script = join(import.meta.dirname, 'run-embedded.fixture.ts');
  const [file, ...args] = [...wrapper, process.execPath, script, dataDir, stateDir];
  const child = spawn(file, args, {
    cwd: '/',
    // Vitest's NODE_OPTIONS and loaders are not for this one.
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const said: string[] = [];
  for await (const message of messages(child)) {
    if (message.said) said.push(message.said);
    if (!message.databaseUrl && !message.error) continue;
    const { databaseUrl, location = '', error } = message;
    if (location) locations.add(location);
    const kill = async (signal: NodeJS.Signals): Promise<void> => {
      child.kill(signal);
      await exited;
    };
    return { pid: child.pid ?? -1, databaseUrl, location, error, said, exited, kill };
  }
  throw new Error('the fixture ended without a word');
}

interface Message {
  said?: string;
  databaseUrl?: string;
  location?: string;
  error?: string;
}

async function* messages(child: ChildProcess): AsyncGenerator<Message> {
  if (!child.stdout) return;
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Message;
}

/** One query on a connection of its own. */
export async function query(
  databaseUrl: string | undefined,
  text: string,
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The process id of the server in a location. */
export async function serverPid(location: string): Promise<number> {
  return Number((await readFile(join(location, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Waits for a condition, at most 15 s; what throws is not true yet. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    if (await condition().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`still not true after 15 s: ${condition.toString()}`);
    await pause(10);
  }
}
