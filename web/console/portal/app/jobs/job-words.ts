import type { Static } from 'typebox';
import type { ReplayView } from '../../../../../src/replays/schema.ts';
import { formatCount } from '../../../ui/format-number.ts';
import type { StateKind } from '../../../ui/state-kind.ts';

type Job = Static<typeof ReplayView>;

export const jobStates: Readonly<Record<Job['state'], { readonly kind: StateKind; readonly word: string }>> =
  {
    queueing: { kind: 'busy', word: 'Queueing' },
    sending: { kind: 'busy', word: 'Sending' },
    done: { kind: 'good', word: 'Done' },
    cancelled: { kind: 'quiet', word: 'Cancelled' },
  };

/** Why something of a job was not sent, by the codes of its progress. */
export const notSentReasons: Readonly<Record<string, string>> = {
  connection_disabled: 'without consent now',
  webhook_disabled: 'webhook disabled',
  webhook_removed: 'webhook removed',
  app_deleted: 'app deleted',
  payload_erased: 'erased',
  already_replaying: 'being replayed already',
  refused_when_due: 'no longer allowed when due',
};

/** How much of a job is done with, 0 to 1. Pure. */
export function shareOf({ total, state, progress }: Pick<Job, 'total' | 'state' | 'progress'>): number {
  if (state === 'done') return 1;
  const { queued, waiting, takenBack, skipped } = progress;
  // Refused when due was queued before.
  const never = Object.entries(skipped).reduce(
    (sum, [reason, count]) => (reason === 'refused_when_due' ? sum : sum + count),
    0,
  );
  // What was taken back by cancelling is not done.
  return total === 0 ? 1 : Math.min(1, (queued - waiting - takenBack + never) / total);
}

/** `12 delivered · 1 failed · 3 waiting · 2 not sent (erased)`. Pure. */
export function describeProgress({ progress }: Pick<Job, 'progress'>): string {
  const { delivered, failed, waiting, takenBack, skipped } = progress;
  const not = Object.entries(skipped).filter(([, count]) => count > 0);
  const skippedCount = not.reduce((sum, [, count]) => sum + count, 0);
  return [
    `${formatCount(delivered)} delivered`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
    ...(takenBack > 0 ? [`${formatCount(takenBack)} taken back`] : []),
    ...(skippedCount > 0
      ? [
          `${formatCount(skippedCount)} not sent (${not.map(([code]) => notSentReasons[code] ?? code).join(', ')})`,
        ]
      : []),
  ].join(' · ');
}
