import type { ChildProcess } from 'node:child_process';
import { within } from '../src/lib/embedded-postgres/within.ts';

export interface Ended {
  readonly code: number | null;
  readonly signalName: NodeJS.Signals | null;
  /** Set when it could not be started at all. */
  readonly error?: Error;
}

/** Resolves when the child and its output have ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  child.once('error', (error) => resolve({ code: null, signalName: null, error }));
  child.once('close', (code, signalName) => resolve({ code, signalName }));
  return promise;
}

export function describeEnd({ code, signalName, error }: Ended): string {
  if (error !== undefined) return error.message;
  return signalName === null ? `exit code ${code}` : `killed by ${signalName}`;
}

/** Waits for the end of a child that was asked to end; by force after the bound. Returns whether it ended by itself. */
export async function endWithin(child: ChildProcess, end: Promise<Ended>, boundMs: number): Promise<boolean> {
  if (await within(end, boundMs)) return true;
  child.kill('SIGKILL');
  await within(end, 5_000);
  return false;
}
