import type { Arrival } from './arrival.ts';
import { Ledger } from './count.ts';
import { DemoFailure, explain } from './failure.ts';
import { Journal } from './journal.ts';
import { judgeRetry, judgeTally, judgeVisits, type Played, type Tally } from './judge.ts';
import { type Stage, withStage } from './stage.ts';
import type { Tell } from './timeline.ts';
import { Client, freshContacts } from './visitor.ts';
import { playAbandoning, playBooking, playLooking, playReturning, type Props } from './visits.ts';
import { Waits } from './waits.ts';

export interface Outcome {
  /** Undefined when it came to nothing that could be counted. */
  readonly tally: Tally | undefined;
  readonly problems: readonly string[];
}

/** From the start of the process; what is left of the minute is for taking down. */
const BOUND_MS = 55_000;

/** Plays four visitors and judges what came of them. */
export async function playStory(stop: AbortController, tell: Tell): Promise<Outcome> {
  const waits = new Waits(stop.signal);
  const journal = new Journal();
  const names = new Map<string, string>();
  const problems: string[] = [];
  let tally: Tally | undefined;
  const timer = setTimeout(() => {
    stop.abort(new DemoFailure(`Not done after ${BOUND_MS / 1000} s. Missing: ${waits.open.join('; ')}.`));
  }, BOUND_MS - performance.now());

  const onArrival = (arrival: Arrival): void => {
    journal.add(arrival);
    tell('receiver', describeArrival(arrival, names));
    // It would be sent again for minutes; nothing better can come of waiting.
    if (arrival.problem !== null)
      stop.abort(new DemoFailure(`A webhook did not verify: ${arrival.problem}.`));
  };
  const onFailure = (err: Error): void => {
    // A visitor may have noticed first, but this is the cause.
    if (stop.signal.aborted) problems.push(explain(err));
    else stop.abort(err);
  };
  const onTrouble = (problem: string): void => void problems.push(problem);

  const play = async ({ baseUrl, receiverUrl, credentials }: Stage): Promise<void> => {
    tell('fieldhook', `runs on ${baseUrl} and sends webhooks to ${receiverUrl}`);
    const client = new Client(baseUrl, stop.signal);
    const ledger = new Ledger(credentials.databaseUrl);
    try {
      await ledger.open();
      const introduce = (sessionId: string, name: string): void => void names.set(sessionId, name);
      const props = { client, tenant: credentials, nextContact: freshContacts(), journal, ledger };
      const played = await playAll({ ...props, waits, tell, introduce }, stop);
      problems.push(...judgeVisits(played, journal), ...tellRetry(journal, tell));
    } catch (err) {
      if (!(err instanceof DemoFailure)) throw err;
      problems.push(err.message);
    } finally {
      tally = await countAll(ledger, journal);
      await Promise.all([client.close(), ledger.close().catch(() => undefined)]);
    }
  };

  tell('demo', 'starts a receiver and fieldhook, with a database of its own');
  try {
    const options = { waits, refuseFirst: true, onArrival, onLine: () => undefined, onFailure, onTrouble };
    await withStage(options, play);
  } catch (err) {
    if (!(err instanceof DemoFailure)) throw err;
    problems.push(err.message);
  } finally {
    clearTimeout(timer);
  }
  if (tally !== undefined) problems.push(...judgeTally(tally));
  return { tally, problems };
}

/** All four at once; the first that fails ends the others. */
async function playAll(props: Props, stop: AbortController): Promise<Played> {
  const visits = [
    playBooking(props),
    playAbandoning(props),
    playLooking(props),
    playReturning(props),
  ] as const;
  for (const visit of visits) visit.catch((err: unknown) => stop.abort(err));
  const [a, b, c, d] = await Promise.all(visits);
  const isQuiet = async (): Promise<true | undefined> => (await props.ledger.isQuiet()) || undefined;
  await props.waits.poll('fieldhook to have nothing left to do', isQuiet);
  props.tell('fieldhook', 'has nothing left to send or to decide');
  return { a, b, c, d };
}

function tellRetry(journal: Journal, tell: Tell): readonly string[] {
  const retry = judgeRetry(journal.arrivals);
  if (retry === undefined) return ['the refused POST was not sent again'];
  if (retry.problems.length === 0)
    tell(
      'demo',
      `the retry came ${retry.seconds.toFixed(2)} s after the refusal: same id and bytes, signed anew`,
    );
  return retry.problems;
}

async function countAll(ledger: Ledger, journal: Journal): Promise<Tally | undefined> {
  try {
    const { verified, duplicates } = journal;
    return { ...(await ledger.count()), verified, duplicates };
  } catch (err) {
    process.stderr.write(`The database could not be counted: ${explain(err)}\n`);
    return undefined;
  }
}

export function describeArrival(
  { event, problem, status }: Arrival,
  names: ReadonlyMap<string, string>,
): string {
  if (event === null) return `← a POST that does not verify, answered ${status}: ${problem}`;
  const { id } = event.data.session;
  const purpose = status === 500 ? ' (on purpose)' : '';
  return `← ${event.type} of ${names.get(id) ?? id}: verified, answered ${status}${purpose}`;
}
