import { readFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** A user of this machine, by the numbers `spawn` and `chown` want. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The uid this process acts with; 0 is root. */
export function ownUid(): number {
  return process.geteuid?.() ?? -1;
}

/** The users in the text of an /etc/passwd. */
export function parsePasswd(text: string): SystemUser[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || !uid || !gid || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

/**
 * PostgreSQL refuses to run as root, so an existing unprivileged user runs it. We never create one: that would change
 * the machine for good, and need tools that small images lack.
 */
export function chooseUnprivilegedUser(users: readonly SystemUser[]): SystemUser {
  for (const name of ['postgres', 'nobody']) {
    const user = users.find((candidate) => candidate.name === name);
    if (user && user.uid !== 0) return user;
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root and /etc/passwd has neither a user "postgres" nor "nobody": ' +
      'start fieldhook as an ordinary user, or set DATABASE_URL.',
  );
}

/** The user a file's numbers stand for; a uid without a name still works for everything we do. */
export function userOf(owner: { uid: number; gid: number }, users: readonly SystemUser[]): SystemUser {
  const known = users.find((user) => user.uid === owner.uid);
  return { name: known?.name ?? `uid ${owner.uid}`, uid: owner.uid, gid: known?.gid ?? owner.gid };
}

export async function readUsers(): Promise<SystemUser[]> {
  // Missing in some containers: then there are only numbers.
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return parsePasswd(text);
}
