import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { lastLines, runProgram, type ProgramResult } from './run-program.ts';
import type { SystemUser } from './system-user.ts';

/** The npm package that carries PostgreSQL's programs for this machine. */
export interface BinaryPackage {
  readonly directory: string;
  readonly version: string;
}

/** Programs proven to run here as the user who will run them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** "18" */
  readonly majorVersion: string;
}

/** Finds `@embedded-postgres/linux-*`, an optional dependency that npm leaves out on other platforms. */
export async function findBinaryPackage(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<BinaryPackage> {
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) {
    throw new EmbeddedPostgresError(
      `fieldhook brings its own PostgreSQL only for Linux on x64 and arm64, not for ${platform} on ${arch}: ` +
        'set DATABASE_URL to a PostgreSQL of yours.',
    );
  }
  const name = `@embedded-postgres/${platform}-${arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed: run npm ci (without --omit=optional).`,
    );
  }
  const directory = dirname(dirname(entry));
  const manifest: unknown = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : 'unknown';
  return { directory, version };
}

/**
 * The programs of the package, at a place where `user` can run them: in node_modules, or else (a checkout below /root,
 * say) as a copy in the state directory. Reachability is tried, never computed from permission bits, because ACLs,
 * mounts and security modules have their say too.
 * @returns the programs, and the directory of the copy if there had to be one
 */
export async function provideBinaries(
  binaryPackage: BinaryPackage,
  user: SystemUser | undefined,
  stateDir: string,
): Promise<{ binaries: Binaries; copiedTo: string | undefined }> {
  const native = join(binaryPackage.directory, 'native');
  let ownResult = await askVersion(native, undefined);
  if (!ownResult.succeeded) {
    // npm packages cannot hold symlinks; the package makes them after installing, unless npm was told to run no
    // scripts.
    const script = join(binaryPackage.directory, 'scripts', 'hydrate-symlinks.js');
    await runProgram('/bin/sh', [
      '-c',
      'cd "$1" && exec "$2" "$3"',
      'sh',
      binaryPackage.directory,
      process.execPath,
      script,
    ]);
    ownResult = await askVersion(native, undefined);
  }
  if (!ownResult.succeeded) {
    throw new EmbeddedPostgresError(
      `The PostgreSQL in ${native} does not run on this machine (run npm ci again, or set DATABASE_URL):${lastLines(ownResult.output)}`,
    );
  }
  if (!user || (await askVersion(native, user)).succeeded) {
    return { binaries: binariesIn(native, ownResult), copiedTo: undefined };
  }
  await requireUsable(user);
  const copy = join(stateDir, `postgresql-${binaryPackage.version}`);
  if (!(await askVersion(copy, user)).succeeded) await copyPrograms(native, copy);
  const copyResult = await askVersion(copy, user);
  if (!copyResult.succeeded) {
    throw new EmbeddedPostgresError(
      `User ${user.name}, who runs PostgreSQL for root, cannot run it from ${native} nor from ${copy}; ` +
        `make one of them readable, or remove the second:${lastLines(copyResult.output)}`,
    );
  }
  return { binaries: binariesIn(copy, copyResult), copiedTo: copy };
}

/** Some sandboxes have a root that may not become anybody else. */
async function requireUsable(user: SystemUser): Promise<void> {
  const result = await runProgram('/bin/sh', ['-c', 'true'], { user });
  if (result.succeeded) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and root cannot become user ${user.name} here (${result.output.trim()}): ` +
      'start fieldhook as an ordinary user, or set DATABASE_URL.',
  );
}

function askVersion(native: string, user: SystemUser | undefined): Promise<ProgramResult> {
  return runProgram(join(native, 'bin', 'postgres'), ['--version'], { user });
}

function binariesIn(native: string, versionResult: ProgramResult): Binaries {
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    majorVersion: /\(PostgreSQL\) (\d+)/.exec(versionResult.output)?.[1] ?? 'unknown',
  };
}

/** Copies into a temporary sibling and renames it, so that nobody ever runs half a copy. */
async function copyPrograms(native: string, copy: string): Promise<void> {
  const parent = dirname(copy);
  try {
    await mkdir(parent, { recursive: true });
    await chmod(parent, 0o755);
    const temporary = await mkdtemp(`${copy}.new-`);
    try {
      await cp(native, temporary, { recursive: true, verbatimSymlinks: true });
      await makeReadable(temporary);
      await rename(temporary, copy);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } catch (error) {
    // Somebody else was faster: their copy is as good as ours.
    if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) return;
    throw new EmbeddedPostgresError(`PostgreSQL could not be copied to ${copy}: ${String(error)}.`, {
      cause: error,
    });
  }
}

/** A checkout made under umask 077 would otherwise stay unreadable in the copy. */
async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const executable = entry.isDirectory() || entry.parentPath.endsWith('/bin');
    await chmod(join(entry.parentPath, entry.name), executable ? 0o755 : 0o644);
  }
}
