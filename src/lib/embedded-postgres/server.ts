import { spawn } from 'node:child_process';
import { open, rename, stat } from 'node:fs/promises';
import type { Location } from './location.ts';
import { programOptions } from './run-program.ts';
import { socketPort } from './socket-directory.ts';
import { within } from './within.ts';

/** A PostgreSQL that is our child. */
export interface Server {
  readonly pid: number;
  readonly exited: Promise<void>;
  hasExited(): boolean;
  /** Ends it without waiting for its clients, within 10 s; then without a checkpoint; then by force. */
  stop(): Promise<void>;
}

const defaultSettings: Readonly<Record<string, string>> = {
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  // What fieldhook acknowledged must survive a power loss.
  synchronous_commit: 'on',
  // Our statements are short; compiling them costs more than it gains.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** Starts PostgreSQL; it is not ready yet. */
export function spawnServer(
  location: Location,
  socketDirectory: string,
  settings: Readonly<Record<string, string>>,
): Server {
  const fixed = {
    listen_addresses: '',
    port: String(socketPort),
    // A list: quoted, so that commas and spaces in the path are part of it.
    unix_socket_directories: `"${socketDirectory.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
  const flags = Object.entries({ ...defaultSettings, ...settings, ...fixed }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  // The shell opens the log as the unprivileged user (as root we could be led astray by a symlink) and then
  // becomes PostgreSQL, with the same process id.
  const script = 'umask 077; log=$1; shift; exec "$@" >>"$log" 2>&1';
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'sh', location.logFile, location.binaries.postgres, '-D', location.cluster, ...flags],
    // A session of its own: Ctrl-C goes to all processes of the terminal, and PostgreSQL must outlive our own
    // graceful stop.
    { ...programOptions(location.user), stdio: 'ignore', detached: true },
  );
  let exited = false;
  const exit = new Promise<void>((resolve) => {
    const finish = (): void => {
      exited = true;
      resolve();
    };
    child.once('exit', finish);
    child.once('error', finish);
  });
  const stop = async (): Promise<void> => {
    for (const [signal, boundMs] of [
      ['SIGINT', 10_000],
      ['SIGQUIT', 6000],
      ['SIGKILL', 5000],
    ] as const) {
      if (exited) return;
      child.kill(signal);
      if (await within(exit, boundMs)) return;
    }
  };
  return { pid: child.pid ?? -1, exited: exit, hasExited: () => exited, stop };
}

const largestLogBytes = 5_000_000;

/**
 * One old log is kept, so that the two together never grow without end; called at each start only, as the log is
 * small.
 */
export async function rotateLog(logFile: string): Promise<void> {
  if ((await logSize(logFile)) > largestLogBytes) await rename(logFile, `${logFile}.old`);
}

export async function logSize(logFile: string): Promise<number> {
  return (await stat(logFile).catch(() => undefined))?.size ?? 0;
}

/** What the server wrote since its log had `from` bytes, at most the last 16 KiB of it. */
export async function readLogSince(logFile: string, from: number): Promise<string> {
  const handle = await open(logFile, 'r').catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(from, size - 16_384);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    await handle.read(buffer, 0, buffer.length, start);
    return buffer.toString();
  } finally {
    await handle.close();
  }
}
