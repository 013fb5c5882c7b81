import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretKeys } from './database.ts';
import type { Bench } from './scenario.ts';
import type { Arrivals, SinkQuestion, SinkReport } from './sink.ts';

const certificate = join(import.meta.dirname, 'certificate/certificate.pem');

export interface Sink {
  /**
   * Where receiver number `index` (0–511) is reached: each has connections of its own, and no more than 16 of them share
   * a listening socket, since Node accepts one connection of it in a turn of its loop.
   */
  origin(index: number): string;
  /** Without TLS, which fieldhook sends to only where it is told to send unchecked. */
  readonly plainOrigin: string;
  /**
   * Settings under which fieldhook sends to it as in production: every connection is checked where it is dialled and finds its
   * address in a network and its port in a list that the operator allowed, and the certificate is checked, too.
   */
  readonly settings: Readonly<Record<string, string>>;
  ask(question: { ask: 'count' }): Promise<number>;
  ask(question: { ask: 'report'; key: string }): Promise<SinkReport>;
  ask(question: { ask: 'arrivals' }): Promise<Arrivals>;
  ask(question: SinkQuestion): Promise<unknown>;
}

/** The receivers, in a process of their own. */
export async function startSink({ cleanup }: Bench): Promise<Sink> {
  const child = fork(join(import.meta.dirname, 'sink.ts'), {
    execPath: process.execPath,
    serialization: 'advanced',
  });
  cleanup.defer(() => end(child, () => child.disconnect()));
  const [{ ports }] = (await once(child, 'message')) as [{ ports: number[] }];
  const [plainPort, ...securePorts] = ports.toReversed();
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', ({ number, answer }: { number: number; answer: unknown }) => {
    open.get(number)?.resolve(answer);
    open.delete(number);
  });
  // What is asked of one that is ending.
  child.on('error', () => undefined);
  child.once('exit', () => {
    for (const question of open.values()) question.reject(new Error('the sink ended'));
  });
  const ask = (question: SinkQuestion): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    asked += 1;
    open.set(asked, answer);
    child.send({ number: asked, question });
    return answer.promise;
  };
  return {
    origin: (index) =>
      `https://127.0.1.${1 + Math.floor(index / securePorts.length)}:${securePorts[index % securePorts.length]}`,
    plainOrigin: `http://127.0.0.1:${plainPort}`,
    settings: {
      DELIVERY_ALLOWED_CIDRS: '127.0.0.0/8',
      DELIVERY_ALLOWED_PORTS: securePorts.join(','),
      NODE_EXTRA_CA_CERTS: certificate,
    },
    ask: ask as Sink['ask'],
  };
}

/** The certificate that the sink shows, for clients to trust. */
export function readSinkCertificate(): Promise<string> {
  return readFile(certificate, 'utf8');
}

export interface Fieldhook {
  readonly baseUrl: string;
  readonly pid: number;
  /** Highest resident set so far, MiB. */
  peakRssMiB(): Promise<number>;
  /** Not a turn of the processor until `resume`: what is queued meanwhile is there all at once. */
  pause(): void;
  resume(): void;
  /** kill -9. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** The product itself in its own process, as an operator would run it. */
export async function startFieldhook(
  { cleanup, say }: Bench,
  role: 'start' | 'api' | 'worker',
  env: Record<string, string>,
): Promise<Fieldhook> {
  const child = spawn(join(import.meta.dirname, '../bin/fieldhook'), [role], {
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'error',
      SECRET_KEYS: secretKeys,
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const log = new Tail(child.stderr);
  let isExpected = false;
  child.once('exit', (code, signal) => {
    running.delete(child);
    if (isExpected) return;
    say(`fieldhook ${role} ended with ${code ?? signal}; the last it said:`);
    for (const line of log.lines) say(line);
  });
  const stop = async (): Promise<void> => {
    isExpected = true;
    await end(child, () => child.kill('SIGTERM'));
  };
  cleanup.defer(stop);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', () => reject(new Error(`fieldhook ${role} did not start`)));
  });
  // Read on: a full pipe would stop it.
  child.stdout.resume();
  return {
    baseUrl: /running on (\S+)/.exec(line)?.[1] ?? '',
    pid: child.pid ?? -1,
    peakRssMiB: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: async () => {
      isExpected = true;
      await end(child, () => child.kill('SIGKILL'));
    },
    stop,
  };
}

// Should this process itself end before its time.
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const PATIENCE_MS = 25_000;

async function end(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  // One that is paused would not hear it.
  child.kill('SIGCONT');
  ask();
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await exited;
  clearTimeout(timer);
}

const TAIL_LINES = 5;
const LINE_LENGTH = 400;

/** The last lines of a stream: what a scenario that failed shows, instead of all. */
class Tail {
  readonly lines: string[] = [];

  constructor(stream: NodeJS.ReadableStream) {
    stream.on('data', (chunk: Buffer) => {
      this.lines.push(
        ...chunk
          .toString()
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.slice(0, LINE_LENGTH)),
      );
      this.lines.splice(0, Math.max(0, this.lines.length - TAIL_LINES));
    });
  }
}
