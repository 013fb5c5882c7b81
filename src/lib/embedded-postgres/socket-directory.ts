import { lchown, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Location } from './location.ts';
import { canReach } from './permissions.ts';
import { ownUid } from './system-user.ts';

/** The port only names the socket file; nothing listens on TCP. */
export const socketPort = 5432;

/** `sun_path` has 108 bytes, the last of them zero. */
const longestSocketPath = 107;

const temporaryPrefix = 'fieldhook-socket-';

export function socketFile(directory: string): string {
  return join(directory, `.s.PGSQL.${socketPort}`);
}

/** Where the socket lies unless its path is too long. */
export function privateSocketDirectory(location: Location): string {
  return join(location.directory, 'socket');
}

export function isTemporarySocketDirectory(directory: string): boolean {
  return basename(directory).startsWith(temporaryPrefix);
}

/**
 * Chooses the private directory of the socket: beside the cluster, or a fresh one in the system's temporary directory
 * if that path is too long for a socket address.
 */
export async function chooseSocketDirectory(location: Location): Promise<string> {
  const beside = privateSocketDirectory(location);
  if (Buffer.byteLength(socketFile(beside)) <= longestSocketPath) return beside;
  for (const parent of [tmpdir(), '/tmp']) {
    const room = Buffer.byteLength(socketFile(join(parent, `${temporaryPrefix}XXXXXX`)));
    if (room > longestSocketPath || (location.user && !(await canReach(location.user, parent)))) continue;
    const directory = await mkdtemp(join(parent, temporaryPrefix));
    if (location.user) await lchown(directory, location.user.uid, location.user.gid);
    return directory;
  }
  throw new EmbeddedPostgresError(
    `The path ${beside} is too long for a socket and no temporary directory is usable: use a shorter data directory.`,
  );
}

/**
 * Leaves the socket directory empty, existing, and private to the user who runs PostgreSQL. Emptied because a lock file
 * of a killed server that names a process id now in use by somebody else would stop ours. Only without a live server!
 */
export async function emptySocketDirectory(directory: string, location: Location): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
    if (location.user) await lchown(directory, location.user.uid, location.user.gid);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const owner = await lstat(directory);
    if (!owner.isDirectory() || owner.uid !== (location.user?.uid ?? ownUid())) {
      throw new EmbeddedPostgresError(
        `The socket directory ${directory} belongs to somebody else: remove it.`,
      );
    }
    for (const name of await readdir(directory)) await rm(join(directory, name), { force: true });
  }
}

/** Removes a socket directory if it is one of those we make in the temporary directory. */
export async function removeTemporarySocketDirectory(directory: string): Promise<void> {
  if (!isTemporarySocketDirectory(directory)) return;
  await rm(directory, { recursive: true, force: true }).catch(() => undefined);
}
