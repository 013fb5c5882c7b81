import { spawn, type SpawnOptions } from 'node:child_process';
import type { SystemUser } from './system-user.ts';

export interface ProgramResult {
  readonly succeeded: boolean;
  /** Both streams in the order they came, and the reason if the program could not be started at all. */
  readonly output: string;
}

/**
 * What every program of PostgreSQL is started with. The environment is our own, because PGDATA, LC_* or LD_* of the
 * terminal must not change the database; the directory is `/`, because ours may be unreadable for the other user.
 * libuv drops root's supplementary groups when it changes the uid.
 */
export function programOptions(user: SystemUser | undefined): SpawnOptions {
  return {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  };
}

/** Runs a program to its end, as `user` if given. Never rejects; at most `timeoutMs`, then it is killed. */
export function runProgram(
  file: string,
  args: readonly string[],
  { user, timeoutMs = 120_000 }: { user?: SystemUser | undefined; timeoutMs?: number } = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...programOptions(user),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => resolve({ succeeded: false, output: output + error.message }));
    child.once('close', (code, signal) => {
      if (signal) output += `ended by ${signal}`;
      resolve({ succeeded: code === 0, output });
    });
  });
}

/** The last non-empty lines of a text, indented to stand below a sentence. */
export function lastLines(text: string, count = 8): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-count)
    .map((line) => `\n  ${line}`)
    .join('');
}
