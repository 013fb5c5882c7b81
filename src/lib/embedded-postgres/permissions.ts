import { chmod, chown, lchown, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { runProgram } from './run-program.ts';
import type { SystemUser } from './system-user.ts';

/** Whether `user` may pass through a directory, found out by trying. */
export async function canReach(user: SystemUser, directory: string): Promise<boolean> {
  const result = await runProgram('/bin/sh', ['-c', 'test -x "$0"', directory], { user });
  return result.succeeded;
}

/**
 * Lets `user` pass through root's private data directory (made by `mkdtemp` or under umask 077) by giving it the user's
 * group with nothing but search permission. Directories above it are not ours to change.
 */
export async function admit(user: SystemUser, dataDir: string): Promise<boolean> {
  if (await canReach(user, dataDir)) return true;
  const { uid, mode } = await stat(dataDir);
  const isPrivateToRoot = uid === 0 && (mode & 0o077) === 0;
  if (!isPrivateToRoot || !(await canReach(user, dirname(dataDir)))) return false;
  await chown(dataDir, 0, user.gid);
  await chmod(dataDir, 0o710);
  return canReach(user, dataDir);
}

/** Makes `user` the owner of everything in a directory root made, or root restored from a backup. */
export async function handOver(directory: string, user: SystemUser): Promise<void> {
  const cluster = join(directory, 'cluster');
  const owned = async (path: string): Promise<boolean> => {
    const found = await stat(path).catch(() => undefined);
    return found === undefined || found.uid === user.uid;
  };
  if ((await owned(directory)) && (await owned(cluster))) return;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
  // PostgreSQL refuses a cluster that others may read, as a restored one often is.
  await chmod(cluster, 0o700).catch(() => undefined);
  await chmod(directory, 0o700);
  await lchown(directory, user.uid, user.gid);
}

/** @returns its real path */
export async function makeDirectory(path: string, mode?: number): Promise<string> {
  try {
    await mkdir(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
    return await realpath(path);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data directory ${path} cannot be created or written by this user (${codeOf(error) || String(error)}).`,
      { cause: error },
    );
  }
}

/** Directories of root that others may pass through, whatever root's umask. */
export async function makePassable(directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    await makeDirectory(directory);
    await chmod(directory, 0o755);
  }
}
