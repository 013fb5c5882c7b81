import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

const MEMORY = '/dev/shm';
const LEAST_FREE_BYTES = 4 * 2 ** 30;

/**
 * Where tests put databases: in memory if there is plenty, else in the temporary directory. A new database is a thousand small
 * files, and a file system on a disk takes longer to make them than PostgreSQL to fill them. No test needs what only a disk
 * gives: whoever is killed in them leaves the machine running.
 */
export const databaseRoot: string = isRoomyMemory() ? MEMORY : tmpdir();

function isRoomyMemory(): boolean {
  try {
    const mount = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, directory]) => directory === MEMORY);
    // Containers are given 64 MB of it, and no right to run what lies there.
    if (mount?.[2] !== 'tmpfs' || mount[3]?.split(',').includes('noexec') !== false) return false;
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return Math.min(bavail * bsize, process.availableMemory()) >= LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}

/** Copies the files of a stopped PostgreSQL, which belong to another user if we are root; Node's own `cp` gives them to us. */
export async function copyWithOwners(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}
