import type { Mail } from '../people/mail.ts';
import { DISABLING_ATTEMPTS, DISABLING_DAYS, daysAfter } from './failing.ts';
import { describeError } from './show-health.ts';

/** What a notice is about, as it is when the mail is written. */
export interface NoticeFacts {
  readonly kind: 'failing_1_day' | 'failing_3_days' | 'disabled';
  readonly appName: string;
  readonly eventType: string;
  /** Without path and query: what follows often holds a secret of the receiver. */
  readonly origin: string;
  readonly disabledReason: string | null;
  readonly failingSince: Date | null;
  readonly failedAttempts: number;
  readonly lastError: string | null;
}

/** The mail of a notice; `link` leads to the app in the portal. */
export function noticeMail(to: string, facts: NoticeFacts, link: string): Mail {
  const { appName, eventType, kind } = facts;
  const what = kind === 'disabled' ? 'was disabled' : `has failed for ${daysOf(kind)}`;
  return {
    to,
    subject: `${appName}: the webhook ${eventType} ${what}`,
    text: `${tell(facts)}

The app with its webhooks, every attempt and its answer:
${link}

You get this because it is the app's address, or because you act for its organisation.
`,
  };
}

function tell(facts: NoticeFacts): string {
  if (facts.kind !== 'disabled') return warn(facts);
  const { appName, eventType, origin, disabledReason } = facts;
  const why =
    disabledReason === 'gone'
      ? `${origin} answered 410 Gone: that it wants no more webhooks.`
      : `For ${DISABLING_DAYS} days there was nothing but failures.\n\n${describeFailures(facts)}`;
  return `The webhook ${eventType} of ${appName} was disabled. ${why}

What waited for it, and what comes until it is enabled, is kept as skipped. Correct the server or the delivery URL, enable
the webhook, and replay what was skipped.`;
}

function warn(facts: NoticeFacts): string {
  const disabledFrom =
    facts.failingSince === null ? '' : ` on ${show(daysAfter(facts.failingSince, DISABLING_DAYS))}`;
  return `The webhook ${facts.eventType} of ${facts.appName} does nothing but fail.

${describeFailures(facts)}

Correct the server or the delivery URL. The first success ends this. If there is none, the webhook is disabled${disabledFrom}, once
${DISABLING_ATTEMPTS} attempts have failed; what comes from then on is kept as skipped and can be replayed.`;
}

function describeFailures({ origin, failingSince, failedAttempts, lastError }: NoticeFacts): string {
  const since = failingSince === null ? '' : ` since ${show(failingSince)}`;
  const times = failedAttempts === 1 ? 'once' : `${failedAttempts} times`;
  const last = describeError(lastError);
  return `Every attempt to reach ${origin} has failed${since}, ${times}.${
    last === null ? '' : ` The last error is ${last.code}:\n${last.message}`
  }`;
}

const daysOf = (kind: 'failing_1_day' | 'failing_3_days'): string =>
  kind === 'failing_1_day' ? 'a day' : '3 days';

const show = (instant: Date): string => `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
