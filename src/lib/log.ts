import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** One JSON object a line on standard error, so that standard output stays for what the person at the terminal needs. */
export function createLog(level: string): PinoLogger {
  return pino({ level, base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
}

export const silentLog: Logger = pino({ level: 'silent' });
