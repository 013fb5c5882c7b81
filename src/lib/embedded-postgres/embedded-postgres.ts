import { claimDirectory } from './claim.ts';
import { ensureCluster } from './cluster.ts';
import { launchServer } from './launch.ts';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { prepareLocation } from './location.ts';
import { rotateLog } from './server.ts';
import { chooseSocketDirectory, removeTemporarySocketDirectory, socketPort } from './socket-directory.ts';
import { supervise } from './supervise.ts';

export { EmbeddedPostgresError };

export interface EmbeddedPostgres {
  /**
   * `postgresql://` URL for `pg` over the private Unix socket. A valid URL: its path may be replaced to name
   * another database.
   */
  readonly databaseUrl: string;
  /** The directory where the database files, the socket and the server's log really lie. */
  readonly location: string;
  /**
   * Rejects with an EmbeddedPostgresError if the server died and could not be brought back; never settles
   * otherwise, and may be ignored.
   */
  readonly failed: Promise<never>;
  /** Ends the server without waiting for its clients and releases the data directory. May be called again. */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Created if missing. */
  readonly dataDir: string;
  /** Takes lines for the person at the terminal; there are few. */
  readonly say: (line: string) => void;
  /**
   * Further PostgreSQL settings. A throw-away server is faster with `fsync`, `synchronous_commit` and
   * `full_page_writes` off.
   */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where root keeps what PostgreSQL's unprivileged user could not reach otherwise. */
  readonly stateDir?: string;
}

/**
 * Starts a PostgreSQL of our own on a data directory, its database `fieldhook` ready for connections, and keeps it
 * running until `stop`. A server that a killed fieldhook left behind is replaced.
 * @throws EmbeddedPostgresError for everything that can be expected to go wrong
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError || !/^E[A-Z0-9]+$/.test(codeOf(error))) throw error;
    // A full or read-only disk, a missing permission: any of our small steps may meet it.
    const reason = error instanceof Error ? error.message : String(error);
    throw new EmbeddedPostgresError(`PostgreSQL could not be started on ${options.dataDir}: ${reason}.`, {
      cause: error,
    });
  }
}

async function start({
  dataDir,
  say,
  settings = {},
  stateDir = '/var/lib/fieldhook',
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const location = await prepareLocation({ dataDir, stateDir, say });
  const claim = await claimDirectory(location.directory, location.dataDir);
  let socketDirectory: string | undefined;
  const release = async (): Promise<void> => {
    if (socketDirectory) await removeTemporarySocketDirectory(socketDirectory);
    await claim.release();
  };
  try {
    await ensureCluster(location, { sync: settings['fsync'] !== 'off' });
    await rotateLog(location.logFile);
    socketDirectory = await chooseSocketDirectory(location);
    const plan = { location, socketDirectory, settings, say };
    const supervision = supervise(plan, await launchServer(plan, new AbortController().signal));
    const stop = async (): Promise<void> => {
      await supervision.stop();
      await release();
    };
    let stopping: Promise<void> | undefined;
    return {
      databaseUrl: databaseUrl(socketDirectory),
      location: location.directory,
      failed: supervision.failed,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** The host in the middle is not used, but lets `new URL` parse and change what libpq and `pg` read alike. */
function databaseUrl(socketDirectory: string): string {
  return `postgresql://fieldhook@localhost:${socketPort}/fieldhook?host=${encodeURIComponent(socketDirectory)}&sslmode=disable`;
}
