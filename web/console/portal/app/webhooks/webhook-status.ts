import type { WebhookWithHealth as Webhook } from '../../../../../src/apps/schema.ts';
import type { StateKind } from '../../../ui/state-kind.ts';

export interface WebhookStatus {
  readonly kind: StateKind;
  /** For the badge. */
  readonly word: string;
}

const DAY_MS = 86_400_000;

/** How a webhook does, in a word or two. Pure. */
export function statusOf(
  { enabled, disabledReason, health }: Pick<Webhook, 'enabled' | 'disabledReason' | 'health'>,
  now: Date,
): WebhookStatus {
  if (!enabled)
    return disabledReason === 'paused'
      ? { kind: 'quiet', word: 'Paused' }
      : { kind: 'bad', word: 'Disabled' };
  if (health.circuit === 'open') return { kind: 'bad', word: 'Circuit open' };
  if (health.circuit === 'half_open') return { kind: 'busy', word: 'Trying one delivery' };
  if (health.failingSince !== null)
    return { kind: daysFailing(health.failingSince, now) < 1 ? 'warn' : 'bad', word: 'Failing' };
  if (health.throttledUntil !== null) return { kind: 'warn', word: 'Held back' };
  if (health.lastSuccessAt === null) return { kind: 'quiet', word: 'Nothing sent yet' };
  return { kind: 'good', word: 'Healthy' };
}

/** What the circuit is doing and what comes of it. */
export function explainCircuit(circuit: Webhook['health']['circuit']): string {
  switch (circuit) {
    case 'closed':
      return 'Everything is sent as it comes.';
    case 'open':
      return 'It failed so often in a row that deliveries wait, which uses up no retry. One is tried from time to time: its success lets the others follow, its failure doubles the pause, up to 5 minutes.';
    case 'half_open':
      return 'One delivery is being tried. If it succeeds the others follow at once, else they wait on.';
  }
}

/** Why a webhook is disabled, and what Enable does. */
export function explainDisabled(reason: Webhook['disabledReason']): string {
  switch (reason) {
    case 'gone':
      return 'Your server answered 410 Gone, which means: never again. If that was a mistake, mend it and enable the webhook.';
    case 'failing':
      return 'For 5 days there was nothing but failures. Mend the cause, send a test, then enable the webhook: the clock begins afresh.';
    case 'paused':
    case null:
      return 'It was paused here. Events that come meanwhile are skipped and can be replayed later.';
  }
}

export const daysFailing = (since: string, now: Date): number =>
  Math.max(0, (now.getTime() - new Date(since).getTime()) / DAY_MS);

/** How far a failing webhook has come on the way to being disabled; as `src/webhook-health/failing.ts` decides. Pure. */
export function explainWarnings(since: string, now: Date): string {
  const days = daysFailing(since, now);
  if (days >= 5)
    return 'Warned after 1 day and after 3. It is disabled at the next failure, once 20 attempts have failed.';
  if (days >= 3) return 'Warned after 1 day and after 3.';
  if (days >= 1) return 'Warned after 1 day; the next warning is after 3.';
  return 'The first warning is after 1 day, the next after 3.';
}
