import { readFile, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What we need of PostgreSQL's `postmaster.pid` ("miscadmin.h", LOCK_FILE_LINE_*). */
export interface Postmaster {
  readonly pid: number;
  /** '' while the server has not come that far. */
  readonly socketDirectory: string;
}

export function postmasterFile(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

/** The server that runs on the cluster, or last did before it was killed; undefined after a clean end. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(postmasterFile(cluster), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, socketDirectory: lines[4] ?? '' } : undefined;
}

/**
 * Whether a process is alive and really a PostgreSQL on this cluster, not somebody who got the number of a dead one.
 * A postmaster's working directory is its cluster; where we may not look at that (root in a container without
 * CAP_SYS_PTRACE), its command line, which everybody may read, names the cluster.
 */
export async function runsOnCluster(pid: number, cluster: string): Promise<boolean> {
  try {
    const [processStat, clusterStat] = await Promise.all([stat(`/proc/${pid}`), stat(cluster)]);
    if (processStat.uid !== clusterStat.uid) return false;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    if (!command[0]?.endsWith('postgres')) return false;
    const real = await realpath(cluster);
    const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return workingDirectory === undefined
      ? command.includes(cluster) || command.includes(real)
      : workingDirectory === real;
  } catch {
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
