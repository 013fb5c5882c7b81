import { type DeliveryOptions, startDeliveryWorker } from './deliveries/start-worker.ts';
import { type DueLoop, runDueLoop, Wakeable } from './lib/due-loop.ts';
import { ensurePartitions } from './lib/migrate.ts';
import { sweepRateLimits } from './lib/rate-limit.ts';
import { sweepInboxes } from './inbox/receive.ts';
import { retentionLoop } from './retention/retention-loop.ts';
import { replayLoop } from './replays/replay-loop.ts';
import { type AbandonmentDeps, abandonmentLoop } from './sessions/abandonment-loop.ts';
import { type NoticeMailDeps, noticeMailLoop } from './webhook-health/mail-notices.ts';
import { webhookHealthLoop } from './webhook-health/watch.ts';

export interface WorkerDeps {
  readonly abandonment: AbandonmentDeps;
  readonly deliveries: DeliveryOptions;
  /** What tells developers of their webhooks; undefined: no mail is set up. */
  readonly noticeMail?: Pick<NoticeMailDeps, 'sendMail' | 'baseUrl'> | undefined;
}

/** Two, so that one decides while the other waits for the database. */
const ABANDONMENT_LOOPS = 2;

/** Every background loop; returns when the signal has aborted and what was under way is done and recorded. */
export async function startWorkers(
  { abandonment, deliveries, noticeMail }: WorkerDeps,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, log } = abandonment;
  const health = new Wakeable();
  const mail = new Wakeable();
  const onNotice = noticeMail && (() => mail.wake());
  await Promise.all([
    startDeliveryWorker({ ...deliveries, onGone: () => health.wake() }, signal),
    runDueLoop(webhookHealthLoop({ db, clock, log, wake: health, onNotice }), signal),
    noticeMail && runDueLoop(noticeMailLoop({ db, clock, log, wake: mail, ...noticeMail }), signal),
    ...Array.from({ length: ABANDONMENT_LOOPS }, () => runDueLoop(abandonmentLoop(abandonment), signal)),
    runDueLoop(replayLoop(abandonment), signal),
    runDueLoop(partitionLoop(abandonment), signal),
    runDueLoop(retentionLoop(abandonment), signal),
    runDueLoop(rateLimitLoop(abandonment), signal),
    runDueLoop(inboxLoop(abandonment), signal),
  ]);
}

/** Keeps two weeks of daily partitions ahead; every process makes sure of them when it starts, and then hourly. */
export function partitionLoop({ db, clock, log }: Pick<AbandonmentDeps, 'db' | 'clock' | 'log'>): DueLoop {
  const runOnce = async (): Promise<'idle'> => {
    await ensurePartitions(db, clock());
    return 'idle';
  };
  return { name: 'partitions', runOnce, restMs: 60 * 60 * 1000, log };
}

/** Forgets callers that have long been quiet. */
function rateLimitLoop({ db, clock, log }: Pick<AbandonmentDeps, 'db' | 'clock' | 'log'>): DueLoop {
  const runOnce = async (): Promise<'more' | 'idle'> =>
    (await sweepRateLimits(db, clock())) > 0 ? 'more' : 'idle';
  return { name: 'rate limits', runOnce, restMs: 60 * 1000, log };
}

/** Forgets what arrived in inboxes a day ago. */
function inboxLoop({ db, clock, log }: Pick<AbandonmentDeps, 'db' | 'clock' | 'log'>): DueLoop {
  const runOnce = async (): Promise<'idle'> => {
    await sweepInboxes(db, clock());
    return 'idle';
  };
  return { name: 'inboxes', runOnce, restMs: 5 * 60 * 1000, log };
}
