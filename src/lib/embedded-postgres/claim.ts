import { stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { codeOf, AlreadyRunningError } from './embedded-postgres-error.ts';

export interface Claim {
  release(): Promise<void>;
}

/**
 * Makes this process the only one on this machine that starts, stops or replaces PostgreSQL in a directory.
 *
 * The claim is a listening socket in Linux's abstract namespace, named after the directory's inode: the kernel lets one
 * process have it and takes it back at its death, kill -9 included, so there is no stale lock file to judge. It spans
 * the moments when there is no server to hold the advisory lock: initdb, taking over an orphan, a restart. The advisory
 * lock stays the proof that also holds across containers, which share the files but not this namespace.
 */
export async function claimDirectory(directory: string, dataDir: string): Promise<Claim> {
  const { dev, ino } = await stat(directory);
  const path = `\0fieldhook-postgres-${dev}-${ino}`;
  // The holder may die between our two questions, hence a second and third try.
  for (let tries = 1; ; tries++) {
    try {
      const server = await listen(path);
      return { release: () => new Promise((resolve) => void server.close(() => resolve())) };
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
    const holder = await askHolder(path);
    if (holder.alive || tries === 3) throw new AlreadyRunningError(dataDir, holder.pid);
  }
}

/** Whoever connects is told our process id: all another start needs to know. */
function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      // Destroyed at once, so that nobody who just stays connected can hold up our release.
      socket.end(String(process.pid), () => socket.destroy());
    });
    server.once('error', reject);
    server.listen({ path }, () => {
      server.unref();
      resolve(server);
    });
  });
}

function askHolder(path: string): Promise<{ alive: boolean; pid: number | undefined }> {
  return new Promise((resolve) => {
    const socket = connect({ path, timeout: 1000 });
    let answer = '';
    const finish = (alive: boolean): void => {
      socket.destroy();
      resolve({ alive, pid: /^\d+$/.test(answer) ? Number(answer) : undefined });
    };
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.once('end', () => finish(true));
    // Listening but busy or stopped (Ctrl-Z): alive all the same.
    socket.once('timeout', () => finish(true));
    socket.once('error', (error) => finish(codeOf(error) !== 'ECONNREFUSED'));
  });
}
