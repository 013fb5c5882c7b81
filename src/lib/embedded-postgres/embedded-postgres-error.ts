import { ToldError } from '../told-error.ts';

/**
 * An expected failure of the embedded PostgreSQL; its message is one clear sentence (plus log lines, if any) for
 * the terminal.
 */
export class EmbeddedPostgresError extends ToldError {
  override readonly name = 'EmbeddedPostgresError';
}

/** The data directory belongs to a running fieldhook; waiting or retrying would not help. */
export class AlreadyRunningError extends EmbeddedPostgresError {
  constructor(dataDir: string, pid: number | undefined) {
    super(
      `Another fieldhook is already running on ${dataDir}${pid === undefined ? '' : ` (process ${pid})`}; ` +
        'stop it first, or give this one a data directory of its own.',
    );
  }
}

/** The `code` of a system or PostgreSQL error ("EACCES", "57P03"), '' for anything else. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
