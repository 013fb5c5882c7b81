import type { Arrival } from './arrival.ts';
import { makeDataDirectory, removeDataDirectory } from './data-directory.ts';
import { explain } from './failure.ts';
import { type Credentials, readCredentials, startFieldhook } from './fieldhook.ts';
import { startReceiver } from './receiver-process.ts';
import type { Waits } from './waits.ts';

/** fieldhook with its demo tenant, and a receiver to which that tenant's webhooks point. */
export interface Stage {
  readonly baseUrl: string;
  readonly receiverUrl: string;
  readonly credentials: Credentials;
}

export interface StageOptions {
  readonly waits: Waits;
  readonly refuseFirst: boolean;
  readonly onArrival: (arrival: Arrival) => void;
  /** Every line fieldhook prints. */
  readonly onLine: (line: string) => void;
  /** One of the two processes ended although nobody asked it to. */
  readonly onFailure: (err: Error) => void;
  /** Something could not be taken down as it should. */
  readonly onTrouble: (problem: string) => void;
}

/** Sets up the stage, plays, and takes everything down again whatever happens. */
export async function withStage(options: StageOptions, play: (stage: Stage) => Promise<void>): Promise<void> {
  const { waits, onTrouble } = options;
  await using cleanup = new AsyncDisposableStack();
  const takeDown = (down: () => Promise<string | undefined | void>): void =>
    cleanup.defer(async () => {
      const problem = await down().catch(explain);
      if (problem !== undefined) onTrouble(problem);
    });

  const dataDir = await makeDataDirectory();
  takeDown(() => removeDataDirectory(dataDir));
  const receiver = startReceiver(options);
  takeDown(() => receiver.stop());
  const receiverUrl = await waits.until('the receiver to listen', receiver.url);
  const fieldhook = startFieldhook({ ...options, dataDir, webhookUrl: receiverUrl });
  takeDown(() => fieldhook.stop());
  const baseUrl = await waits.until('fieldhook to start', fieldhook.baseUrl);
  const credentials = await readCredentials(dataDir, fieldhook);
  receiver.tellKey(credentials.hmacKey);
  await play({ baseUrl, receiverUrl, credentials });
}
