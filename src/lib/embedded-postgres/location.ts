import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findBinaryPackage, provideBinaries, type Binaries } from './binaries.ts';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { readLocationNote, writeLocationNote } from './location-note.ts';
import { admit, canReach, handOver, makeDirectory, makePassable } from './permissions.ts';
import { chooseUnprivilegedUser, ownUid, readUsers, userOf, type SystemUser } from './system-user.ts';

/** Where PostgreSQL runs, what runs there, and as whom. */
export interface Location {
  /** The real path of the data directory the caller named. */
  readonly dataDir: string;
  /** Owned by the user who runs PostgreSQL, mode 0700: `cluster/`, `socket/`, `server.log`. */
  readonly directory: string;
  readonly cluster: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  /** The user root hands PostgreSQL to; undefined: it runs as ourselves. */
  readonly user: SystemUser | undefined;
}

interface Request {
  readonly dataDir: string;
  /** Where root keeps what the unprivileged user could not reach otherwise. */
  readonly stateDir: string;
  readonly say: (line: string) => void;
}

/**
 * Decides where the database of a data directory lies, and makes that directory ready for the user who runs
 * PostgreSQL.
 */
export async function prepareLocation({ dataDir, stateDir, say }: Request): Promise<Location> {
  const binaryPackage = await findBinaryPackage();
  const realDataDir = await makeDirectory(dataDir);
  const users = await readUsers();
  const direct = join(realDataDir, 'postgres');
  const aside = join(stateDir, shortHash(realDataDir), 'postgres');
  const noted = await readLocationNote(realDataDir);
  const existing = await findExisting([noted, direct, ...(ownUid() === 0 ? [aside] : [])]);
  if (noted && !existing)
    say(`The database noted in ${realDataDir} is no longer in ${noted}; a new one is created.`);

  if (ownUid() !== 0) {
    const directory = existing?.directory ?? (await makeDirectory(direct, 0o700));
    await requireOwnership(directory, users);
    const { binaries } = await provideBinaries(binaryPackage, undefined, stateDir);
    return describe(realDataDir, directory, binaries, undefined);
  }

  const user = existing && existing.uid !== 0 ? userOf(existing, users) : chooseUnprivilegedUser(users);
  const { binaries, copiedTo } = await provideBinaries(binaryPackage, user, stateDir);
  const directory = existing?.directory ?? ((await admit(user, realDataDir)) ? direct : aside);
  if (directory === aside) await makePassable([stateDir, dirname(aside)]);
  if (!(await canReach(user, dirname(directory)))) {
    throw new EmbeddedPostgresError(
      `User ${user.name}, who runs PostgreSQL for root, can no longer reach the database in ${directory}: ` +
        'give the directories above it back their permission to pass (chmod o+x).',
    );
  }
  await makeDirectory(directory, 0o700);
  await handOver(directory, user);
  if (directory === aside && noted !== aside) {
    await writeLocationNote(realDataDir, directory, user.name);
    const programs = copiedTo ? `, its programs in ${copiedTo}` : '';
    say(
      `PostgreSQL cannot run as root, and user ${user.name}, who runs it, cannot reach ${realDataDir}: ` +
        `${existing ? 'its existing database lies' : 'the database lies'} in ${directory}${programs}.`,
    );
  } else if (copiedTo && !existing) {
    say(
      `User ${user.name}, who runs PostgreSQL for root, cannot reach node_modules: its programs lie in ${copiedTo}.`,
    );
  }
  return describe(realDataDir, directory, binaries, user);
}

function describe(
  dataDir: string,
  directory: string,
  binaries: Binaries,
  user: SystemUser | undefined,
): Location {
  const cluster = join(directory, 'cluster');
  return { dataDir, directory, cluster, logFile: join(directory, 'server.log'), binaries, user };
}

/** The first of the places that holds a database, with its owner. */
async function findExisting(
  places: readonly (string | undefined)[],
): Promise<{ directory: string; uid: number; gid: number } | undefined> {
  for (const directory of places) {
    if (directory === undefined) continue;
    try {
      const { uid, gid } = await stat(join(directory, 'cluster', 'PG_VERSION'));
      return { directory, uid, gid };
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) continue;
      // Somebody else's: never start an empty database beside one we merely cannot see.
      const { uid, gid } = await stat(directory).catch(() => ({ uid: -1, gid: -1 }));
      return { directory, uid, gid };
    }
  }
  return undefined;
}

async function requireOwnership(directory: string, users: readonly SystemUser[]): Promise<void> {
  const owner = await stat(directory).catch(() => ({ uid: -1, gid: -1 }));
  if (owner.uid === ownUid()) return;
  const name = owner.uid === -1 ? 'another user' : `user ${userOf(owner, users).name}`;
  throw new EmbeddedPostgresError(
    `The database in ${directory} belongs to ${name}: start fieldhook as that user or as root, ` +
      'or give it another data directory.',
  );
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
