import type { Browser } from 'playwright-core';
import { chromium } from '../../test/chromium.ts';
import { makeDataDirectory, removeDataDirectory } from '../data-directory.ts';
import { DemoFailure, explain, Interrupted } from '../failure.ts';
import { type Credentials, readCredentials, startFieldhook } from '../fieldhook.ts';
import { Client, type Contact, freshContacts } from '../visitor.ts';
import { Waits } from '../waits.ts';
import { startTourReceiver, type TourReceiver } from './receiver.ts';

/** What the tour is played with. */
export interface Tour {
  readonly browser: Browser;
  readonly baseUrl: string;
  readonly tenantId: number;
  readonly credentials: Credentials;
  readonly client: Client;
  readonly receiver: TourReceiver;
  readonly waits: Waits;
  readonly nextContact: () => Contact;
  /** Tells that a step is done. */
  readonly step: (text: string) => void;
}

/** Two retries, so that a broken receiver makes a failed event within seconds. */
const SHORT_SCHEDULE = '1,1';

/**
 * Starts fieldhook, an app's server and a browser, plays, and takes everything down again whatever happens. Returns what went wrong.
 * `boundMs` counts from the start of the process.
 */
export async function withTour(
  { boundMs, step }: { readonly boundMs: number; readonly step: (text: string) => void },
  play: (tour: Tour) => Promise<void>,
): Promise<readonly string[]> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => stop.abort(new Interrupted(name)));
  const waits = new Waits(stop.signal);
  const tooLong = (): void => {
    const missing = waits.open.join('; ');
    stop.abort(new DemoFailure(`Not done after ${boundMs / 1000} s. Missing: ${missing}.`));
  };
  const timer = setTimeout(tooLong, boundMs - performance.now());
  const problems: string[] = [];
  try {
    await using cleanup = new AsyncDisposableStack();
    const receiver = cleanup.use(await startTourReceiver());
    const dataDir = await makeDataDirectory();
    cleanup.defer(() => removeDataDirectory(dataDir));
    const fieldhook = startFieldhook({
      dataDir,
      webhookUrl: '',
      settings: { DELIVERY_ALLOWED_ORIGINS: receiver.origin, RETRY_STANDARD_SECONDS: SHORT_SCHEDULE },
      onLine: () => undefined,
      onFailure: (err) => stop.abort(err),
    });
    cleanup.defer(async () => {
      const problem = await fieldhook.stop();
      if (problem !== undefined) problems.push(problem);
    });
    const browser = await waits.until('a browser', chromium());
    cleanup.defer(() => browser.close());
    const baseUrl = await waits.until('fieldhook to start', fieldhook.baseUrl);
    const credentials = await readCredentials(dataDir, fieldhook);
    const client = new Client(baseUrl, stop.signal);
    cleanup.defer(() => client.close());
    const { tenantId } = credentials;
    const nextContact = freshContacts();
    const tour = { browser, baseUrl, tenantId, credentials, client, receiver, waits, nextContact, step };
    await waits.until('the tour', play(tour));
    problems.push(...receiver.problems);
  } catch (err) {
    problems.push(explain(err));
  } finally {
    clearTimeout(timer);
  }
  return problems;
}
