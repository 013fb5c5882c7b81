import { Interrupted } from './failure.ts';
import { withStage } from './stage.ts';
import { describeArrival } from './story.ts';
import type { Tell } from './timeline.ts';
import { Waits } from './waits.ts';

/** Starts the same, plays nothing and stays until it is stopped. Returns what could not be taken down. */
export async function keepStage(
  stop: AbortController,
  tell: Tell,
  announce: (line: string) => void,
): Promise<readonly string[]> {
  const waits = new Waits(stop.signal);
  const problems: string[] = [];
  const options = {
    waits,
    refuseFirst: false,
    onArrival: (arrival: Parameters<typeof describeArrival>[0]): void =>
      tell('receiver', describeArrival(arrival, new Map())),
    onLine: (line: string): void => tell('fieldhook', line),
    onFailure: (err: Error): void => stop.abort(err),
    onTrouble: (problem: string): void => void problems.push(problem),
  };
  try {
    await withStage(options, async ({ baseUrl, receiverUrl, credentials }) => {
      // By name: what else stands there (the database's address, say) is nobody's business.
      const { tenantId, schedulerId, dataApiKey, appKey, hmacKey, clientId, clientSecret, people } =
        credentials;
      const opened = { baseUrl, tenantId, schedulerId, dataApiKey, appKey, hmacKey, receiverUrl };
      announce(JSON.stringify({ ...opened, clientId, clientSecret, people }));
      tell('demo', 'is ready; Ctrl-C ends it and removes its data');
      await waits.until('a signal', new Promise<never>(() => undefined));
    });
  } catch (err) {
    if (!(err instanceof Interrupted)) throw err;
    tell('demo', err.message);
  }
  return problems;
}
