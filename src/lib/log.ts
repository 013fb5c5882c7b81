import { pino, type Logger as PinoLogger, stdSerializers } from 'pino';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** One JSON object a line on standard error, so that standard output stays for what the person at the terminal needs. */
export function createLog(level: string): PinoLogger {
  return pino(
    { level, base: { pid: process.pid }, serializers: { err: withoutRows } },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** PostgreSQL quotes whole rows in the detail of an error: names, phone numbers, secrets. */
function withoutRows(err: unknown): unknown {
  if (!(err instanceof Error)) return err;
  const { detail: _detail, where: _where, ...shown } = stdSerializers.err(err) as Record<string, unknown>;
  return shown;
}

export const silentLog: Logger = pino({ level: 'silent' });
