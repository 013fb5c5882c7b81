/** Why the demo is not true, in words for the person who runs it; anything else that is thrown is a bug of the demo. */
export class DemoFailure extends Error {}

/** Ctrl-C and its like: no failure of fieldhook, so nothing is judged. */
export class Interrupted extends Error {
  readonly signalName: NodeJS.Signals;

  constructor(signalName: NodeJS.Signals) {
    super(`stopped by ${signalName}`);
    this.signalName = signalName;
  }
}

/** One sentence of a failure; the stack of a bug. */
export function explain(err: unknown): string {
  if (err instanceof DemoFailure || err instanceof Interrupted) return err.message;
  return err instanceof Error ? (err.stack ?? err.message) : String(err);
}
