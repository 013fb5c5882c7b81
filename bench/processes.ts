import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/lib/embedded-postgres/embedded-postgres.ts';
import type { SinkQuestion } from './sink.ts';

export const secretKeys = `bench:${Buffer.alloc(32, 1).toString('base64')}`;

/** A real, durable PostgreSQL (fsync and synchronous_commit on) in a temporary directory. */
export async function startBenchDatabase(settings: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'fieldhook-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, say: () => undefined, settings });
  return {
    url: server.databaseUrl,
    stop: async (): Promise<void> => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Sink {
  readonly origin: string;
  ask<Answer>(question: SinkQuestion): Promise<Answer>;
  stop(): void;
}

export async function startSink(): Promise<Sink> {
  const child = fork(join(import.meta.dirname, 'sink.ts'), {
    execPath: process.execPath,
    serialization: 'advanced',
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    origin: `http://127.0.0.1:${port}`,
    ask: async <Answer>(question: SinkQuestion): Promise<Answer> => {
      const answered = once(child, 'message');
      child.send(question);
      const [answer] = (await answered) as [Answer];
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

export interface Fieldhook {
  readonly baseUrl: string;
  readonly child: ChildProcess;
  /** Highest resident set so far, MiB. */
  peakRssMiB(): Promise<number>;
  stop(): Promise<void>;
}

/** The product itself in its own process, as an operator would run it. */
export async function startFieldhook(
  role: 'start' | 'worker',
  env: Record<string, string>,
): Promise<Fieldhook> {
  const child = spawn(join(import.meta.dirname, '../bin/fieldhook'), [role], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', SECRET_KEYS: secretKeys, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A scenario that fails half-way must not leave it running.
  process.once('exit', () => child.kill('SIGKILL'));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', (code) => reject(new Error(`fieldhook ${role} ended with code ${code}`)));
  });
  return {
    baseUrl: /running on (\S+)/.exec(line)?.[1] ?? '',
    child,
    peakRssMiB: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
