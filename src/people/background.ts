import type { Server } from '../http/server.ts';
import type { Logger } from '../lib/log.ts';

/** Runs work on after the answer; a stop of the server waits for it. What fails is logged and nothing more. */
export function backgroundOf(app: Server, log: Pick<Logger, 'error'>): (work: Promise<void>) => void {
  const underWay = new Set<Promise<void>>();
  app.addHook('onClose', async () => {
    await Promise.all(underWay);
  });
  return (work) => {
    const done = work
      .catch((err: unknown) => {
        // Without what the mail server said: it may quote the mail.
        log.error({ err: err instanceof Error ? err.name : 'unknown' }, 'a mail could not be sent');
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
}
