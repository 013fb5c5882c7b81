const transientCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT', // the server's Unix socket is not there
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  '53300', // too many connections
  '40P01', // deadlock
  '55P03', // lock not available
  '57014', // statement timeout
]);

const transientMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/**
 * Whether a prepared statement is older than the columns it returns: prepared anew, it works. PostgreSQL has no code of its own for
 * it, and says so in the language of the server.
 */
export function isOutdatedStatement(err: unknown): boolean {
  return err instanceof Error && 'routine' in err && err.routine === 'RevalidateCachedQuery';
}

/** Whether the database could not be reached or went away, so that the same call may work in a moment. */
export function isConnectionFailure(err: unknown): boolean {
  if (!(err instanceof Error)) return false;
  const code = 'code' in err ? err.code : undefined;
  return (
    (typeof code === 'string' && (transientCodes.has(code) || code.startsWith('08'))) ||
    isOutdatedStatement(err) ||
    transientMessages.test(err.message)
  );
}
